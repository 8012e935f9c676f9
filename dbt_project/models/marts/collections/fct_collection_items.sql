-- Every item overdue on the run's as-of date, as the desk sees it: what of it may be chased, why it is late, what the
-- delay has cost, and what chasing it can be expected to bring.
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

terms as (
    select
        max(case when terms.term_code = 'cost_of_money_percent' then terms.term_value end) as cost_percent,
        max(case when terms.term_code = 'cost_year_days' then terms.term_value end) as year_days,
        max(case when terms.term_code = 'contact_days' then terms.term_value end) as contact_days,
        max(case when terms.term_code = 'capacity_days' then terms.term_value end) as capacity_days
    from {{ ref('policy_desk_terms') }} as terms
    inner join run on {{ in_force('terms', 'run.as_of_date') }}
),

members as (
    select
        customers.customer_id,
        customers.legal_entity_id,
        coalesce(members.segment_code, fallback.segment_code) as segment_code
    from {{ ref('dim_customers') }} as customers
    left join {{ ref('policy_provision_members') }} as members
        on upper(customers.customer_type_name) = members.customer_type_name
    left join {{ ref('policy_provision_members') }} as fallback
        on fallback.customer_type_name is null
),

items as (
    select
        items.as_of_date,
        items.period_month,
        items.charge_id,
        items.installment_number,
        items.customer_id,
        members.legal_entity_id,
        members.segment_code,
        coalesce(scores.grade_code, 'none') as grade_code,
        items.document_number,
        items.charge_date,
        items.due_date,
        items.past_due_days,
        items.bucket_number,
        items.currency_code,
        items.open_amount,
        items.open_amount_mxn,
        greatest(items.open_amount, 0) as owed_amount
    from {{ ref('fct_open_items_monthly') }} as items
    inner join run on items.as_of_date = run.as_of_date
    inner join members on items.customer_id = members.customer_id
    left join {{ ref('fct_risk_scores_monthly') }} as scores
        on items.period_month = scores.period_month and members.legal_entity_id = scores.legal_entity_id
    where items.bucket_number > 0
),

-- Promises and instalments of plans whose day is still to come, by charge, whichever of its legal entity's customers
-- promised, or on account.
promised as (
    select
        promises.charge_id,
        case when promises.charge_id is null then promises.customer_id end as customer_id,
        promises.currency_code,
        sum(promises.unpaid_amount) as amount
    from {{ ref('fct_promises_monthly') }} as promises
    inner join run on promises.as_of_date = run.as_of_date
    where
        promises.outcome_code = 'pending'
        -- One of an invoice that is not there holds nothing: the control desk_entries names it.
        and (promises.charge_id is not null or promises.document_number is null)
    group by
        promises.charge_id, case when promises.charge_id is null then promises.customer_id end, promises.currency_code
),

disputed as (
    select
        charge_id,
        sum(open_disputed_amount) as amount,
        max(case when is_own_fault then 1 else 0 end) = 1 as is_own_fault
    from {{ ref('fct_disputes') }}
    where is_open and open_disputed_amount > 0
    group by charge_id
),

-- In two portals the worse state counts.
portals as (
    select
        charge_id,
        max(case when state_code in ('to_upload', 'rejected') then 1 else 0 end) = 1 as is_stuck,
        max(case when state_code = 'scheduled' and scheduled_payment_date >= as_of_date then 1 else 0 end) = 1
            as is_scheduled
    from {{ ref('fct_portal_invoices') }}
    where charge_id is not null
    group by charge_id
),

-- Due later by what was agreed than by the invoice.
agreed as (
    select
        charge_id,
        max(cast(agreed_value as integer)) as agreed_days
    from {{ ref('fct_terms_deviations') }}
    where deviation_code = 'due_date'
    group by charge_id
),

contacts as (
    select
        customer_id,
        charge_id,
        max(contact_date) as contact_date
    from {{ ref('fct_collection_contacts') }}
    where kind_code <> 'note' and (document_number is null or charge_id is not null)
    group by customer_id, charge_id
),

-- What is disputed, promised or scheduled of a charge covers its oldest instalments first.
stated as (
    select
        items.*,
        disputed.amount as disputed_amount,
        coalesce(disputed.is_own_fault, false) as is_own_fault,
        coalesce(portals.is_stuck, false) as is_stuck_in_portal,
        coalesce(portals.is_scheduled, false) and not coalesce(portals.is_stuck, false) as is_scheduled_in_portal,
        promised.amount as promised_amount,
        agreed.agreed_days,
        greatest(charge_contacts.contact_date, customer_contacts.contact_date) as last_contact_date,
        coalesce(disputed.amount, 0) + coalesce(promised.amount, 0) as covered_amount,
        sum(items.owed_amount) over (
            partition by items.charge_id order by items.due_date, items.installment_number
        ) - items.owed_amount as earlier_amount
    from items
    left join disputed on items.charge_id = disputed.charge_id
    left join portals on items.charge_id = portals.charge_id
    left join promised on items.charge_id = promised.charge_id
    left join agreed on items.charge_id = agreed.charge_id
    left join contacts as charge_contacts
        on items.customer_id = charge_contacts.customer_id and items.charge_id = charge_contacts.charge_id
    left join contacts as customer_contacts
        on items.customer_id = customer_contacts.customer_id and customer_contacts.charge_id is null
),

