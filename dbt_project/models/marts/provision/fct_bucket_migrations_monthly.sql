-- Where the open items stand at each as-of date and where they stood at the one before, from one pass over
-- them; with what of them is in dispute, and with what was written off in between.
{% set others = "(select min(others.segment_code) from " ~ ref('policy_provision_members')
    ~ " as others where others.customer_type_name is null)" %}
with booked as (
    {{ booked_customers() }}
),

periods as (
    select
        periods.period_month,
        periods.as_of_date,
        previous.period_month as previous_month,
        previous.as_of_date as previous_date
    from {{ ref('dim_periods') }} as periods
    left join {{ ref('dim_periods') }} as previous
        on periods.month_number = previous.month_number + 1
),

customers as (
    select
        customers.customer_id,
        customers.legal_entity_id,
        coalesce(members.segment_code, {{ others }}) as segment_code
    from {{ ref('dim_customers') }} as customers
    left join {{ ref('policy_provision_members') }} as members
        on upper(customers.customer_type_name) = members.customer_type_name
),

-- What is disputed of a document on each as-of date: a dispute counts from its day until it is resolved.
disputes as (
    select
        periods.period_month,
        booked.customer_id,
        events.document_number,
        events.currency_code,
        sum(events.disputed_amount) as disputed_amount
    from {{ ref('stg_books__collection_events') }} as events
    inner join booked
        on upper(events.customer_code) = booked.customer_code
    inner join periods
        on
            events.event_date <= periods.as_of_date
            and (events.resolved_date is null or events.resolved_date > periods.as_of_date)
    where events.kind_code = 'dispute'
    group by periods.period_month, booked.customer_id, events.document_number, events.currency_code
),

-- The document's instalments are in dispute oldest first, and never beyond what is open of them.
disputed_items as (
    select
        items.period_month,
        items.charge_id,
        items.installment_number,
        least(
            greatest(items.open_amount, 0),
            greatest(
                disputes.disputed_amount - coalesce(
                    sum(greatest(items.open_amount, 0)) over (
                        partition by items.period_month, items.customer_id, items.document_number, items.currency_code
                        order by items.due_date, items.charge_id, items.installment_number
                        rows between unbounded preceding and 1 preceding
                    ),
                    0
                ),
                0
            )
        ) as disputed_amount
    from {{ ref('fct_open_items_monthly') }} as items
    inner join disputes
        on
            items.period_month = disputes.period_month
            and items.customer_id = disputes.customer_id
            and items.document_number = disputes.document_number
            and items.currency_code = disputes.currency_code
),

items as (
    select
        items.period_month,
        items.customer_id,
        items.currency_code,
        cast(earlier.bucket_number as integer) as previous_bucket_number,
        items.bucket_number,
        items.open_amount,
        items.open_amount_mxn,
        items.closing_amount_mxn,
        coalesce({{ prorated('items.closing_amount_mxn', 'disputed_items.disputed_amount', 'items.open_amount') }}, 0)
            as disputed_amount_mxn,
        0 as written_off_amount_mxn
    from {{ ref('fct_open_items_monthly') }} as items
    inner join periods
        on items.period_month = periods.period_month
    left join {{ ref('policy_aging_buckets') }} as earlier
        on
            items.charge_date <= periods.previous_date
            and {{ dbt.datediff('items.due_date', 'periods.previous_date', 'day') }}
            between coalesce(earlier.from_days, -1000000) and coalesce(earlier.to_days, 1000000)
    left join disputed_items
        on
            items.period_month = disputed_items.period_month
            and items.charge_id = disputed_items.charge_id
            and items.installment_number = disputed_items.installment_number
),

-- A write-off comes out of the bucket in which its charge's oldest open instalment was a month earlier.
written_off as (
    select
        applications.application_id,
        applications.period_month,
        applications.customer_id,
        applications.currency_code,
        min(earlier.bucket_number) as bucket_number,
        min(applications.applied_amount_mxn) as written_off_amount_mxn
    from {{ ref('fct_applications') }} as applications
    inner join periods
        on
            applications.period_month = periods.period_month
            and applications.effective_date <= periods.as_of_date
    inner join {{ ref('policy_entry_classes') }} as classes
        on applications.class_code = classes.class_code and classes.rollforward_code = 'write_offs'
    left join {{ ref('fct_open_item_spans') }} as spans
        on
            applications.charge_id = spans.charge_id
            and periods.previous_date >= spans.from_date
            and periods.previous_date < spans.until_date
    left join {{ ref('policy_aging_buckets') }} as earlier
        on
            {{ dbt.datediff('spans.due_date', 'periods.previous_date', 'day') }}
            between coalesce(earlier.from_days, -1000000) and coalesce(earlier.to_days, 1000000)
    where applications.has_charge
    group by
        applications.application_id, applications.period_month, applications.customer_id, applications.currency_code
),

movements as (
    select * from items
    union all
    select
        period_month,
        customer_id,
        currency_code,
        cast(bucket_number as integer) as previous_bucket_number,
        cast(null as integer) as bucket_number,
        0 as open_amount,
        0 as open_amount_mxn,
        0 as closing_amount_mxn,
        0 as disputed_amount_mxn,
        written_off_amount_mxn
    from written_off
)

select
    periods.period_month,
    periods.as_of_date,
    movements.customer_id,
    customers.legal_entity_id,
    customers.segment_code,
    movements.currency_code,
    movements.previous_bucket_number,
    movements.bucket_number,
    {{ total('movements.open_amount') }} as open_amount,
    {{ total('movements.open_amount_mxn') }} as open_amount_mxn,
    {{ total('movements.closing_amount_mxn') }} as closing_amount_mxn,
    {{ total('movements.disputed_amount_mxn') }} as disputed_amount_mxn,
    {{ total('movements.written_off_amount_mxn') }} as written_off_amount_mxn
from movements
inner join periods
    on movements.period_month = periods.period_month
inner join customers
    on movements.customer_id = customers.customer_id
group by
    periods.period_month, periods.as_of_date, movements.customer_id, customers.legal_entity_id, customers.segment_code,
    movements.currency_code, movements.previous_bucket_number, movements.bucket_number
