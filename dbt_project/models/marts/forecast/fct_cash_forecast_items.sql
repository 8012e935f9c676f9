-- Every open item falls in exactly one week. What somebody said of its payment counts before what is
-- predicted: the customer's portal, then a plan, then a promise. What is disputed is not expected. The case of typed
-- codes does not matter.
with items as (
    select items.*
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_run_parameters') }} as run
        on items.as_of_date = run.as_of_date
),

customers as (
    select
        customer_id,
        upper(customer_code) as customer_code
    from {{ ref('dim_customers') }}
),

-- What a portal said last: an invoice that was uploaded again is scheduled no longer.
portal_attempts as (
    select
        upper(portal.customer_code) as customer_code,
        portal.document_number,
        portal.status_code,
        portal.scheduled_payment_date,
        run.as_of_date,
        row_number() over (
            partition by upper(portal.customer_code), portal.document_number, portal.portal_name
            order by portal.attempt_number desc, portal.status_date desc
        ) as recency
    from {{ ref('stg_books__portal_submissions') }} as portal
    cross join {{ ref('dim_run_parameters') }} as run
    where portal.status_date <= run.as_of_date
),

portal_dates as (
    select
        customer_code,
        document_number,
        max(scheduled_payment_date) as said_date
    from portal_attempts
    where recency = 1 and status_code = 'scheduled' and scheduled_payment_date > as_of_date
    group by 1, 2
),

-- An invoice under a plan in force is paid when its last instalment is.
plan_dates as (
    select
        upper(agreed.customer_code) as customer_code,
        agreed.document_number,
        max(agreed.due_date) as said_date
    from {{ ref('stg_books__plan_installments') }} as agreed
    cross join {{ ref('dim_run_parameters') }} as run
    where
        agreed.status_code = 'active'
        and agreed.agreed_date <= run.as_of_date
        and agreed.due_date > run.as_of_date
    group by 1, 2
),

promises as (
    select
        upper(events.customer_code) as customer_code,
        events.document_number,
        events.promised_date as said_date,
        row_number() over (
            partition by upper(events.customer_code), events.document_number
            order by events.event_date desc, events.event_number desc
        ) as recency
    from {{ ref('stg_books__collection_events') }} as events
    cross join {{ ref('dim_run_parameters') }} as run
    where events.kind_code = 'promise' and events.event_date <= run.as_of_date
),

disputes as (
    select distinct
        upper(events.customer_code) as customer_code,
        events.document_number
    from {{ ref('stg_books__collection_events') }} as events
    cross join {{ ref('dim_run_parameters') }} as run
    where
        events.kind_code = 'dispute'
        and events.event_date <= run.as_of_date
        and (events.resolved_date is null or events.resolved_date > run.as_of_date)
),

said as (
    select
        items.as_of_date,
        items.period_month,
        items.charge_id,
        items.installment_number,
        items.customer_id,
        items.currency_code,
        items.open_amount,
        items.due_date,
        case
            when items.open_amount < 0 then 'credit'
            when disputes.customer_code is not null then 'dispute'
            when portal_dates.said_date is not null then 'portal'
            when plan_dates.said_date is not null then 'plan'
            when promises.said_date > items.as_of_date then 'promise'
            else coalesce(predictions.predictor_code, 'due_date')
        end as basis_code,
        coalesce(
            portal_dates.said_date,
            plan_dates.said_date,
            case when promises.said_date > items.as_of_date then promises.said_date end
        ) as said_date,
        predictions.early_date,
        predictions.expected_date,
        predictions.late_date
    from items
    left join customers on items.customer_id = customers.customer_id
    left join {{ ref('fct_item_predictions') }} as predictions
        on
            items.as_of_date = predictions.as_of_date
            and items.charge_id = predictions.charge_id
            and items.installment_number = predictions.installment_number
    left join portal_dates
        on
            customers.customer_code = portal_dates.customer_code
            and items.document_number = portal_dates.document_number
    left join plan_dates
        on
            customers.customer_code = plan_dates.customer_code
            and items.document_number = plan_dates.document_number
    left join promises
        on
            customers.customer_code = promises.customer_code
            and items.document_number = promises.document_number
            and promises.recency = 1
    left join disputes
        on
            customers.customer_code = disputes.customer_code
            and items.document_number = disputes.document_number
),

dated as (
    select
        said.*,
        case
            when said.basis_code in ('credit', 'dispute') then null
            when said.basis_code in ('portal', 'plan', 'promise') then said.said_date
            when said.basis_code = 'due_date' then greatest(said.due_date, {{ day_after('said.as_of_date') }})
            else said.expected_date
        end as payment_date,
        case
            when said.basis_code in ('portal', 'plan', 'promise')
                then least(said.said_date, coalesce(said.early_date, said.said_date))
            when said.basis_code = 'due_date' then greatest(said.due_date, {{ day_after('said.as_of_date') }})
            when said.basis_code not in ('credit', 'dispute') then said.early_date
        end as early_payment_date,
        case
            when said.basis_code in ('portal', 'plan', 'promise')
                then greatest(said.said_date, coalesce(said.late_date, said.said_date))
            when said.basis_code = 'due_date' then greatest(said.due_date, {{ day_after('said.as_of_date') }})
            when said.basis_code not in ('credit', 'dispute') then said.late_date
        end as late_payment_date
    from said
)

select
    as_of_date,
    period_month,
    charge_id,
    installment_number,
    customer_id,
    currency_code,
    open_amount,
    basis_code,
    payment_date,
    early_payment_date,
    late_payment_date,
    {{ forecast_week('as_of_date', 'payment_date') }} as week_number,
    {{ forecast_week('as_of_date', 'early_payment_date') }} as early_week_number,
    {{ forecast_week('as_of_date', 'late_payment_date') }} as late_week_number,
    {{ forecast_week('as_of_date', 'due_date') }} as due_week_number
from dated
