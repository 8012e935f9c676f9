-- What the scorecard looks at, as it was on each as-of date: nothing after that day counts. For legal entities
-- that were charged or paid within twelve months, or owe.
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

last_period as (
    select max(month_number) as month_number from {{ ref('dim_periods') }}
),

settled as (
    select
        customers.legal_entity_id,
        max(spans.until_date) as settled_date,
        max(spans.due_date) as due_date,
        max(abs(spans.open_amount_mxn)) as amount_mxn
    from {{ ref('fct_open_item_spans') }} as spans
    inner join {{ ref('dim_customers') }} as customers
        on spans.customer_id = customers.customer_id
    group by customers.legal_entity_id, spans.charge_id, spans.installment_number
),

activity as (
    select
        settled.legal_entity_id,
        {{ month_number('settled.settled_date') }} as month_number,
        count(*) as settled_count,
        sum(settled.amount_mxn) as settled_amount_mxn,
        sum(settled.amount_mxn * {{ dbt.datediff('settled.due_date', 'settled.settled_date', 'day') }})
            as late_amount_days
    from settled
    cross join run
    where settled.settled_date <= run.as_of_date
    group by settled.legal_entity_id, {{ month_number('settled.settled_date') }}
    union all
    select distinct
        customers.legal_entity_id,
        {{ month_number('charges.charge_date') }} as month_number,
        0 as settled_count,
        0 as settled_amount_mxn,
        0 as late_amount_days
    from {{ ref('fct_charges') }} as charges
    inner join {{ ref('dim_customers') }} as customers
        on charges.customer_id = customers.customer_id
    cross join run
    where charges.charge_date <= run.as_of_date
),

-- Each month counts in the twelve that begin with it.
twelve_months as (
    select
        spans.period_month,
        activity.legal_entity_id,
        sum(activity.settled_count) as settled_count,
        sum(activity.settled_amount_mxn) as settled_amount_mxn,
        sum(activity.late_amount_days) as late_amount_days,
        sum(case when spans.month_number - activity.month_number < 3 then activity.settled_amount_mxn end)
            as recent_amount_mxn,
        sum(case when spans.month_number - activity.month_number < 3 then activity.late_amount_days end)
            as recent_amount_days
    from activity
    cross join last_period
    inner join {{ ref('int_period_spans') }} as spans
        on
            activity.month_number = spans.from_month_number
            and least(activity.month_number + 12, last_period.month_number + 1) = spans.until_month_number
    group by spans.period_month, activity.legal_entity_id
),

balances as (
    select
        period_month,
        legal_entity_id,
        open_amount_mxn - unapplied_amount_mxn as balance_amount_mxn,
        sum(greatest(open_amount_mxn - unapplied_amount_mxn, 0)) over (partition by period_month)
            as company_balance_amount_mxn,
        limit_amount_mxn,
        overdue_amount_mxn,
        overdue_percent,
        overdue_average_days,
        overdue_item_count,
        open_amount_mxn,
        disputed_amount_mxn
    from {{ ref('fct_credit_exposure_monthly') }}
),

present as (
    select
        period_month,
        legal_entity_id
    from twelve_months
    union
    select
        period_month,
        legal_entity_id
    from balances
    where open_amount_mxn <> 0
),

first_charges as (
    select
        customers.legal_entity_id,
        min(charges.charge_date) as first_charge_date
    from {{ ref('fct_charges') }} as charges
    inner join {{ ref('dim_customers') }} as customers
        on charges.customer_id = customers.customer_id
    group by customers.legal_entity_id
),

broken as (
    select
        period_month,
        legal_entity_id,
        count(*) as promise_count
    from {{ ref('fct_promises_monthly') }}
    where
        outcome_code in ('broken', 'partly_kept')
        and {{ dbt.datediff('deadline_date', 'as_of_date', 'day') }} <= {{ credit_parameter('risk_promise_days') }}
    group by period_month, legal_entity_id
),

-- Without a log nobody knows whether there were promises or disputes: that is not none.
log as (
    select count(*) > 0 as is_kept from {{ ref('stg_books__collection_events') }}
),

measured as (
    select
        periods.as_of_date,
        periods.period_month,
        periods.month_number,
        present.legal_entity_id,
        coalesce(twelve_months.settled_count, 0) + coalesce(balances.overdue_item_count, 0) as history_count,
        coalesce(balances.balance_amount_mxn, 0) as balance_amount_mxn,
        -- What is overdue is late already, whoever pays it and when.
        {{ ratio(
            'coalesce(twelve_months.late_amount_days, 0)'
            ~ ' + coalesce(balances.overdue_average_days * balances.overdue_amount_mxn, 0)',
            'coalesce(twelve_months.settled_amount_mxn, 0) + coalesce(balances.overdue_amount_mxn, 0)', 2
        ) }} as payment_days,
        cast(
            {{ ratio('twelve_months.recent_amount_days', 'twelve_months.recent_amount_mxn', 2) }}
            - {{ ratio('twelve_months.late_amount_days', 'twelve_months.settled_amount_mxn', 2) }} as decimal(18, 2)
        ) as payment_trend_days,
        {{ ratio(
            '100 * greatest(coalesce(balances.balance_amount_mxn, 0), 0)', 'balances.limit_amount_mxn', 2
        ) }} as utilisation_percent,
        balances.overdue_percent,
        case
            when not log.is_kept then null
            when balances.disputed_amount_mxn > balances.open_amount_mxn then 100
            else {{ ratio('100 * balances.disputed_amount_mxn', 'balances.open_amount_mxn', 2) }}
        end as disputed_percent,
        case when log.is_kept then coalesce(broken.promise_count, 0) end as broken_promise_count,
        {{ dbt.datediff('first_charges.first_charge_date', 'periods.as_of_date', 'month') }} as account_age_months,
        {{ ratio(
            '100 * greatest(coalesce(balances.balance_amount_mxn, 0), 0)', 'balances.company_balance_amount_mxn', 2
        ) }} as concentration_percent
    from present
    cross join log
    inner join {{ ref('dim_periods') }} as periods
        on present.period_month = periods.period_month
    left join twelve_months
        on present.period_month = twelve_months.period_month and present.legal_entity_id = twelve_months.legal_entity_id
    left join balances
        on present.period_month = balances.period_month and present.legal_entity_id = balances.legal_entity_id
    left join broken
        on present.period_month = broken.period_month and present.legal_entity_id = broken.legal_entity_id
    left join first_charges
        on present.legal_entity_id = first_charges.legal_entity_id
)

select
    as_of_date,
    period_month,
    month_number,
    legal_entity_id,
    cast(history_count as integer) as history_count,
    cast(balance_amount_mxn as decimal(18, 2)) as balance_amount_mxn,
    payment_days,
    payment_trend_days,
    utilisation_percent,
    overdue_percent,
    cast(disputed_percent as decimal(18, 2)) as disputed_percent,
    cast(broken_promise_count as integer) as broken_promise_count,
    cast(account_age_months as integer) as account_age_months,
    concentration_percent
from measured
