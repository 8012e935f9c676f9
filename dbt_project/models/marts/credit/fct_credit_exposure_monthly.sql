-- Everything a legal entity owes or is about to owe against what it may. Whoever owed a month before, or is
-- suspended in the ERP, is here although nothing is left: a release is about them.
with booked as (
    {{ booked_customers() }}
),

run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

components as (
    select
        period_month,
        legal_entity_id,
        {% for code in ['open_items', 'unapplied', 'delivered_not_invoiced', 'open_orders'] -%}
            case
                when count(case when component_code = '{{ code }}' and amount_mxn is null then 1 end) = 0
                    then {{ total("case when component_code = '" ~ code ~ "' then amount_mxn end") }}
            end as {{ code }}_amount_mxn,
        {% endfor -%}
        case when count(*) = count(exposure_amount_mxn) then {{ total('exposure_amount_mxn') }} end
            as exposure_amount_mxn
    from {{ ref('fct_exposure_components_monthly') }}
    group by period_month, legal_entity_id
),

-- The ERP's own codes: credit suspended, sales suspended. A customer that left (B) is nobody to release.
erp_status as (
    select
        legal_entity_id,
        max(case when status_code in ('C', 'V') then 1 else 0 end) = 1 as is_suspended
    from {{ ref('dim_customers') }}
    group by legal_entity_id
),

present as (
    select
        period_month,
        legal_entity_id
    from components
    union
    select
        cast({{ dbt.dateadd('month', 1, 'period_month') }} as date) as period_month,
        legal_entity_id
    from components
    union
    select
        cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
        erp_status.legal_entity_id
    from erp_status
    cross join run
    where erp_status.is_suspended
),

items as (
    select
        items.period_month,
        customers.legal_entity_id,
        min(items.due_date) as oldest_due_date,
        count(*) as open_item_count,
        count(case when items.past_due_days > 0 then 1 end) as overdue_item_count,
        {{ total('case when items.past_due_days > 0 then items.closing_amount_mxn end') }} as overdue_amount_mxn,
        {{ ratio(
            'sum(case when items.past_due_days > 0 then items.past_due_days * items.closing_amount_mxn end)',
            'sum(case when items.past_due_days > 0 then items.closing_amount_mxn end)', 2
        ) }} as overdue_average_days
    from {{ ref('fct_open_items_monthly') }} as items
    inner join {{ ref('dim_customers') }} as customers
        on items.customer_id = customers.customer_id
    group by items.period_month, customers.legal_entity_id
),

-- The credit file counts from its approval; before, and without one, the ERP's own limit. A limit of zero in the
-- ERP is a field left alone, in the file a decision.
filed as (
    select
        periods.period_month,
        customers.legal_entity_id,
        case
            when count(*) = count(rates.closing_rate)
                then {{ total('credit_lines.credit_limit_amount * rates.closing_rate') }}
        end as approved_amount_mxn,
        case
            when count(credit_lines.insured_amount) = count(credit_lines.insured_amount * insured_rates.closing_rate)
                then {{ total(
                    'case when credit_lines.insurance_expiry_date >= periods.as_of_date'
                    ~ ' then credit_lines.insured_amount * insured_rates.closing_rate end'
                ) }}
        end as insured_amount_mxn,
        min(credit_lines.insurance_expiry_date) as insurance_expiry_date,
        min(credit_lines.next_review_date) as next_review_date,
        max(case when credit_lines.status_code = 'suspended' then 1 else 0 end) = 1 as is_suspended
    from {{ ref('stg_books__credit_lines') }} as credit_lines
    inner join booked as customers
        on upper(credit_lines.customer_code) = customers.customer_code
    inner join {{ ref('dim_periods') }} as periods
        on credit_lines.approved_date <= periods.as_of_date
    left join {{ ref('int_closing_rates_dated') }} as rates
        on periods.as_of_date = rates.as_of_date and credit_lines.currency_code = rates.currency_code
    left join {{ ref('int_closing_rates_dated') }} as insured_rates
        on
            periods.as_of_date = insured_rates.as_of_date
            and credit_lines.insurance_currency_code = insured_rates.currency_code
    group by periods.period_month, customers.legal_entity_id
),

erp as (
    select
        periods.period_month,
        customers.legal_entity_id,
        case
            when count(*) = count(rates.closing_rate)
                then {{ total('customers.credit_limit_amount * rates.closing_rate') }}
        end as erp_limit_amount_mxn
    from {{ ref('dim_customers') }} as customers
    cross join {{ ref('dim_periods') }} as periods
    left join {{ ref('int_closing_rates_dated') }} as rates
        on periods.as_of_date = rates.as_of_date and customers.currency_code = rates.currency_code
    where customers.credit_limit_amount > 0
    group by periods.period_month, customers.legal_entity_id
),

unconfirmed as (
    select
        periods.period_month,
        customers.legal_entity_id,
        sum(receipts.receipt_amount * rates.closing_rate) as amount_mxn
    from {{ ref('fct_receipt_confirmations') }} as receipts
    inner join {{ ref('dim_customers') }} as customers
        on receipts.customer_id = customers.customer_id
    inner join {{ ref('dim_periods') }} as periods
        on
            receipts.receipt_date <= periods.as_of_date
            and receipts.counts_from_date > periods.as_of_date
    left join {{ ref('int_closing_rates_dated') }} as rates
        on periods.as_of_date = rates.as_of_date and receipts.currency_code = rates.currency_code
    group by periods.period_month, customers.legal_entity_id
),

