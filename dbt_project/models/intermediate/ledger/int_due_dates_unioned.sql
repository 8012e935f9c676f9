{{ config(materialized='view') }}
-- What a system says of when a document is due. A generic ledger has one due date, for all of it.
select
    document_id,
    due_date,
    share_percent
from {{ ref('stg_microsip__due_dates') }}
union all
select
    document_id,
    due_date,
    cast(100 as decimal(9, 6)) as share_percent
from {{ ref('stg_ledger__invoices') }}
where due_date is not null
