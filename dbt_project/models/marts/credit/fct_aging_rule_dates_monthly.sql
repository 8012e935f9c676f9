-- When the rules on the age of open items fire, if nothing is paid: an item only gets older, so each rule has one
-- first day. Receipts that the bank has not confirmed have paid nothing yet: what they paid is held open here.
with rules as (
    select
        periods.as_of_date,
        periods.period_month,
        rules.rule_code,
        rules.action_code,
        rules.threshold_value,
        rules.minimum_amount_mxn,
        case rules.rule_code when 'oldest_item' then cast(rules.threshold_value as integer) else 0 end as wait_days
    from {{ ref('policy_credit_rules') }} as rules
    inner join {{ ref('dim_periods') }} as periods
        on
            rules.valid_from <= periods.as_of_date
            and (rules.valid_to is null or rules.valid_to >= periods.as_of_date)
    where rules.rule_code in ('oldest_item', 'overdue_share')
),

first_due_dates as (
    select
        charge_id,
        min(due_date) as due_date
    from {{ ref('fct_installments') }}
    group by charge_id
),

-- What an unconfirmed receipt paid is open again from its charge's first due date.
held_items as (
    select
        items.period_month,
        customers.legal_entity_id,
        items.due_date,
        items.closing_amount_mxn as held_amount_mxn,
        items.closing_amount_mxn as booked_amount_mxn
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_customers') }} as customers
        on items.customer_id = customers.customer_id
    where items.closing_amount_mxn > 0
    union all
    select
        periods.period_month,
        customers.legal_entity_id,
        first_due_dates.due_date,
        {{ cents('(applications.applied_amount - applications.discount_amount) * rates.closing_rate') }}
            as held_amount_mxn,
        0 as booked_amount_mxn
    from {{ ref('fct_receipt_confirmations') }} as receipts
    inner join {{ ref('dim_periods') }} as periods
        on
            receipts.receipt_date <= periods.as_of_date
            and receipts.counts_from_date > periods.as_of_date
    inner join {{ ref('fct_applications') }} as applications
        on receipts.receipt_id = applications.credit_id and periods.as_of_date >= applications.effective_date
    inner join {{ ref('dim_customers') }} as customers
        on receipts.customer_id = customers.customer_id
    inner join first_due_dates
        on applications.charge_id = first_due_dates.charge_id
    inner join {{ ref('int_closing_rates_dated') }} as rates
        on periods.as_of_date = rates.as_of_date and receipts.currency_code = rates.currency_code
),

by_due_date as (
    select
        period_month,
        legal_entity_id,
        due_date,
        sum(held_amount_mxn) as held_amount_mxn,
        sum(booked_amount_mxn) as booked_amount_mxn
    from held_items
    group by period_month, legal_entity_id, due_date
),

cumulated as (
    select
        period_month,
        legal_entity_id,
        due_date,
        held_amount_mxn,
        sum(held_amount_mxn) over (
            partition by period_month, legal_entity_id
            order by due_date
            rows between unbounded preceding and current row
        ) as held_until_amount_mxn,
        sum(booked_amount_mxn) over (
            partition by period_month, legal_entity_id
            order by due_date
            rows between unbounded preceding and current row
        ) as booked_until_amount_mxn,
        sum(held_amount_mxn) over (partition by period_month, legal_entity_id) as held_total_amount_mxn,
        sum(booked_amount_mxn) over (partition by period_month, legal_entity_id) as booked_total_amount_mxn
    from by_due_date
),

ruled as (
    select
        rules.as_of_date,
        rules.period_month,
        cumulated.legal_entity_id,
        rules.rule_code,
        rules.action_code,
        rules.threshold_value,
        rules.wait_days,
        cumulated.due_date,
        cumulated.held_amount_mxn,
        cumulated.held_total_amount_mxn,
        {{ dbt.datediff('cumulated.due_date', 'rules.as_of_date', 'day') }} as past_due_days,
        cumulated.held_until_amount_mxn > rules.minimum_amount_mxn
        and (
            rules.rule_code = 'oldest_item'
            or 100 * cumulated.held_until_amount_mxn > rules.threshold_value * cumulated.held_total_amount_mxn
        ) as is_held_over,
        cumulated.booked_until_amount_mxn > rules.minimum_amount_mxn
        and (
            rules.rule_code = 'oldest_item'
            or 100 * cumulated.booked_until_amount_mxn > rules.threshold_value * cumulated.booked_total_amount_mxn
        ) as is_booked_over
    from cumulated
    inner join rules
        on cumulated.period_month = rules.period_month
)

select
    as_of_date,
    period_month,
    legal_entity_id,
    rule_code,
    action_code,
    threshold_value,
    cast(
        {{ dbt.dateadd('day', 'max(wait_days) + 1', 'min(case when is_held_over then due_date end)') }} as date
    ) as fires_on_date,
    cast(
        {{ dbt.dateadd('day', 'max(wait_days) + 1', 'min(case when is_booked_over then due_date end)') }} as date
    ) as booked_fires_on_date,
    cast(greatest(max(past_due_days), 0) as integer) as oldest_past_due_days,
    {{ total('case when past_due_days > wait_days then held_amount_mxn end') }} as too_old_amount_mxn,
    {{ total('held_amount_mxn') }} as held_amount_mxn
from ruled
group by as_of_date, period_month, legal_entity_id, rule_code, action_code, threshold_value
having min(case when is_held_over then due_date end) is not null
