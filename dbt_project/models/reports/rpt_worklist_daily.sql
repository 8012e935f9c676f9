-- Whom to call today, and why: one row per legal entity with something overdue, so that nobody is called twice, those
-- to be called first by what the call can be expected to bring.
with items as (
    select
        items.*,
        customers.customer_code,
        customers.collector_name,
        customers.salesperson_name,
        row_number() over (
            partition by items.legal_entity_id
            order by
                items.expected_recovery_amount_mxn desc, items.chase_amount_mxn desc, items.past_due_days desc,
                items.charge_id asc, items.installment_number asc
        ) as place
    from {{ ref('fct_collection_items') }} as items
    inner join {{ ref('dim_customers') }} as customers on items.customer_id = customers.customer_id
),

accounts as (
    select
        period_month,
        as_of_date,
        legal_entity_id,
        -- Whose the first item is.
        max(case when place = 1 then collector_name end) as collector_name,
        max(case when place = 1 then salesperson_name end) as salesperson_name,
        max(case when place = 1 then customer_code end) as customer_code,
        max(case when place = 1 then document_number end) as document_number,
        max(case when place = 1 then currency_code end) as currency_code,
        max(case when place = 1 then chase_amount end) as document_chase_amount,
        max(case when place = 1 then action_code end) as action_code,
        max(case when place = 1 then channel_code end) as channel_code,
        max(case when place = 1 then grade_code end) as grade_code,
        max(past_due_days) as oldest_past_due_days,
        count(*) as item_count,
        {{ total('open_amount_mxn') }} as overdue_amount_mxn,
        {{ total('chase_amount_mxn') }} as chase_amount_mxn,
        {{ total('expected_recovery_amount_mxn') }} as expected_recovery_amount_mxn,
        {{ total('case when is_stuck_in_portal then open_amount_mxn end') }} as portal_stuck_amount_mxn,
        {{ total('case when is_scheduled_in_portal then open_amount_mxn end') }} as portal_scheduled_amount_mxn
    from items
    group by 1, 2, 3
),

contacts as (
    select
        contacts.*,
        row_number() over (
            partition by contacts.legal_entity_id
            order by contacts.contact_date desc, contacts.event_number desc, contacts.contact_id desc
        ) as recency
    from {{ ref('fct_collection_contacts') }} as contacts
),

promises as (
    select
        as_of_date,
        legal_entity_id,
        {{ total("case when outcome_code = 'pending' then unpaid_amount_mxn end") }} as promised_amount_mxn,
        min(case when outcome_code = 'pending' and unpaid_amount > 0 then promised_date end) as next_promised_date,
        max(case when outcome_code in ('broken', 'partly_kept') and unpaid_amount > 0 then deadline_date end)
            as last_broken_date,
        count(case when outcome_code = 'kept' then 1 end) as kept_count,
        count(case when outcome_code <> 'pending' then 1 end) as due_count
    from {{ ref('fct_promises_monthly') }}
    group by 1, 2
),

disputes as (
    select
        customers.legal_entity_id,
        {{ total('disputes.open_disputed_amount_mxn') }} as disputed_amount_mxn
    from {{ ref('fct_disputes') }} as disputes
    inner join {{ ref('dim_customers') }} as customers on disputes.customer_id = customers.customer_id
    where disputes.is_open
    group by 1
),

