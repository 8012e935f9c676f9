-- What was done about what was overdue at each of the last twelve month-ends, and how much of it was paid in the month
-- after: the strongest contact of the month before, by bucket. An item is in one cohort a month. Paid is money: what a
-- credit memo or a write-off took off nobody collected.
with ranked as (
    select
        periods.period_month,
        seen.charge_id,
        min(
            case seen.kind_code
                when 'promise' then 1 when 'visit' then 2 when 'call' then 3 when 'message' then 4 when 'email' then 5
            end
        ) as treatment_order
    from {{ ref('fct_collection_contacts') }} as seen
    inner join {{ ref('dim_periods') }} as periods
        on
            seen.contact_date <= periods.as_of_date
            and {{ dbt.datediff('seen.contact_date', 'periods.as_of_date', 'day') }} <= 31
    where seen.charge_id is not null and seen.kind_code in ('promise', 'visit', 'call', 'message', 'email')
    group by periods.period_month, seen.charge_id
),

money as (
    select
        applications.charge_id,
        periods.month_number,
        sum(applications.applied_amount) as money_amount
    from {{ ref('fct_applications') }} as applications
    inner join {{ ref('policy_entry_classes') }} as classes
        on applications.class_code = classes.class_code
    inner join {{ ref('dim_periods') }} as periods
        on
            applications.period_month = periods.period_month
            and applications.effective_date <= periods.as_of_date
    where classes.is_cash or applications.class_code = 'unapplied_use'
    group by applications.charge_id, periods.month_number
),

followed as (
    select
        items.charge_id,
        items.installment_number,
        items.period_month,
        items.due_date,
        items.bucket_number,
        items.open_amount,
        items.open_amount_mxn,
        coalesce(ranked.treatment_order, 6) as treatment_order,
        greatest(items.open_amount - coalesce(later.open_amount, 0), 0) as fallen_amount,
        coalesce(money.money_amount, 0) as money_amount
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_periods') }} as periods on items.period_month = periods.period_month
    inner join {{ ref('dim_run_parameters') }} as run
        on
            periods.as_of_date < run.as_of_date
            and {{ dbt.datediff('periods.as_of_date', 'run.as_of_date', 'month') }} <= 12
    inner join {{ ref('dim_periods') }} as next_periods on periods.month_number + 1 = next_periods.month_number
    left join {{ ref('fct_open_items_monthly') }} as later
        on
            next_periods.period_month = later.period_month
            and items.charge_id = later.charge_id
            and items.installment_number = later.installment_number
    left join money
        on next_periods.month_number = money.month_number and items.charge_id = money.charge_id
    left join ranked
        on items.period_month = ranked.period_month and items.charge_id = ranked.charge_id
    where items.bucket_number > 0 and items.open_amount > 0
),

-- A charge's money pays its instalments oldest first.
shared as (
    select
        followed.*,
        followed.money_amount - sum(followed.fallen_amount) over (
            partition by followed.period_month, followed.charge_id
            order by followed.due_date, followed.installment_number
        ) + followed.fallen_amount as left_amount
    from followed
),

cohorts as (
    select
        shared.bucket_number,
        shared.open_amount_mxn,
        shared.treatment_order,
        {{ prorated(
            'shared.open_amount_mxn', 'greatest(least(shared.fallen_amount, shared.left_amount), 0)',
            'shared.open_amount'
        ) }} as paid_amount_mxn
    from shared
)

select
    cast(date_trunc('month', max(run.as_of_date)) as date) as period_month,
    max(run.as_of_date) as as_of_date,
    case cohorts.treatment_order
        when 1 then 'promise' when 2 then 'visit' when 3 then 'call' when 4 then 'message' when 5 then 'email'
        else 'none'
    end as treatment_code,
    cohorts.treatment_order,
    cohorts.bucket_number,
    count(*) as item_count,
    {{ total('cohorts.open_amount_mxn') }} as overdue_amount_mxn,
    {{ total('cohorts.paid_amount_mxn') }} as paid_amount_mxn,
    {{ ratio('100 * sum(cohorts.paid_amount_mxn)', 'sum(cohorts.open_amount_mxn)', 2) }} as paid_percent
from cohorts
cross join {{ ref('dim_run_parameters') }} as run
group by cohorts.treatment_order, cohorts.bucket_number
