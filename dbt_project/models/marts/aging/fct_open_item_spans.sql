-- What is open of each instalment, as stretches of days in which nothing was applied to its charge:
-- [from_date, until_date). Any day up to the as-of date can be aged from them.
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
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

-- Each movement of a day has what all of that day leave; all but one of them last no day, and fall out below.
stepped as (
    select
        movements.charge_id,
        movements.movement_date as from_date,
        lead(movements.movement_date) over (
            partition by movements.charge_id
            order by movements.movement_date
        ) as next_date,
        cast(
            sum(movements.applied_amount) over (
                partition by movements.charge_id
                order by movements.movement_date
                range between unbounded preceding and current row
            ) as decimal(18, 2)
        ) as applied_amount
    from movements
    cross join run
    where movements.movement_date <= run.as_of_date
),

-- Credits fill the oldest instalment first: what is applied beyond the earlier ones reduces this one.
-- A charge below zero is filled the same way, with the signs turned.
filled as (
    select
        charges.charge_id,
        installments.installment_number,
        charges.customer_id,
        charges.document_number,
        charges.concept_name,
        charges.class_code,
        charges.charge_date,
        installments.due_date,
        installments.due_date_source_code,
        charges.currency_code,
        charges.exchange_rate,
        installments.amount as original_amount,
        cast(
            case
                when installments.amount < 0
                    then greatest(least(installments.amount_until - stepped.applied_amount, 0), installments.amount)
                else least(greatest(installments.amount_until - stepped.applied_amount, 0), installments.amount)
            end as decimal(18, 2)
        ) as open_amount,
        stepped.from_date,
        {{ stretch_end('stepped.next_date', 'run') }} as until_date
    from stepped
    cross join run
    inner join {{ ref('fct_charges') }} as charges
        on stepped.charge_id = charges.charge_id
    inner join {{ ref('fct_installments') }} as installments
        on stepped.charge_id = installments.charge_id
    where
        stepped.applied_amount <> charges.amount
        and (stepped.next_date is null or stepped.from_date < stepped.next_date)
)

select
    charge_id,
    installment_number,
    customer_id,
    document_number,
    concept_name,
    class_code,
    charge_date,
    due_date,
    due_date_source_code,
    currency_code,
    original_amount,
    open_amount,
    {{ cents('open_amount * exchange_rate') }} as open_amount_mxn,
    from_date,
    until_date
from filled
where open_amount <> 0
-- Stretches that end late lie together: a recent day is found without reading the others.
order by until_date
