{{ config(materialized='view') }}
-- What was applied to each charge, as stretches of months in which it did not change; only those
-- with something open. [from_month_number, until_month_number)
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

last_period as (
    select max(month_number) + 1 as until_month_number from {{ ref('dim_periods') }}
),

movements as (
    select
        charges.charge_id,
        charges.charge_date as movement_date,
        cast(0 as decimal(18, 2)) as applied_amount
    from {{ ref('fct_charges') }} as charges
    union all
    select
        charge_id,
        effective_date,
        applied_amount
    from {{ ref('fct_applications') }}
    where has_charge
),

monthly as (
    select
        movements.charge_id,
        {{ month_number('movements.movement_date') }} as month_number,
        sum(movements.applied_amount) as applied_amount
    from movements
    cross join run
    where movements.movement_date <= run.as_of_date
    group by 1, 2
),

stepped as (
    select
        monthly.charge_id,
        monthly.month_number as from_month_number,
        lead(monthly.month_number) over (
            partition by monthly.charge_id
            order by monthly.month_number
        ) as next_month_number,
        cast(
            sum(monthly.applied_amount) over (
                partition by monthly.charge_id
                order by monthly.month_number
                rows between unbounded preceding and current row
            ) as decimal(18, 2)
        ) as applied_amount
    from monthly
)

select
    stepped.charge_id,
    stepped.from_month_number,
    coalesce(stepped.next_month_number, last_period.until_month_number) as until_month_number,
    stepped.applied_amount
from stepped
inner join {{ ref('fct_charges') }} as charges
    on stepped.charge_id = charges.charge_id
cross join last_period
where stepped.applied_amount <> charges.amount
