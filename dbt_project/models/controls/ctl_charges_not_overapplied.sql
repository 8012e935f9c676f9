-- By the month of the application. One whose charge is not in the ledger has nothing to be applied to.
with cumulated as (
    select
        application_id,
        period_month,
        charge_id,
        currency_code,
        coalesce(charge_amount, 0) as charge_amount,
        sum(applied_amount) over (
            partition by charge_id
            order by effective_date, application_id
            rows between unbounded preceding and current row
        ) as applied_amount
    from {{ ref('fct_applications') }}
),

comparison as (
    select
        period_month,
        'charge' as subject_type_code,
        charge_id as subject_id,
        currency_code,
        least(max(applied_amount), max(charge_amount)) as expected_amount,
        max(applied_amount) as actual_amount
    from cumulated
    group by 1, 2, 3, 4
)

{{ compared('charges_not_overapplied', 'comparison') }}
