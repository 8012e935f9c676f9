with run as (
    select as_of_date from {{ ref('stg_cartera__run_parameters') }}
),

pending as (
    select
        documents.*,
        orders.pending_line_count,
        orders.pending_net_amount,
        {{ prorated('documents.amount', 'orders.pending_net_amount', 'documents.net_amount') }} as pending_amount,
        orders.pending_basis_code,
        closing.closing_rate
    from {{ ref('int_orders_netted') }} as orders
    inner join {{ ref('int_sales_documents_classified') }} as documents
        on orders.sales_document_id = documents.sales_document_id
    cross join run
    left join {{ ref('int_closing_rates_dated') }} as closing
        on run.as_of_date = closing.as_of_date and documents.currency_code = closing.currency_code
    where orders.pending_net_amount > 0 and documents.document_date <= run.as_of_date
)

select
    sales_document_id,
    stage_code,
    document_type_code,
    status_code,
    customer_id,
    document_number,
    document_date,
    promised_date,
    purchase_order_number,
    currency_code,
    net_amount,
    amount,
    pending_line_count,
    pending_net_amount,
    pending_amount,
    {{ cents('pending_amount * closing_rate') }} as pending_amount_mxn,
    pending_basis_code
from pending
