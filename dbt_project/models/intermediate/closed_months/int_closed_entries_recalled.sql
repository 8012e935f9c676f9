-- Each entry that may have changed a closed month, twice: as it was known when the month was reported, and as it is
-- known now.
with run as (
    select known_at from {{ ref('stg_cartera__run_parameters') }}
),

months as (
    select
        sealed.closed_month,
        sealed.as_of_date,
        sealed.reported_at
    from {{ ref('stg_cartera__sealed_months') }} as sealed
),

oldest as (
    select min(reported_at) as reported_at from months
),

-- Only what was told after the oldest seal can differ: without a seal, nothing.
new_headers as (
    select
        headers.header_id,
        headers.changed_at
    from {{ ref('int_headers_versioned') }} as headers
    cross join oldest
    where headers.changed_at > oldest.reported_at
),

new_lines as (
    select
        entry_lines.entry_id,
        entry_lines.header_id,
        entry_lines.changed_at
    from {{ ref('int_lines_versioned') }} as entry_lines
    cross join oldest
    where entry_lines.changed_at > oldest.reported_at
),

touched_headers as (
    select distinct
        months.closed_month,
        new_headers.header_id
    from months
    inner join new_headers on months.reported_at < new_headers.changed_at
),

touched_entries as (
    select
        months.closed_month,
        new_lines.entry_id,
        new_lines.header_id
    from months
    inner join new_lines on months.reported_at < new_lines.changed_at
    union
    select
        touched_headers.closed_month,
        entry_lines.entry_id,
        entry_lines.header_id
    from touched_headers
    inner join {{ ref('int_lines_versioned') }} as entry_lines on touched_headers.header_id = entry_lines.header_id
    union
    -- What was applied to a charge that is gone, or came, is unapplied, or no longer.
    select
        touched_headers.closed_month,
        entry_lines.entry_id,
        entry_lines.header_id
    from touched_headers
    inner join {{ ref('int_lines_versioned') }} as entry_lines on touched_headers.header_id = entry_lines.charge_id
),

-- Most of what comes after a close is dated after it and cannot change it.
dated_headers as (
    select
        header_id,
        min(document_date) as first_date
    from {{ ref('int_headers_versioned') }}
    where header_id in (select touched_entries.header_id from touched_entries)
    group by header_id
),

entries as (
    select
        months.closed_month,
        months.as_of_date,
        months.reported_at,
        touched_entries.entry_id,
        touched_entries.header_id
    from touched_entries
    inner join months on touched_entries.closed_month = months.closed_month
    inner join dated_headers on touched_entries.header_id = dated_headers.header_id
    where dated_headers.first_date <= months.as_of_date
),

moments as (
    select
        entries.closed_month,
        entries.as_of_date,
        entries.entry_id,
        entries.header_id,
        'reported' as side_code,
        entries.reported_at as moment_at
    from entries
    union all
    select
        entries.closed_month,
        entries.as_of_date,
        entries.entry_id,
        entries.header_id,
        'known' as side_code,
        run.known_at as moment_at
    from entries
    cross join run
),

line_sides as (
    select
        moments.*,
        entry_lines.table_name as line_table_name,
        entry_lines.entry_id is not null as has_line,
        coalesce(entry_lines.is_live, false) as is_line_live,
        entry_lines.charge_id,
        entry_lines.line_type_code,
        entry_lines.charged_amount,
        entry_lines.credited_amount,
        entry_lines.known_from as line_known_from,
        entry_lines.replaced_at as line_replaced_at
    from moments
    left join {{ ref('int_lines_versioned') }} as entry_lines
        on moments.entry_id = entry_lines.entry_id and {{ was_known('entry_lines', 'moments.moment_at') }}
),

header_sides as (
    select
        line_sides.*,
        headers.table_name as header_table_name,
        headers.header_id is not null as has_header,
        coalesce(headers.is_live, false) as is_header_live,
        headers.document_id,
        headers.customer_id,
        headers.is_charge,
        headers.document_date,
        headers.document_date <= line_sides.as_of_date as is_dated_within,
        headers.known_from as header_known_from,
        headers.replaced_at as header_replaced_at
    from line_sides
    left join {{ ref('int_headers_versioned') }} as headers
        on line_sides.header_id = headers.header_id and {{ was_known('headers', 'line_sides.moment_at') }}
),

charge_sides as (
    select
        header_sides.*,
        charges.table_name as charge_table_name,
        charges.header_id is not null as has_charge,
        coalesce(charges.is_live, false) as is_charge_live,
        coalesce(charges.document_date <= header_sides.as_of_date, false) as is_charge_dated_within,
        coalesce(charges.is_live and charges.is_charge and charges.document_date <= header_sides.as_of_date, false)
            as is_charge_in_force,
        charges.customer_id as charge_customer_id,
        charges.known_from as charge_known_from,
        charges.replaced_at as charge_replaced_at,
        -- Old lines without a type are told by what they do, as in int_entries_signed.
        coalesce(
            header_sides.line_type_code,
            case
                when header_sides.is_charge then 'C'
                when header_sides.charge_id is not null then 'R'
                else 'A'
            end
        ) as known_line_type_code
    from header_sides
    left join {{ ref('int_headers_versioned') }} as charges
        on header_sides.charge_id = charges.header_id and {{ was_known('charges', 'header_sides.moment_at') }}
)

select
    charge_sides.*,
    line_types.entry_kind_code,
    coalesce(charge_sides.is_line_live and charge_sides.is_header_live and charge_sides.is_dated_within, false)
        as is_counted,
    case
        when line_types.entry_kind_code = 'application' and charge_sides.is_charge_in_force
            then charge_sides.charge_id
        else charge_sides.document_id
    end as target_document_id,
    case
        when line_types.entry_kind_code = 'application' and charge_sides.is_charge_in_force
            then charge_sides.charge_customer_id
        else charge_sides.customer_id
    end as target_customer_id,
    cast(
        line_types.receivable_sign * case line_types.entry_kind_code
            when 'charge' then charge_sides.charged_amount
            else charge_sides.credited_amount
        end as decimal(18, 2)
    ) as amount
from charge_sides
left join {{ ref('policy_line_types') }} as line_types
    on charge_sides.known_line_type_code = line_types.line_type_code
