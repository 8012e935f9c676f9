{{ config(materialized='view') }}
-- Cancelled and unposted documents end here: what follows sees only what counts.
with run as (
    select functional_currency_code from {{ ref('stg_cartera__run_parameters') }}
),

microsip_documents as (
    select
        documents.document_id,
        'microsip' as source_code,
        documents.customer_id,
        documents.document_number,
        documents.nature_code = 'C' as is_charge,
        concepts.concept_name,
        coalesce(classes.class_code, 'unclassified') as class_code,
        documents.document_date,
        -- ISO 4217 XXX: no currency known. It has no rate, so the controls stop it.
        coalesce(currencies.currency_code, 'XXX') as currency_code,
        documents.exchange_rate
    from {{ ref('stg_microsip__documents') }} as documents
    left join {{ ref('stg_microsip__customers') }} as customers
        on documents.customer_id = customers.customer_id
    left join {{ ref('stg_microsip__currencies') }} as currencies
        on customers.currency_id = currencies.currency_id
    left join {{ ref('stg_microsip__concepts') }} as concepts
        on documents.concept_id = concepts.concept_id
    left join {{ ref('policy_concept_classes') }} as classes
        on concepts.concept_key = classes.concept_name and documents.nature_code = classes.nature_code
    where not documents.is_cancelled and documents.is_posted
),

ledger_invoices as (
    select
        document_id,
        'ledger' as source_code,
        customer_id,
        document_number,
        amount > 0 as is_charge,
        cast(null as varchar) as concept_name,
        case when amount > 0 then 'invoice' else 'credit_memo' end as class_code,
        document_date,
        currency_code,
        exchange_rate
    from {{ ref('stg_ledger__invoices') }}
),

-- A system that only says when an invoice was settled is read as one receipt on that day.
ledger_settlements as (
    select
        document_id || '/S' as document_id,
        'ledger' as source_code,
        customer_id,
        document_number,
        false as is_charge,
        cast(null as varchar) as concept_name,
        'receipt' as class_code,
        settled_date as document_date,
        currency_code,
        exchange_rate
    from {{ ref('stg_ledger__invoices') }}
    where settled_date is not null
),

ledger_receipts as (
    select
        document_id,
        'ledger' as source_code,
        customer_id,
        document_number,
        false as is_charge,
        cast(null as varchar) as concept_name,
        'receipt' as class_code,
        min(document_date) as document_date,
        currency_code,
        max(exchange_rate) as exchange_rate
    from {{ ref('stg_ledger__receipts') }}
    group by document_id, customer_id, document_number, currency_code
),

unioned as (
    select * from microsip_documents
    union all
    select * from ledger_invoices
    union all
    select * from ledger_settlements
    union all
    select * from ledger_receipts
)

select
    unioned.*,
    unioned.currency_code = run.functional_currency_code as is_functional_currency
from unioned
cross join run
