-- What each sales document is. Documents that were never posted are drafts and end here.
select
    documents.sales_document_id,
    documents.customer_id,
    documents.document_type_code,
    documents.status_code,
    coalesce(statuses.stage_code, 'unclassified') as stage_code,
    -- A pair that the policy does not know stays visible as pending until somebody classifies it.
    coalesce(statuses.is_pending, true) as is_pending,
    coalesce(statuses.is_cancelled, false) as is_cancelled,
    documents.document_number,
    documents.document_date,
    documents.promised_date,
    documents.purchase_order_number,
    -- ISO 4217 XXX: no currency known.
    coalesce(currencies.currency_code, 'XXX') as currency_code,
    documents.exchange_rate,
    documents.net_amount,
    documents.amount
from {{ ref('stg_microsip__sales_documents') }} as documents
left join {{ ref('policy_order_statuses') }} as statuses
    on
        documents.document_type_code = statuses.document_type_code
        and documents.status_code = statuses.status_code
left join {{ ref('stg_microsip__currencies') }} as currencies
    on documents.currency_id = currencies.currency_id
where documents.is_posted
