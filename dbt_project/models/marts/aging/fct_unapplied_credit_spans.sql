{{ config(materialized='view') }}
-- What each credit still has unapplied, as stretches of months. Three ways to be unapplied: a
-- receipt waiting for its later invoice, an application whose charge is gone, and credit that the
-- ERP keeps for the customer, used oldest first.
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

last_period as (
    select max(month_number) + 1 as until_month_number from {{ ref('dim_periods') }}
),

waiting as (
    select
        applications.application_id as entry_id,
        applications.credit_date as from_date,
        case when applications.has_charge then applications.effective_date end as until_date,
        applications.applied_amount as amount
    from {{ ref('fct_applications') }} as applications
    where not applications.has_charge or applications.effective_date > applications.credit_date
),

waiting_steps as (
    select
        waiting.entry_id,
        {{ month_number('waiting.from_date') }}
            as from_month_number,
        case
            when waiting.until_date <= run.as_of_date
                then {{ month_number('waiting.until_date') }}
            else last_period.until_month_number
        end as until_month_number,
        waiting.amount as original_amount,
        cast(0 as decimal(18, 2)) as used_amount
    from waiting
    cross join run
    cross join last_period
    where waiting.from_date <= run.as_of_date
),

-- Where each kept credit lies in its customer's line of credits, oldest first.
kept as (
    select
        entries.entry_id,
        entries.customer_id,
        entries.currency_code,
        entries.entry_date,
        -entries.amount as amount,
        sum(-entries.amount) over (
            partition by entries.customer_id, entries.currency_code
            order by entries.entry_date, entries.entry_id
            rows between unbounded preceding and current row
        ) as amount_until
    from {{ ref('fct_ledger_entries') }} as entries
    cross join run
    where entries.entry_kind_code = 'unapplied' and entries.entry_date <= run.as_of_date
),

uses as (
    select
        entries.customer_id,
        entries.currency_code,
        {{ month_number('entries.entry_date') }}
            as month_number,
        sum(entries.amount) as used_amount
    from {{ ref('fct_ledger_entries') }} as entries
    cross join run
    where entries.entry_kind_code = 'unapplied_use' and entries.entry_date <= run.as_of_date
    group by 1, 2, 3
),

used_until as (
    select
        customer_id,
        currency_code,
        month_number,
        sum(used_amount) over (
            partition by customer_id, currency_code
            order by month_number
            rows between unbounded preceding and current row
        ) as used_amount
    from uses
),

kept_movements as (
    select
        kept.entry_id,
        {{ month_number('kept.entry_date') }}
            as month_number,
        0 as used_amount
    from kept
    union all
    select
        kept.entry_id,
        greatest(
            used_until.month_number,
            {{ month_number('kept.entry_date') }}
        ),
        least(greatest(used_until.used_amount - (kept.amount_until - kept.amount), 0), kept.amount) as used_amount
    from kept
    inner join used_until
        on kept.customer_id = used_until.customer_id and kept.currency_code = used_until.currency_code
    where used_until.used_amount > kept.amount_until - kept.amount
),

kept_monthly as (
    select
        entry_id,
        month_number,
        max(used_amount) as used_amount
    from kept_movements
    group by 1, 2
),

kept_steps as (
    select
        kept_monthly.entry_id,
        kept_monthly.month_number as from_month_number,
        coalesce(
            lead(kept_monthly.month_number) over (
                partition by kept_monthly.entry_id
                order by kept_monthly.month_number
            ),
            last_period.until_month_number
        ) as until_month_number,
        kept.amount as original_amount,
        kept_monthly.used_amount
    from kept_monthly
    inner join kept
        on kept_monthly.entry_id = kept.entry_id
    cross join last_period
),

stepped as (
    select * from waiting_steps
    union all
    select * from kept_steps
)

select
    entry_id,
    from_month_number,
    until_month_number,
    cast(original_amount as decimal(18, 2)) as original_amount,
    cast(original_amount - used_amount as decimal(18, 2)) as unapplied_amount
from stepped
where original_amount <> used_amount and from_month_number < until_month_number
