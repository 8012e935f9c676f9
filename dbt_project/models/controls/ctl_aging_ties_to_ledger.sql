-- not due + buckets - unapplied = balance, per customer and currency, at every as-of date.
with run as (
    select as_of_date from {{ ref('stg_cartera__run_parameters') }}
),

last_period as (
    select max(month_number) + 1 as until_month_number from {{ ref('int_periods') }}
),

monthly as (
    select
        entries.customer_id,
        entries.currency_code,
        {{ month_number('entries.entry_date') }} as month_number,
        sum(entries.amount) as amount
    from {{ ref('fct_ledger_entries') }} as entries
    cross join run
    where entries.entry_date <= run.as_of_date
    group by 1, 2, 3
),

stepped as (
    select
        customer_id,
        currency_code,
        month_number as from_month_number,
        lead(month_number) over (partition by customer_id, currency_code order by month_number)
            as next_month_number,
        sum(amount) over (
            partition by customer_id, currency_code
            order by month_number
            rows between unbounded preceding and current row
        ) as balance_amount
    from monthly
),

ledger as (
    select
        spans.period_month,
        stepped.customer_id,
        stepped.currency_code,
        stepped.balance_amount
    from stepped
    cross join last_period
    inner join {{ ref('int_period_spans') }} as spans
        on
            stepped.from_month_number = spans.from_month_number
            and coalesce(stepped.next_month_number, last_period.until_month_number) = spans.until_month_number
),

comparison as (
    select
        coalesce(ledger.period_month, aging.period_month) as period_month,
        'customer' as subject_type_code,
        coalesce(ledger.customer_id, aging.customer_id) as subject_id,
        coalesce(ledger.currency_code, aging.currency_code) as currency_code,
        coalesce(ledger.balance_amount, 0) as expected_amount,
        coalesce(
            aging.not_due_amount + aging.bucket_1_amount + aging.bucket_2_amount + aging.bucket_3_amount
            + aging.bucket_4_amount + aging.bucket_5_amount - aging.unapplied_amount,
            0
        ) as actual_amount
    from ledger
    full outer join {{ ref('fct_aging_monthly') }} as aging
        on
            ledger.period_month = aging.period_month
            and ledger.customer_id = aging.customer_id
            and ledger.currency_code = aging.currency_code
)

{{ compared('aging_ties_to_ledger', 'comparison') }}
