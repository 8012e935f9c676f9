-- Every entry whose effect on a closed month is not what it was when the month was reported, and why.
with sides as (
    select * from {{ ref('int_closed_entries_recalled') }}
),

-- The order is the precedence: what happened to the document comes before what happened to a line of
-- it, and that before what happened to the charge it was applied to.
compared as (
    select
        known.closed_month,
        known.entry_id,
        known.header_id,
        coalesce(known.charge_id, reported.charge_id) as charge_id,
        coalesce(known.document_id, reported.document_id) as document_id,
        coalesce(known.entry_kind_code, reported.entry_kind_code) as entry_kind_code,
        coalesce(known.is_charge, reported.is_charge) as is_charge,
        reported.target_document_id as reported_document_id,
        known.target_document_id as known_document_id,
        reported.target_customer_id as reported_customer_id,
        known.target_customer_id as known_customer_id,
        case when reported.is_counted then reported.amount else 0 end as reported_amount,
        case when known.is_counted then known.amount else 0 end as known_amount,
        case
            when not known.has_header then 'header_gone'
            when not reported.has_header then 'header_come'
            when reported.is_header_live and not known.is_header_live then 'header_cancelled'
            when known.is_header_live and not reported.is_header_live then 'header_come'
            when reported.is_dated_within <> known.is_dated_within then 'header_date'
            when reported.customer_id <> known.customer_id then 'header_customer'
            when not known.has_line then 'line_gone'
            when not reported.has_line then 'line_come'
            when reported.is_line_live and not known.is_line_live then 'line_cancelled'
            when known.is_line_live and not reported.is_line_live then 'line_come'
            when (reported.charge_id is distinct from known.charge_id) then 'line_reapplied'
            when (reported.amount is distinct from known.amount) then 'line_amount'
            when reported.has_charge and not known.has_charge then 'charge_gone'
            when known.has_charge and not reported.has_charge then 'charge_come'
            when reported.is_charge_live and not known.is_charge_live then 'charge_cancelled'
            when known.is_charge_live and not reported.is_charge_live then 'charge_come'
            when reported.is_charge_dated_within <> known.is_charge_dated_within then 'charge_date'
            else 'charge_customer'
        end as event_code,
        case when known.has_header then known.header_table_name else reported.header_table_name end
            as header_table_name,
        case when known.has_line then known.line_table_name else reported.line_table_name end as line_table_name,
        case when known.has_charge then known.charge_table_name else reported.charge_table_name end
            as charge_table_name,
        case when known.has_header then known.header_known_from else reported.header_replaced_at end
            as header_learned_at,
        case when known.has_line then known.line_known_from else reported.line_replaced_at end as line_learned_at,
        case when known.has_charge then known.charge_known_from else reported.charge_replaced_at end
            as charge_learned_at
    from sides as known
    inner join sides as reported
        on
            known.closed_month = reported.closed_month
            and known.entry_id = reported.entry_id
            and known.header_id = reported.header_id
    where known.side_code = 'known' and reported.side_code = 'reported'
),

changed as (
    select
        *,
        -- The ERP re-applies by changing a line, or by cancelling it and adding another.
        sum(known_amount) over (partition by closed_month, header_id)
        = sum(reported_amount) over (partition by closed_month, header_id) as is_document_whole
    from compared
    where
        reported_amount <> known_amount
        or (
            reported_amount <> 0
            and (reported_document_id <> known_document_id or reported_customer_id <> known_customer_id)
        )
),

explained as (
    select
        *,
        case
            when event_code in ('header_come', 'charge_come')
                then case when is_charge or event_code = 'charge_come' then 'late_invoice' else 'late_receipt' end
            when event_code in ('header_gone', 'charge_gone') then 'vanished'
            when event_code in ('header_cancelled', 'charge_cancelled') then 'cancelled'
            when event_code in ('header_date', 'charge_date') then 'date'
            when event_code in ('header_customer', 'charge_customer') then 'customer'
            when event_code = 'line_reapplied' then 'reapplied'
            when event_code = 'line_amount' then 'amount'
            when entry_kind_code <> 'charge' and is_document_whole then 'reapplied'
            when event_code = 'line_gone' then 'vanished'
            when event_code = 'line_cancelled' then 'cancelled'
            else 'amount'
        end as reason_code
    from changed
)

select
    closed_month,
    entry_id,
    case when event_code like 'charge%' then charge_id else document_id end as cause_document_id,
    entry_kind_code,
    reported_document_id,
    known_document_id,
    reported_customer_id,
    known_customer_id,
    cast(reported_amount as decimal(18, 2)) as reported_amount,
    cast(known_amount as decimal(18, 2)) as known_amount,
    reason_code,
    case
        when event_code like 'header%' then header_table_name
        when event_code like 'line%' then line_table_name
        else charge_table_name
    end as table_name,
    case
        when event_code like 'header%' then header_learned_at
        when event_code like 'line%' then line_learned_at
        else charge_learned_at
    end as learned_at
from explained
