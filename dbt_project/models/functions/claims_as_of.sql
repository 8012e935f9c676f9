-- A dispute or a promise of an invoice holds back its oldest instalments first; a promise on account the
-- customer's oldest items. What was paid since it was made fulfils it; its grace over, it holds nothing.
with asked as (
    {{ asked_day() }}
),

open_items as (
    select * from {{ ref('open_items_as_of') }}(asked_date)
),

items as (
    select
        open_items.*,
        greatest(open_items.open_amount, 0) as holdable_amount
    from open_items
),

disputes as (
    select
        disputes.charge_id,
        min(disputes.reason_code) as dispute_reason_code,
        sum(disputes.disputed_amount) as held_amount
    from {{ ref('fct_disputes') }} as disputes
    cross join asked
    where
        disputes.opened_date <= asked.as_of_date
        and coalesce(disputes.resolved_date > asked.as_of_date, true)
    group by disputes.charge_id
),

-- A promise is the same in every month that tells what became of it.
live_promises as (
    select distinct
        promises.promise_id,
        promises.kind_code,
        promises.legal_entity_id,
        promises.customer_id,
        promises.charge_id,
        promises.document_number,
        promises.made_date,
        promises.promised_date,
        promises.currency_code,
        promises.promised_amount,
        promises.earlier_amount
    from {{ ref('fct_promises_monthly') }} as promises
    cross join asked
    where promises.made_date <= asked.as_of_date and promises.deadline_date >= asked.as_of_date
),

paid as (
    {{ promise_payments('live_promises') }}
),

paid_since as (
    select
        paid.promise_id,
        sum(paid.paid_amount) as paid_amount
    from paid
    inner join live_promises on paid.promise_id = live_promises.promise_id
    cross join asked
    where paid.paid_date >= live_promises.made_date and paid.paid_date <= asked.as_of_date
    group by paid.promise_id
),

-- The instalments of a plan are paid one after the other: of each, what the ones before it leave.
unpaid as (
    select
        promises.*,
        greatest(coalesce(paid_since.paid_amount, 0) - promises.earlier_amount, 0) as paid_amount
    from live_promises as promises
    left join paid_since on promises.promise_id = paid_since.promise_id
),

promises as (
    select
        case when charge_id is null then customer_id end as customer_id,
        charge_id,
        currency_code,
        max(promised_date) as promised_date,
        sum(greatest(promised_amount - paid_amount, 0)) as held_amount
    from unpaid
    where charge_id is not null or document_number is null
    group by case when charge_id is null then customer_id end, charge_id, currency_code
),

disputed as (
    select
        items.*,
        {{ filled_oldest_first('disputes.held_amount', 'items', 'items.holdable_amount', 'items.charge_id') }}
            as disputed_amount,
        disputes.dispute_reason_code
    from items
    left join disputes on items.charge_id = disputes.charge_id
),

undisputed as (
    select
        disputed.*,
        disputed.holdable_amount - disputed.disputed_amount as undisputed_amount
    from disputed
),

promised as (
    select
        items.*,
        {{ filled_oldest_first('promises.held_amount', 'items', 'items.undisputed_amount', 'items.charge_id') }}
            as promised_on_charge_amount,
        promises.promised_date as charge_promised_date
    from undisputed as items
    left join promises on items.charge_id = promises.charge_id
),

unpromised as (
    select
        promised.*,
        promised.undisputed_amount - promised.promised_on_charge_amount as unpromised_amount
    from promised
),

held as (
    select
        items.*,
        {{ filled_oldest_first(
            'promises.held_amount', 'items', 'items.unpromised_amount', 'items.customer_id, items.currency_code') }}
            as promised_on_account_amount,
        promises.promised_date as account_promised_date
    from unpromised as items
    left join promises
        on
            items.customer_id = promises.customer_id
            and items.currency_code = promises.currency_code
            and promises.charge_id is null
)

select
    as_of_date,
    customer_id,
    charge_id,
    installment_number,
    document_number,
    class_code,
    charge_date,
    due_date,
    past_due_days,
    bucket_number,
    currency_code,
    original_amount,
    open_amount,
    disputed_amount,
    case when disputed_amount > 0 then dispute_reason_code end as dispute_reason_code,
    cast(promised_on_charge_amount + promised_on_account_amount as decimal(18, 2)) as promised_amount,
    case
        when promised_on_charge_amount > 0 then charge_promised_date
        when promised_on_account_amount > 0 then account_promised_date
    end as promised_date,
    cast(open_amount - disputed_amount - promised_on_charge_amount - promised_on_account_amount as decimal(18, 2))
        as claimable_amount
from held
