-- What an invoice went through in its customer's portal by the run's as-of date, told by every version of the book: a
-- state that was overwritten by the next one still has its day.
with booked as (
    {{ booked_customers() }}
),

-- A row that was taken back is no row of any day.
listed as (
    select distinct
        customer_code,
        document_number,
        portal_name,
        attempt_number
    from {{ ref('stg_books__portal_submissions') }}
),

steps as (
    select
        customers.customer_id,
        versions.document_number,
        versions.portal_name,
        versions.attempt_number,
        versions.status_code,
        versions.status_date,
        case when versions.uploaded_date <= run.as_of_date then versions.uploaded_date end as uploaded_date,
        versions.rejection_reason_text,
        versions.scheduled_payment_date,
        versions.responsible_name,
        versions.known_from,
        run.as_of_date
    from {{ ref('stg_books__portal_submission_versions') }} as versions
    inner join listed
        on
            versions.customer_code = listed.customer_code
            and versions.document_number = listed.document_number
            and versions.portal_name = listed.portal_name
            and versions.attempt_number = listed.attempt_number
    inner join {{ ref('dim_run_parameters') }} as run
        on versions.status_date <= run.as_of_date
    inner join booked as customers
        on upper(versions.customer_code) = customers.customer_code
),

timelines as (
    select
        customer_id,
        document_number,
        portal_name,
        max(attempt_number) as attempt_count,
        min(uploaded_date) as first_uploaded_date,
        max(uploaded_date) as last_uploaded_date,
        count(distinct case when status_code = 'rejected' then attempt_number end) as rejection_count,
        min(case when status_code = 'rejected' then status_date end) as first_rejected_date,
        max(case when status_code = 'rejected' then status_date end) as last_rejected_date,
        min(case when status_code in ('accepted', 'scheduled') then status_date end) as accepted_date,
        min(case when status_code = 'scheduled' then status_date end) as scheduled_date
    from steps
    group by customer_id, document_number, portal_name
),

latest as (
    select
        steps.*,
        row_number() over (
            partition by steps.customer_id, steps.document_number, steps.portal_name
            order by steps.attempt_number desc, steps.known_from desc, steps.status_date desc
        ) as recency
    from steps
),

rejections as (
    select
        steps.*,
        row_number() over (
            partition by steps.customer_id, steps.document_number, steps.portal_name
            order by steps.attempt_number desc, steps.known_from desc
        ) as recency
    from steps
    where steps.status_code = 'rejected'
),

charges as (
    select
        customer_id,
        document_number,
        min(charge_id) as charge_id
    from {{ ref('fct_charges') }}
    where is_sale
    group by customer_id, document_number
),

open_charges as (
    select
        items.charge_id,
        {{ total('items.open_amount') }} as open_amount,
        {{ total('items.open_amount_mxn') }} as open_amount_mxn,
        {{ total('case when items.bucket_number > 0 then items.open_amount_mxn end') }} as overdue_amount_mxn
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_run_parameters') }} as run
        on items.as_of_date = run.as_of_date
    group by items.charge_id
),

stated as (
    select
        timelines.*,
        latest.as_of_date,
        charges.charge_id,
        heads.charge_date,
        heads.currency_code,
        heads.amount,
        coalesce(open_charges.open_amount, 0) as open_amount,
        coalesce(open_charges.open_amount_mxn, 0) as open_amount_mxn,
        coalesce(open_charges.overdue_amount_mxn, 0) as overdue_amount_mxn,
        latest.responsible_name,
        latest.status_date as state_date,
        case
            when charges.charge_id is not null and open_charges.charge_id is null then 'paid' else latest.status_code
        end as state_code,
        case when latest.status_code = 'scheduled' then latest.scheduled_payment_date end as scheduled_payment_date,
        rejections.rejection_reason_text
    from timelines
    inner join latest
        on
            timelines.customer_id = latest.customer_id
            and timelines.document_number = latest.document_number
            and timelines.portal_name = latest.portal_name
            and latest.recency = 1
    left join rejections
        on
            timelines.customer_id = rejections.customer_id
            and timelines.document_number = rejections.document_number
            and timelines.portal_name = rejections.portal_name
            and rejections.recency = 1
    left join charges
        on timelines.customer_id = charges.customer_id and timelines.document_number = charges.document_number
    left join {{ ref('fct_charges') }} as heads on charges.charge_id = heads.charge_id
    left join open_charges on charges.charge_id = open_charges.charge_id
)

select
    cast(date_trunc('month', stated.as_of_date) as date) as period_month,
    stated.as_of_date,
    stated.customer_id,
    stated.portal_name,
    stated.document_number,
    stated.charge_id,
    stated.charge_date,
    stated.currency_code,
    stated.amount,
    stated.open_amount,
    stated.open_amount_mxn,
    stated.overdue_amount_mxn,
    stated.state_code,
    stated.state_date,
    cast({{ dbt.datediff('stated.state_date', 'stated.as_of_date', 'day') }} as integer) as state_days,
    limits.limit_days,
    coalesce({{ dbt.datediff('stated.state_date', 'stated.as_of_date', 'day') }} > limits.limit_days, false)
        as is_over_limit,
    limits.action_code,
    cast(stated.attempt_count as integer) as attempt_count,
    cast(stated.rejection_count as integer) as rejection_count,
    stated.rejection_reason_text,
    stated.first_uploaded_date,
    stated.first_rejected_date,
    stated.last_rejected_date,
    stated.last_uploaded_date,
    stated.accepted_date,
    stated.scheduled_date,
    stated.scheduled_payment_date,
    -- Days to upload, of correcting until the last upload, and of the portal's answer; null where not come to yet.
    cast({{ dbt.datediff('stated.charge_date', 'stated.first_uploaded_date', 'day') }} as integer) as upload_days,
    cast({{ dbt.datediff('stated.first_uploaded_date', 'stated.last_uploaded_date', 'day') }} as integer)
        as correction_days,
    cast({{ dbt.datediff('stated.last_uploaded_date', 'stated.accepted_date', 'day') }} as integer) as answer_days,
    stated.responsible_name
from stated
left join {{ ref('policy_portal_limits') }} as limits
    on stated.state_code = limits.status_code and {{ in_force('limits', 'stated.as_of_date') }}
