select
    closed_month,
    item_id,
    document_id,
    is_charge,
    customer_id,
    document_number,
    document_date,
    due_date,
    bucket_number,
    currency_code,
    balance_amount,
    balance_amount_mxn,
    closing_balance_amount_mxn
from {{ source('raw', 'sealed_balances') }}
