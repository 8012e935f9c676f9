-- What is said of a deposit, document by document: by a payment complement (REP) of its day and amount, or with its
-- key as the number of the operation; and by the decision of a person, which goes before it.
with payments as (
    select
        payments.voucher_id,
        payments.payment_number,
        payments.payment_date,
        payments.currency_code,
        payments.payment_amount,
        payments.operation_number
    from {{ ref('stg_cfdi__payments') }} as payments
    left join {{ ref('stg_sat__statuses') }} as statuses on payments.voucher_id = statuses.voucher_id
    where coalesce(statuses.is_cancelled, false) = false
),

decided as (
    select *
    from {{ ref('fct_match_decisions') }}
    where decision_code = 'apply' and document_number is not null
),

-- The key of the operation before the day; of two that are alike neither is believed.
candidates as (
    select
        receipts.bank_receipt_id,
        payments.voucher_id,
        payments.payment_number,
        count(*) over (partition by receipts.bank_receipt_id) as of_receipt_count,
        count(*) over (partition by payments.voucher_id, payments.payment_number) as of_payment_count,
        payments.operation_number in (receipts.tracking_key, receipts.bank_reference) as is_named
    from payments
    inner join {{ ref('fct_bank_receipts') }} as receipts
        on
            payments.currency_code = receipts.currency_code
            and payments.payment_amount = receipts.receipt_amount
            and abs({{ dbt.datediff('payments.payment_date', 'receipts.receipt_date', 'day') }})
            <= {{ credit_parameter('receipt_match_days') }}
    where receipts.status_code in ('confirmed', 'provisional')
),

linked as (
    select
        candidates.bank_receipt_id,
        candidates.voucher_id,
        candidates.payment_number
    from candidates
    left join decided on candidates.bank_receipt_id = decided.receipt_id
    where
        decided.receipt_id is null
        and (
            coalesce(candidates.is_named, false)
            or (candidates.of_receipt_count = 1 and candidates.of_payment_count = 1)
        )
)

select
    concat(
        linked.bank_receipt_id, '/rep/', documents.voucher_id, '/', cast(documents.payment_number as varchar), '/',
        cast(documents.payment_document_number as varchar)
    ) as remittance_line_id,
    linked.bank_receipt_id as receipt_id,
    'rep' as source_code,
    documents.paid_voucher_id as document_ref,
    cast(case when documents.currency_code = payments.currency_code then documents.paid_amount end as decimal(18, 2))
        as paid_amount,
    payments.payment_date as said_date
from linked
inner join {{ ref('stg_cfdi__payment_documents') }} as documents
    on linked.voucher_id = documents.voucher_id and linked.payment_number = documents.payment_number
inner join payments
    on linked.voucher_id = payments.voucher_id and linked.payment_number = payments.payment_number
union all
select
    concat(receipt_id, '/decision/', cast(line_number as varchar)) as remittance_line_id,
    receipt_id,
    'decision' as source_code,
    document_number as document_ref,
    paid_amount,
    decided_date as said_date
from decided
