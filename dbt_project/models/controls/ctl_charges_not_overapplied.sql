-- By the month of the application. One whose charge is not in the ledger has nothing to be applied to.
with cumulated as (
    select
        entry_id,
        credit_date,
        effective_date,
        charge_id,
        currency_code,
        coalesce(charge_amount, 0) as charge_amount,
        sum(applied_amount) over (
            partition by charge_id
            order by effective_date, entry_id
            rows between unbounded preceding and current row
        ) as applied_amount
    from {{ ref('int_applications_dated') }}
),

comparison as (
    select
        cast({{ dbt.date_trunc('month', 'coalesce(effective_date, credit_date)') }} as date) as period_month,
        'charge' as subject_type_code,
        charge_id as subject_id,
        currency_code,
        least(max(applied_amount), max(charge_amount)) as expected_amount,
        max(applied_amount) as actual_amount
    from cumulated
    group by 1, 2, 3, 4
)

{{ compared('charges_not_overapplied', 'comparison') }}
