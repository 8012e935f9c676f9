{{ config(materialized='view') }}
-- The rate a document's amounts are booked at: its own, else the ledger's rate of its day.
-- A foreign document at a rate of exactly 1 has no rate: somebody left the field alone.
select
    documents.document_id,
    documents.source_code,
    documents.customer_id,
    documents.document_number,
    documents.is_charge,
    documents.concept_name,
    documents.class_code,
    documents.document_date,
    documents.currency_code,
    case
        when documents.is_functional_currency then cast(1 as decimal(18, 6))
        when documents.exchange_rate > 0 and documents.exchange_rate <> 1 then documents.exchange_rate
        else rates.ledger_rate
    end as exchange_rate,
    case
        when documents.is_functional_currency then 'functional'
        when documents.exchange_rate > 0 and documents.exchange_rate <> 1 then 'document'
        else rates.ledger_rate_source_code
    end as rate_source_code
from {{ ref('int_documents_unioned') }} as documents
left join {{ ref('int_exchange_rates_filled') }} as rates
    on documents.currency_code = rates.currency_code and documents.document_date = rates.rate_date