disputed as (
    select
        periods.period_month,
        customers.legal_entity_id,
        sum(events.disputed_amount * rates.closing_rate) as amount_mxn
    from {{ ref('stg_books__collection_events') }} as events
    inner join booked as customers
        on upper(events.customer_code) = customers.customer_code
    inner join {{ ref('dim_periods') }} as periods
        on
            events.event_date <= periods.as_of_date
            and (events.resolved_date is null or events.resolved_date > periods.as_of_date)
    left join {{ ref('int_closing_rates_dated') }} as rates
        on periods.as_of_date = rates.as_of_date and events.currency_code = rates.currency_code
    where events.kind_code = 'dispute'
    group by periods.period_month, customers.legal_entity_id
),

joined as (
    select
        periods.as_of_date,
        periods.period_month,
        periods.month_number,
        present.legal_entity_id,
        periods.as_of_date = run.as_of_date as has_order_book,
        {% for code in ['open_items', 'unapplied', 'delivered_not_invoiced', 'open_orders', 'exposure'] -%}
            case when components.legal_entity_id is null then 0 else components.{{ code }}_amount_mxn end
                as {{ code }}_amount_mxn,
        {% endfor -%}
        case
            when filed.legal_entity_id is not null then 'credit_file'
            when erp.legal_entity_id is not null then 'erp'
            else 'none'
        end as limit_source_code,
        case when filed.legal_entity_id is not null then filed.approved_amount_mxn else erp.erp_limit_amount_mxn end
            as limit_amount_mxn,
        filed.approved_amount_mxn,
        erp.erp_limit_amount_mxn,
        case when filed.legal_entity_id is null then 0 else filed.insured_amount_mxn end as insured_amount_mxn,
        filed.insurance_expiry_date,
        filed.next_review_date,
        coalesce(filed.is_suspended, false) as is_suspended_in_file,
        periods.as_of_date = run.as_of_date and coalesce(erp_status.is_suspended, false) as is_suspended_in_erp,
        coalesce(items.overdue_amount_mxn, 0) as overdue_amount_mxn,
        items.overdue_average_days,
        items.oldest_due_date,
        coalesce(items.open_item_count, 0) as open_item_count,
        coalesce(items.overdue_item_count, 0) as overdue_item_count,
        coalesce(unconfirmed.amount_mxn, 0) as unconfirmed_amount_mxn,
        coalesce(disputed.amount_mxn, 0) as disputed_amount_mxn
    from present
    cross join run
    inner join {{ ref('dim_periods') }} as periods
        on present.period_month = periods.period_month
    left join components
        on present.period_month = components.period_month and present.legal_entity_id = components.legal_entity_id
    left join items
        on present.period_month = items.period_month and present.legal_entity_id = items.legal_entity_id
    left join filed
        on present.period_month = filed.period_month and present.legal_entity_id = filed.legal_entity_id
    left join erp
        on present.period_month = erp.period_month and present.legal_entity_id = erp.legal_entity_id
    left join erp_status
        on present.legal_entity_id = erp_status.legal_entity_id
    left join unconfirmed
        on present.period_month = unconfirmed.period_month and present.legal_entity_id = unconfirmed.legal_entity_id
    left join disputed
        on present.period_month = disputed.period_month and present.legal_entity_id = disputed.legal_entity_id
)

select
    as_of_date,
    period_month,
    month_number,
    legal_entity_id,
    open_items_amount_mxn as open_amount_mxn,
    unapplied_amount_mxn,
    has_order_book,
    case when has_order_book then delivered_not_invoiced_amount_mxn end as delivered_amount_mxn,
    case when has_order_book then open_orders_amount_mxn end as ordered_amount_mxn,
    exposure_amount_mxn,
    limit_source_code,
    limit_amount_mxn,
    erp_limit_amount_mxn,
    approved_amount_mxn,
    insured_amount_mxn,
    insurance_expiry_date,
    next_review_date,
    is_suspended_in_file,
    is_suspended_in_erp,
    cast(limit_amount_mxn - exposure_amount_mxn as decimal(18, 2)) as available_amount_mxn,
    {{ ratio('100 * exposure_amount_mxn', 'limit_amount_mxn', 2) }} as used_percent,
    overdue_amount_mxn,
    {{ ratio('100 * overdue_amount_mxn', 'open_items_amount_mxn', 2) }} as overdue_percent,
    overdue_average_days,
    oldest_due_date,
    case
        when oldest_due_date < as_of_date
            then cast({{ dbt.datediff('oldest_due_date', 'as_of_date', 'day') }} as integer)
        when oldest_due_date is not null then 0
    end as oldest_past_due_days,
    cast(open_item_count as integer) as open_item_count,
    cast(overdue_item_count as integer) as overdue_item_count,
    cast(unconfirmed_amount_mxn as decimal(18, 2)) as unconfirmed_amount_mxn,
    cast(disputed_amount_mxn as decimal(18, 2)) as disputed_amount_mxn
from joined
