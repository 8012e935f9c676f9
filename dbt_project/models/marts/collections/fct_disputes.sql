-- Every dispute known on the run's as-of date: whose it is to solve, how old it is, and what of it is still open.
with booked as (
    {{ booked_customers() }}
),

disputes as (
    select
        events.event_id as dispute_id,
        customers.customer_id,
        events.document_number,
        events.currency_code,
        events.disputed_amount,
        events.dispute_reason_code as reason_code,
        events.responsible_name,
        events.comment_text as evidence_text,
        events.event_date as opened_date,
        case when events.resolved_date <= run.as_of_date then events.resolved_date end as resolved_date,
        run.as_of_date
    from {{ ref('stg_books__collection_events') }} as events
    inner join {{ ref('dim_run_parameters') }} as run
        on events.event_date <= run.as_of_date
    inner join booked as customers
        on upper(events.customer_code) = customers.customer_code
    where events.kind_code = 'dispute'
),

-- The charge of that folio; of several of one folio the first.
charges as (
    select
        disputes.dispute_id,
        min(charges.charge_id) as charge_id
    from disputes
    inner join {{ ref('fct_charges') }} as charges
        on
            disputes.customer_id = charges.customer_id
            and disputes.document_number = charges.document_number
            and disputes.currency_code = charges.currency_code
    group by disputes.dispute_id
),

open_charges as (
    select
        items.charge_id,
        {{ total('items.open_amount') }} as open_amount
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_run_parameters') }} as run
        on items.as_of_date = run.as_of_date
    group by items.charge_id
),

-- Two disputes of one invoice are one after the other for what is open of it: the second has what the first leaves.
placed as (
    select
        disputes.*,
        charges.charge_id,
        coalesce(open_charges.open_amount, 0) as open_amount,
        case
            when disputes.resolved_date is null
                then
                    sum(case when disputes.resolved_date is null then disputes.disputed_amount end) over (
                        partition by charges.charge_id order by disputes.opened_date, disputes.dispute_id
                    ) - disputes.disputed_amount
        end as earlier_amount
    from disputes
    left join charges on disputes.dispute_id = charges.dispute_id
    left join open_charges on charges.charge_id = open_charges.charge_id
),

carved as (
    select
        placed.*,
        cast(
            case
                when placed.resolved_date is null and placed.charge_id is not null
                    then greatest(least(placed.disputed_amount, placed.open_amount - placed.earlier_amount), 0)
                else 0
            end as decimal(18, 2)
        ) as carved_amount
    from placed
)

select
    cast(date_trunc('month', carved.as_of_date) as date) as period_month,
    carved.as_of_date,
    carved.dispute_id,
    carved.customer_id,
    carved.charge_id,
    carved.document_number,
    customers.salesperson_name,
    carved.reason_code,
    coalesce(reasons.is_own_fault, false) as is_own_fault,
    carved.responsible_name,
    carved.evidence_text,
    carved.opened_date,
    carved.resolved_date,
    carved.resolved_date is null as is_open,
    cast(
        {{ dbt.datediff('carved.opened_date', 'coalesce(carved.resolved_date, carved.as_of_date)', 'day') }} as integer
    ) as age_days,
    carved.currency_code,
    carved.disputed_amount,
    {{ cents('carved.disputed_amount * rates.closing_rate') }} as disputed_amount_mxn,
    carved.carved_amount as open_disputed_amount,
    {{ cents('carved.carved_amount * rates.closing_rate') }} as open_disputed_amount_mxn
from carved
inner join {{ ref('dim_customers') }} as customers on carved.customer_id = customers.customer_id
left join {{ ref('policy_dispute_reasons') }} as reasons on carved.reason_code = reasons.reason_code
left join {{ ref('int_closing_rates_dated') }} as rates
    on carved.as_of_date = rates.as_of_date and carved.currency_code = rates.currency_code
