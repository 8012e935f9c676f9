{{ config(materialized='view') }}
-- What int_entries_signed unites as it is known, in every version. Unsigned, for the sign is a policy.
select
    table_name,
    amount_id as entry_id,
    document_id as header_id,
    charge_id,
    line_type_code,
    is_live,
    charged_amount,
    credited_amount,
    known_from,
    replaced_at,
    changed_at
from {{ ref('stg_microsip__amount_versions') }}
union all
select
    table_name,
    document_id as entry_id,
    document_id as header_id,
    document_id as charge_id,
    case when amount > 0 then 'C' else 'A' end as line_type_code,
    true as is_live,
    abs(amount) as charged_amount,
    abs(amount) as credited_amount,
    known_from,
    replaced_at,
    changed_at
from {{ ref('stg_ledger__invoice_versions') }}
union all
select
    table_name,
    document_id || '/S' as entry_id,
    document_id || '/S' as header_id,
    document_id as charge_id,
    case when amount > 0 then 'R' else 'T' end as line_type_code,
    true as is_live,
    abs(amount) as charged_amount,
    abs(amount) as credited_amount,
    known_from,
    replaced_at,
    changed_at
from {{ ref('stg_ledger__invoice_versions') }}
where settled_date is not null
union all
select
    table_name,
    entry_id,
    entry_id as header_id,
    charge_id,
    case when charge_id is null then 'A' else 'R' end as line_type_code,
    true as is_live,
    amount as charged_amount,
    amount as credited_amount,
    known_from,
    replaced_at,
    changed_at
from {{ ref('stg_ledger__receipt_versions') }}