reasoned as (
    select
        accounts.*,
        contacts.contact_date as last_contact_date,
        contacts.kind_code as last_contact_kind_code,
        contacts.contact_name,
        contacts.next_action_date,
        coalesce(promises.promised_amount_mxn, 0) as promised_amount_mxn,
        promises.next_promised_date,
        promises.last_broken_date,
        coalesce(promises.kept_count, 0) as kept_promise_count,
        coalesce(promises.due_count, 0) as due_promise_count,
        {{ ratio('100 * promises.kept_count', 'promises.due_count', 2) }} as kept_promise_percent,
        coalesce(disputes.disputed_amount_mxn, 0) as disputed_amount_mxn,
        case
            when promises.next_promised_date = accounts.as_of_date then 'promise_due_today'
            when
                {{ dbt.datediff('promises.last_broken_date', 'accounts.as_of_date', 'day') }}
                <= broken_days.term_value
                then 'broken_promise'
            when contacts.next_action_date <= accounts.as_of_date then 'follow_up'
            when accounts.portal_stuck_amount_mxn > 0 then 'portal'
            else 'overdue'
        end as reason_code,
        case
            when contacts.contact_date = accounts.as_of_date then 'contacted_today'
            when accounts.chase_amount_mxn > 0 and contacts.next_action_date > accounts.as_of_date then 'agreed_later'
            when accounts.chase_amount_mxn >= minimum.term_value then null
            when accounts.chase_amount_mxn > 0 then 'too_small'
            when promises.promised_amount_mxn > 0 then 'promise'
            when disputes.disputed_amount_mxn > 0 then 'dispute'
            when accounts.portal_scheduled_amount_mxn > 0 then 'portal_scheduled'
            else 'nothing_to_chase'
        end as hold_code
    from accounts
    inner join {{ ref('policy_desk_terms') }} as broken_days
        on
            broken_days.term_code = 'broken_promise_days'
            and {{ in_force('broken_days', 'accounts.as_of_date') }}
    inner join {{ ref('policy_desk_terms') }} as minimum
        on
            minimum.term_code = 'minimum_amount_mxn'
            and {{ in_force('minimum', 'accounts.as_of_date') }}
    left join contacts on accounts.legal_entity_id = contacts.legal_entity_id and contacts.recency = 1
    left join promises
        on accounts.legal_entity_id = promises.legal_entity_id and accounts.as_of_date = promises.as_of_date
    left join disputes on accounts.legal_entity_id = disputes.legal_entity_id
)

select
    reasoned.period_month,
    reasoned.as_of_date,
    cast(
        row_number() over (
            order by
                case when reasoned.hold_code is null then 0 else 1 end asc,
                reasoned.expected_recovery_amount_mxn desc, reasoned.overdue_amount_mxn desc,
                reasoned.legal_entity_id asc
        ) as integer
    ) as call_order,
    reasoned.hold_code is null as is_to_call,
    reasoned.hold_code,
    reasoned.reason_code,
    reasoned.legal_entity_id,
    entities.legal_entity_name,
    entities.customer_codes,
    reasoned.collector_name,
    reasoned.salesperson_name,
    reasoned.customer_code,
    reasoned.document_number,
    reasoned.currency_code,
    reasoned.document_chase_amount,
    reasoned.overdue_amount_mxn,
    reasoned.chase_amount_mxn,
    reasoned.expected_recovery_amount_mxn,
    reasoned.item_count,
    reasoned.oldest_past_due_days,
    reasoned.action_code,
    reasoned.channel_code,
    reasoned.contact_name,
    reasoned.last_contact_date,
    reasoned.last_contact_kind_code,
    reasoned.next_action_date,
    cast(reasoned.promised_amount_mxn as decimal(18, 2)) as promised_amount_mxn,
    reasoned.next_promised_date,
    reasoned.last_broken_date,
    reasoned.kept_promise_count,
    reasoned.due_promise_count,
    reasoned.kept_promise_percent,
    cast(reasoned.disputed_amount_mxn as decimal(18, 2)) as disputed_amount_mxn,
    reasoned.portal_stuck_amount_mxn,
    reasoned.portal_scheduled_amount_mxn,
    actions.action_code as credit_action_code,
    reasoned.grade_code
from reasoned
inner join {{ ref('dim_legal_entities') }} as entities on reasoned.legal_entity_id = entities.legal_entity_id
left join {{ ref('fct_credit_actions_monthly') }} as actions
    on reasoned.period_month = actions.period_month and reasoned.legal_entity_id = actions.legal_entity_id
