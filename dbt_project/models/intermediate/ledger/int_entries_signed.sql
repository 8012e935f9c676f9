{{ config(materialized='view') }}
-- A receivable up is positive. The sign is set here, once, from policy_line_types.
with microsip_lines as (
    select
        amounts.amount_id,
        amounts.document_id,
        amounts.charge_id,
        amounts.net_amount,
        amounts.tax_amount,
        amounts.withheld_amount,
        amounts.discount_amount,
        documents.customer_id,
        -- Old lines without a type are told by what they do.
        coalesce(
            amounts.line_type_code,
            case
                when documents.is_charge then 'C'
                when amounts.charge_id is not null then 'R'
                else 'A'
            end
        ) as line_type_code
    from {{ ref('stg_microsip__amounts') }} as amounts
    inner join {{ ref('int_documents_unioned') }} as documents
        on amounts.document_id = documents.document_id
    where not amounts.is_cancelled and amounts.is_posted
),

microsip_entries as (
    select
        microsip_lines.amount_id as entry_id,
        microsip_lines.document_id,
        case when line_types.entry_kind_code in ('charge', 'application') then microsip_lines.charge_id end
            as charge_id,
        line_types.entry_kind_code,
        cast(
            line_types.receivable_sign * case line_types.entry_kind_code
                when 'charge'
                    then microsip_lines.net_amount + microsip_lines.tax_amount - microsip_lines.withheld_amount
                else microsip_lines.net_amount + microsip_lines.tax_amount + microsip_lines.discount_amount
            end as decimal(18, 2)
        ) as amount,
        cast(line_types.receivable_sign * microsip_lines.tax_amount as decimal(18, 2)) as tax_amount,
        cast(
            case line_types.entry_kind_code
                when 'charge' then 0
                else line_types.receivable_sign * microsip_lines.discount_amount
            end as decimal(18, 2)
        ) as discount_amount
    from microsip_lines
    inner join {{ ref('policy_line_types') }} as line_types
        on microsip_lines.line_type_code = line_types.line_type_code
),

ledger_entries as (
    select
        document_id as entry_id,
        document_id,
        case when amount > 0 then document_id end as charge_id,
        case when amount > 0 then 'charge' else 'unapplied' end as entry_kind_code,
        amount,
        cast(0 as decimal(18, 2)) as tax_amount,
        cast(0 as decimal(18, 2)) as discount_amount
    from {{ ref('stg_ledger__invoices') }}
    union all
    select
        document_id || '/S' as entry_id,
        document_id || '/S' as document_id,
        case when amount > 0 then document_id end as charge_id,
        case when amount > 0 then 'application' else 'unapplied_use' end as entry_kind_code,
        cast(-amount as decimal(18, 2)) as amount,
        cast(0 as decimal(18, 2)) as tax_amount,
        cast(0 as decimal(18, 2)) as discount_amount
    from {{ ref('stg_ledger__invoices') }}
    where settled_date is not null
    union all
    select
        entry_id,
        document_id,
        charge_id,
        case when charge_id is null then 'unapplied' else 'application' end as entry_kind_code,
        cast(-amount as decimal(18, 2)) as amount,
        cast(0 as decimal(18, 2)) as tax_amount,
        cast(0 as decimal(18, 2)) as discount_amount
    from {{ ref('stg_ledger__receipts') }}
),

unioned as (
    select * from microsip_entries
    union all
    select * from ledger_entries
)

select
    unioned.entry_id,
    unioned.document_id,
    documents.source_code,
    -- A charge belongs to itself, whatever the line says.
    case unioned.entry_kind_code when 'charge' then unioned.document_id else unioned.charge_id end as charge_id,
    documents.customer_id,
    documents.document_number,
    documents.concept_name,
    documents.class_code,
    unioned.entry_kind_code,
    -- The crediting document's date: the ERP moves the line's own when a payment is re-applied.
    documents.document_date as entry_date,
    cast({{ dbt.date_trunc('month', 'documents.document_date') }} as date) as period_month,
    documents.currency_code,
    unioned.amount,
    unioned.tax_amount,
    unioned.discount_amount,
    documents.exchange_rate,
    documents.rate_source_code,
    {{ cents('unioned.amount * documents.exchange_rate') }} as amount_mxn
from unioned
inner join {{ ref('int_documents_rated') }} as documents
    on unioned.document_id = documents.document_id
