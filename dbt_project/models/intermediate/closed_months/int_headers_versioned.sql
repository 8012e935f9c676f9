{{ config(materialized='view') }}
-- A generic ledger has no headers of its own: each of its rows is its header.
select
    table_name,
    document_id as header_id,
    document_id,
    customer_id,
    document_date,
    is_charge,
    is_live,
    exchange_rate,
    terms_id,
    cast(null as date) as due_date,
    known_from,
    replaced_at,
    changed_at
from {{ ref('stg_microsip__document_versions') }}
union all
select
    table_name,
    document_id as header_id,
    document_id,
    customer_id,
    document_date,
    amount > 0 as is_charge,
    true as is_live,
    exchange_rate,
    cast(null as varchar) as terms_id,
    due_date,
    known_from,
    replaced_at,
    changed_at
from {{ ref('stg_ledger__invoice_versions') }}
union all
select
    table_name,
    document_id || '/S' as header_id,
    document_id || '/S' as document_id,
    customer_id,
    settled_date as document_date,
    false as is_charge,
    true as is_live,
    exchange_rate,
    cast(null as varchar) as terms_id,
    cast(null as date) as due_date,
    known_from,
    replaced_at,
    changed_at
from {{ ref('stg_ledger__invoice_versions') }}
where settled_date is not null
union all
select
    table_name,
    entry_id as header_id,
    document_id,
    customer_id,
    document_date,
    false as is_charge,
    true as is_live,
    exchange_rate,
    cast(null as varchar) as terms_id,
    cast(null as date) as due_date,
    known_from,
    replaced_at,
    changed_at
from {{ ref('stg_ledger__receipt_versions') }}
