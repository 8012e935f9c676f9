-- A dispute or a promise of an invoice holds back its oldest instalments first; a promise on account, or of
-- an invoice that nobody knows, the customer's oldest items. What was paid since it was made fulfils it.
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

events as (
    select events.*
    from {{ ref('fct_collection_events') }} as events
    cross join asked
    where events.event_date <= asked.as_of_date
),

disputes as (
    select
        events.charge_id,
        min(events.dispute_reason_code) as dispute_reason_code,
        sum(events.disputed_amount) as held_amount
    from events
    cross join asked
    where
        events.kind_code = 'dispute'
        and coalesce(events.resolved_date > asked.as_of_date, true)
    group by events.charge_id
),

live_promises as (
    select events.*
    from events
    cross join asked
    inner join {{ ref('policy_credit_parameters') }} as grace
        on grace.parameter_code = 'promise_grace_days'
    where
        events.kind_code = 'promise'
        and {{ dbt.datediff('events.promised_date', 'asked.as_of_date', 'day') }} <= grace.parameter_count
),

paid as (
    select
        promises.event_id,
        applications.applied_amount as paid_amount
    from live_promises as promises
    cross join asked
    inner join {{ ref('fct_applications') }} as applications
        on promises.charge_id = applications.charge_id
    where applications.effective_date >= promises.event_date and applications.effective_date <= asked.as_of_date
    union all
    select
        promises.event_id,
        -entries.amount as paid_amount
    from live_promises as promises
    cross join asked
    inner join {{ ref('fct_ledger_entries') }} as entries
        on promises.customer_id = entries.customer_id and promises.currency_code = entries.currency_code
    where
        promises.charge_id is null
        and entries.is_cash
        and entries.entry_date >= promises.event_date
        and entries.entry_date <= asked.as_of_date
),

paid_since as (
    select
        event_id,
        sum(paid_amount) as paid_amount
    from paid
    group by event_id
),

promises as (
    select
        promises.customer_id,
        promises.charge_id,
        promises.currency_code,
        max(promises.promised_date) as promised_date,
        sum(greatest(promises.promised_amount - coalesce(paid_since.paid_amount, 0), 0)) as held_amount
    from live_promises as promises
    left join paid_since on promises.event_id = paid_since.event_id
    group by promises.customer_id, promises.charge_id, promises.currency_code
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
