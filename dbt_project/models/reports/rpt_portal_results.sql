-- How invoices fare in customers' portals, by portal and customer.
select
    invoices.period_month,
    invoices.as_of_date,
    invoices.portal_name,
    invoices.customer_id,
    customers.customer_code,
    customers.customer_name,
    count(*) as invoice_count,
    count(case when invoices.rejection_count > 0 then 1 end) as rejected_count,
    {{ ratio(
        '100 * count(case when invoices.rejection_count > 0 then 1 end)', 'count(invoices.first_uploaded_date)', 2
    ) }} as rejected_percent,
    {{ ratio('sum(invoices.upload_days)', 'count(invoices.upload_days)', 2) }} as upload_days,
    {{ ratio('sum(invoices.answer_days)', 'count(invoices.answer_days)', 2) }} as answer_days,
    count(case when invoices.is_over_limit then 1 end) as over_limit_count,
    {{ total("case when invoices.state_code in ('to_upload', 'rejected') then invoices.open_amount_mxn end") }}
        as stuck_amount_mxn,
    {{ total("case when invoices.state_code in ('to_upload', 'rejected') then invoices.overdue_amount_mxn end") }}
        as stuck_overdue_amount_mxn,
    {{ total("case when invoices.state_code = 'scheduled' then invoices.open_amount_mxn end") }}
        as scheduled_amount_mxn
from {{ ref('fct_portal_invoices') }} as invoices
inner join {{ ref('dim_customers') }} as customers on invoices.customer_id = customers.customer_id
group by
    invoices.period_month, invoices.as_of_date, invoices.portal_name, invoices.customer_id,
    customers.customer_code, customers.customer_name