freed as (
    select
        stated.*,
        case
            when stated.is_scheduled_in_portal then 0
            else
                stated.owed_amount
                - greatest(least(stated.covered_amount - stated.earlier_amount, stated.owed_amount), 0)
        end as free_amount
    from stated
),

-- What is promised on account covers what is left, oldest first.
accounted as (
    select
        freed.*,
        coalesce(promised.amount, 0) as account_amount,
        sum(freed.free_amount) over (
            partition by freed.customer_id, freed.currency_code
            order by freed.due_date, freed.charge_id, freed.installment_number
        ) - freed.free_amount as earlier_free_amount
    from freed
    left join promised
        on
            freed.customer_id = promised.customer_id
            and freed.currency_code = promised.currency_code
            and promised.charge_id is null
),

chased as (
    select
        accounted.*,
        accounted.free_amount - greatest(
            least(accounted.account_amount - accounted.earlier_free_amount, accounted.free_amount), 0
        ) as chase_amount
    from accounted
),

judged as (
    select
        chased.*,
        terms.cost_percent,
        terms.year_days,
        coalesce(chased.promised_amount, 0) > 0
        or chased.free_amount > chased.chase_amount
        or chased.is_scheduled_in_portal as is_promised,
        chased.grade_code in ('D', 'E') and chased.past_due_days >= terms.capacity_days as is_without_capacity,
        coalesce(
            {{ dbt.datediff('chased.last_contact_date', 'chased.as_of_date', 'day') }} <= terms.contact_days, false
        ) as is_contacted
    from chased
    cross join terms
),

-- The first cause, in the policy's order, that is true of an item.
caused as (
    select
        judged.charge_id,
        judged.installment_number,
        min(causes.cause_order) as cause_order
    from judged
    inner join {{ ref('policy_overdue_causes') }} as causes
        on
            case causes.cause_code
                when 'dispute_ours' then coalesce(judged.disputed_amount, 0) > 0 and judged.is_own_fault
                when 'dispute_theirs' then coalesce(judged.disputed_amount, 0) > 0
                when 'portal' then judged.is_stuck_in_portal
                when 'terms'
                    then
                        coalesce(
                            {{ dbt.datediff('judged.charge_date', 'judged.as_of_date', 'day') }}
                            <= judged.agreed_days, false
                        )
                when 'promise' then judged.is_promised
                when 'capacity' then judged.is_without_capacity
                when 'not_chased' then not judged.is_contacted
                else true
            end
    group by judged.charge_id, judged.installment_number
),

-- Whether it comes by itself is the prediction's to say: not within the next stretch of thirty days past due. After
-- ninety days past due, and where nobody has ever paid, it is taken not to.
chanced as (
    select
        judged.*,
        causes.cause_code,
        case
            when predictions.charge_id is null or predictions.over_30_probability is null then 'none'
            when judged.past_due_days >= 90 then 'past_90'
            else 'prediction'
        end as chance_basis_code,
        cast(
            coalesce(
                case
                    when judged.past_due_days < 30 then predictions.over_30_probability
                    when judged.past_due_days < 60 then predictions.over_60_probability
                    when judged.past_due_days < 90 then predictions.over_90_probability
                end, 1
            ) as decimal(9, 6)
        ) as unpaid_probability,
        strategies.action_code,
        strategies.channel_code,
        strategies.response_rate
    from judged
    inner join caused
        on judged.charge_id = caused.charge_id and judged.installment_number = caused.installment_number
    inner join {{ ref('policy_overdue_causes') }} as causes on caused.cause_order = causes.cause_order
    left join {{ ref('fct_item_predictions') }} as predictions
        on
            judged.as_of_date = predictions.as_of_date
            and judged.charge_id = predictions.charge_id
            and judged.installment_number = predictions.installment_number
    left join {{ ref('policy_collection_strategies') }} as strategies
        on
            judged.segment_code = strategies.segment_code
            and judged.grade_code = strategies.grade_code
            and judged.past_due_days >= strategies.from_days
            and (strategies.to_days is null or judged.past_due_days <= strategies.to_days)
            and {{ in_force('strategies', 'judged.as_of_date') }}
),

valued as (
    select
        chanced.*,
        {{ prorated('chanced.open_amount_mxn', 'chanced.chase_amount', 'chanced.owed_amount') }} as chase_amount_mxn,
        cast(chanced.unpaid_probability * chanced.response_rate as decimal(9, 6)) as help_probability
    from chanced
)

select
    as_of_date,
    period_month,
    charge_id,
    installment_number,
    customer_id,
    legal_entity_id,
    segment_code,
    grade_code,
    document_number,
    due_date,
    past_due_days,
    bucket_number,
    currency_code,
    open_amount,
    open_amount_mxn,
    cause_code,
    is_stuck_in_portal,
    is_scheduled_in_portal,
    cast(coalesce(disputed_amount, 0) as decimal(18, 2)) as disputed_amount,
    cast(coalesce(promised_amount, 0) as decimal(18, 2)) as promised_amount,
    last_contact_date,
    is_contacted,
    cast(chase_amount as decimal(18, 2)) as chase_amount,
    chase_amount_mxn,
    action_code,
    channel_code,
    chance_basis_code,
    unpaid_probability,
    help_probability,
    {{ cents('chase_amount_mxn * help_probability') }} as expected_recovery_amount_mxn,
    {{ prorated('open_amount_mxn', 'past_due_days * cost_percent', '100 * year_days') }} as delay_cost_amount_mxn
from valued
