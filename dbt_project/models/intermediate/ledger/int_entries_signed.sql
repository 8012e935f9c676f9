{{ config(materialized='view') }}
-- A receivable up is positive. The sign is set here, once, from policy_line_types.
with microsip_lines as (
    select
        amount_id as entry_id,
        document_id,
        charge_id,
        line_type_code,
        net_amount,
        tax_amount,
        withheld_amount,
        discount_amount
    from {{ ref('stg_microsip__amounts') }}
    where not is_cancelled and is_posted
),

-- The generic ledger in the same line types: a settled invoice is paid in full on that day.
ledger_lines as (
    select
        document_id as entry_id,
        document_id,
        document_id as charge_id,
        case when amount > 0 then 'C' else 'A' end as line_type_code,
        abs(amount) as amount
    from {{ ref('stg_ledger__invoices') }}
    union all
    select
        document_id || '/S' as entry_id,
        document_id || '/S' as document_id,
        document_id as charge_id,
        case when amount > 0 then 'R' else 'T' end as line_type_code,
        abs(amount) as amount
    from {{ ref('stg_ledger__invoices') }}
    where settled_date is not null
    union all
    select
        entry_id,
        document_id,
        charge_id,
        case when charge_id is null then 'A' else 'R' end as line_type_code,
        amount
    from {{ ref('stg_ledger__receipts') }}
),

unioned as (
    select * from microsip_lines
    union all
    select
        entry_id,
        document_id,
        charge_id,
        line_type_code,
        amount as net_amount,
        0 as tax_amount,
        0 as withheld_amount,
        0 as discount_amount
    from ledger_lines
),

typed as (
    select
        unioned.entry_id,
        unioned.charge_id,
        unioned.net_amount,
        unioned.tax_amount,
        unioned.withheld_amount,
        unioned.discount_amount,
        documents.*,
        -- Old lines without a type are told by what they do.
        coalesce(
            unioned.line_type_code,
            case
                when documents.is_charge then 'C'
                when unioned.charge_id is not null then 'R'
                else 'A'
            end
        ) as line_type_code
    from unioned
    inner join {{ ref('int_documents_rated') }} as documents
        on unioned.document_id = documents.document_id
),

signed as (
    select
        typed.*,
        line_types.entry_kind_code,
        cast(
            line_types.receivable_sign * case line_types.entry_kind_code
                when 'charge' then typed.net_amount + typed.tax_amount - typed.withheld_amount
                else typed.net_amount + typed.tax_amount + typed.discount_amount
            end as decimal(18, 2)
        ) as amount,
        cast(line_types.receivable_sign * typed.tax_amount as decimal(18, 2)) as signed_tax_amount,
        cast(
            case line_types.entry_kind_code
                when 'charge' then 0
                else line_types.receivable_sign * typed.discount_amount
            end as decimal(18, 2)
        ) as signed_discount_amount
    from typed
    inner join {{ ref('policy_line_types') }} as line_types
        on typed.line_type_code = line_types.line_type_code
)

select
    entry_id,
    document_id,
    source_code,
    -- A charge belongs to itself, whatever the line says.
    case entry_kind_code when 'charge' then document_id when 'application' then charge_id end as charge_id,
    customer_id,
    document_number,
    concept_name,
    class_code,
    entry_kind_code,
    -- The crediting document's date: the ERP moves the line's own when a payment is re-applied.
    document_date as entry_date,
    cast({{ dbt.date_trunc('month', 'document_date') }} as date) as period_month,
    currency_code,
    amount,
    signed_tax_amount as tax_amount,
    signed_discount_amount as discount_amount,
    exchange_rate,
    rate_source_code,
    {{ cents('amount * exchange_rate') }} as amount_mxn
from signed
