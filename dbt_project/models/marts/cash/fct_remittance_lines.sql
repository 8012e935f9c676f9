-- What is said of a deposit, document by document: by a payment complement (REP) or the advice of the customer, of its
-- day and amount or with its key as the number of the operation; and by the decision of a person, which goes first.
with complements as (
    select
        payments.voucher_id,
        payments.payment_number,
        concat(payments.voucher_id, '/', cast(payments.payment_number as varchar)) as payment_id,
        payments.payment_date,
        payments.currency_code,
        payments.payment_amount,
        payments.operation_number
    from {{ ref('stg_cfdi__payments') }} as payments
    left join {{ ref('stg_sat__statuses') }} as statuses on payments.voucher_id = statuses.voucher_id
    where coalesce(statuses.is_cancelled, false) = false
),

advices as (
    select
        *,
        concat(customer_code, '/', remittance_code) as payment_id
    from {{ ref('stg_books__remittance_lines') }}
),

payments as (
    select
        'rep' as source_code,
        payment_id,
        payment_date,
        currency_code,
        payment_amount,
        operation_number
    from complements
    union all
    select distinct
        'advice' as source_code,
        payment_id,
        payment_date,
        currency_code,
        payment_amount,
        operation_number
    from advices
),

named as (
    select
        'rep' as source_code,
        complements.payment_id,
        documents.payment_document_number as line_number,
        documents.paid_voucher_id as document_ref,
        case when documents.currency_code = complements.currency_code then documents.paid_amount end as paid_amount
    from {{ ref('stg_cfdi__payment_documents') }} as documents
    inner join complements
        on documents.voucher_id = complements.voucher_id and documents.payment_number = complements.payment_number
    union all
    select
        'advice' as source_code,
        payment_id,
        line_number,
        document_number as document_ref,
        paid_amount
    from advices
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
        payments.source_code,
        payments.payment_id,
        payments.payment_date,
        count(*) over (partition by receipts.bank_receipt_id, payments.source_code) as of_receipt_count,
        count(*) over (partition by payments.source_code, payments.payment_id) as of_payment_count,
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

-- What the tax authority holds goes before what an e-mail said.
linked as (
    select
        candidates.*,
        dense_rank() over (
            partition by candidates.bank_receipt_id
            order by case when candidates.source_code = 'rep' then 1 else 2 end
        ) as preference
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
        linked.bank_receipt_id, '/', linked.source_code, '/', linked.payment_id, '/', cast(named.line_number as varchar)
    ) as remittance_line_id,
    linked.bank_receipt_id as receipt_id,
    linked.source_code,
    named.document_ref,
    cast(named.paid_amount as decimal(18, 2)) as paid_amount,
    linked.payment_date as said_date
from linked
inner join named
    on linked.source_code = named.source_code and linked.payment_id = named.payment_id
where linked.preference = 1
union all
select
    concat(receipt_id, '/decision/', cast(line_number as varchar)) as remittance_line_id,
    receipt_id,
    'decision' as source_code,
    document_number as document_ref,
    paid_amount,
    decided_date as said_date
from decided
