-- The ERP links a sales invoice to its charge. Where it does not, customer, folio and day must agree and
-- name one charge only; a folio by itself is not unique.
with invoices as (
    select *
    from {{ ref('int_sales_documents_classified') }}
    where stage_code = 'invoice' and not is_cancelled
),

links as (
    select
        links.from_document_id as sales_document_id,
        charges.charge_id
    from {{ ref('stg_microsip__system_links') }} as links
    left join {{ ref('fct_charges') }} as charges
        on links.to_document_id = charges.charge_id
    where links.from_system_code = 'VE' and links.to_system_code = 'CC'
),

-- A cash sale links to its receipt as well: only charges count, unless there is none.
linked as (
    select distinct
        sales_document_id,
        charge_id
    from (
        select
            links.*,
            count(links.charge_id) over (partition by links.sales_document_id) as charge_count
        from links
    ) as counted
    where charge_id is not null or charge_count = 0
),

candidates as (
    select
        invoices.sales_document_id,
        charges.charge_id,
        count(*) over (partition by invoices.sales_document_id) as charge_count,
        count(*) over (partition by charges.charge_id) as invoice_count
    from invoices
    inner join {{ ref('fct_charges') }} as charges
        on
            invoices.customer_id = charges.customer_id
            and invoices.document_number = charges.document_number
            and invoices.document_date = charges.charge_date
    left join linked as linked_invoices
        on invoices.sales_document_id = linked_invoices.sales_document_id
    left join linked as linked_charges
        on charges.charge_id = linked_charges.charge_id
    where
        charges.is_sale
        and linked_invoices.sales_document_id is null
        and linked_charges.charge_id is null
),

matched as (
    select
        sales_document_id,
        charge_id,
        case when charge_id is null then 'link_without_charge' else 'link' end as match_code
    from linked
    union all
    select
        sales_document_id,
        max(case when charge_count = 1 and invoice_count = 1 then charge_id end) as charge_id,
        case when max(charge_count) = 1 and max(invoice_count) = 1 then 'folio' else 'ambiguous' end as match_code
    from candidates
    group by sales_document_id
),

due as (
    select
        sales_document_id,
        min(due_date) as first_due_date
    from {{ ref('stg_microsip__sales_due_dates') }}
    group by sales_document_id
)

select
    invoices.sales_document_id,
    matched.charge_id,
    coalesce(matched.match_code, 'none') as match_code,
    invoices.customer_id,
    invoices.document_number,
    invoices.document_date as invoice_date,
    invoices.purchase_order_number,
    due.first_due_date,
    invoices.currency_code,
    invoices.amount,
    charges.currency_code as charge_currency_code,
    charges.amount as charge_amount
from invoices
left join matched on invoices.sales_document_id = matched.sales_document_id
left join {{ ref('fct_charges') }} as charges on matched.charge_id = charges.charge_id
left join due on invoices.sales_document_id = due.sales_document_id
