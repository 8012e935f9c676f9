-- What is to be posted in the ERP: sure by policy, or as a person decided; with what the payment complement (REP) needs
-- of each document: the partiality, and the balance before and after this payment, by UUID.
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

lines as (
    select
        applications.*,
        results.source_code,
        results.receipt_date,
        results.receipt_amount,
        results.tier_code as result_tier_code
    from {{ ref('fct_match_applications') }} as applications
    inner join {{ ref('fct_match_results') }} as results on applications.receipt_id = results.receipt_id
    where
        applications.is_proposed
        and results.disposition_code = 'apply'
        and results.tier_code in ('auto', 'confirmed')
),

balances as (
    select
        items.charge_id as document_id,
        sum(items.open_amount) as open_amount
    from {{ ref('fct_open_item_spans') }} as items
    inner join run on items.from_date <= run.as_of_date and items.until_date > run.as_of_date
    group by items.charge_id
),

-- A partiality is a payment: credit memos and discounts have none.
paid as (
    select
        applications.charge_id as document_id,
        count(distinct applications.credit_id) as payment_count
    from {{ ref('fct_applications') }} as applications
    inner join run on applications.effective_date <= run.as_of_date
    where applications.class_code = 'receipt'
    group by applications.charge_id
),

vouchers as (
    select
        document_id,
        voucher_id,
        row_number() over (
            partition by document_id
            order by voucher_date desc, voucher_id desc
        ) as choice_number
    from {{ ref('fct_document_uuids') }}
    where not is_cancelled
),

-- A discount or a retention closes the document too, but it is no payment: it has a document of its own.
ordered as (
    select
        lines.*,
        case
            when
                lines.currency_code = lines.item_currency_code
                and lines.applied_amount > 0
                and lines.applied_amount < lines.settled_amount
                then lines.applied_amount
            else lines.settled_amount
        end as paid_amount,
        coalesce(balances.open_amount, lines.settled_amount + lines.left_open_amount)
        - sum(lines.settled_amount) over (
            partition by lines.document_id
            order by lines.receipt_date, lines.receipt_id, lines.item_id
            rows between unbounded preceding and current row
        ) + lines.settled_amount as balance_before_amount,
        dense_rank() over (
            partition by lines.document_id
            order by lines.receipt_date, lines.receipt_id
        ) as payment_number
    from lines
    left join balances on lines.document_id = balances.document_id
)

select
    ordered.match_application_id,
    ordered.period_month,
    ordered.receipt_id,
    ordered.source_code,
    ordered.result_tier_code as tier_code,
    ordered.receipt_date as payment_date,
    right(receipts.account_id, 4) as account_ending,
    receipts.bank_code,
    customers.customer_code,
    customers.customer_name,
    ordered.receipt_amount,
    ordered.currency_code,
    case
        when ordered.source_code = 'unapplied' then null
        when receipts.is_for_collection then '02'
        when movements.movement_kind_code = 'cash' then '01'
        when movements.movement_kind_code = 'cheque' then '02'
        else '03'
    end as payment_form_code,
    coalesce(receipts.tracking_key, receipts.bank_reference) as operation_number,
    ordered.document_number,
    ordered.installment_number,
    vouchers.voucher_id,
    cast(
        case when ordered.applied_amount > 0 then coalesce(paid.payment_count, 0) + ordered.payment_number end
        as integer
    ) as partiality_number,
    ordered.item_currency_code,
    cast(ordered.balance_before_amount as decimal(18, 2)) as balance_before_amount,
    ordered.paid_amount,
    cast(ordered.balance_before_amount - ordered.paid_amount as decimal(18, 2)) as balance_after_amount,
    ordered.applied_amount,
    ordered.difference_amount,
    ordered.difference_code,
    ordered.rule_code,
    ordered.confidence
from ordered
left join {{ ref('dim_customers') }} as customers on ordered.customer_id = customers.customer_id
left join paid on ordered.document_id = paid.document_id
left join vouchers on ordered.document_id = vouchers.document_id and vouchers.choice_number = 1
left join {{ ref('fct_bank_receipts') }} as receipts on ordered.receipt_id = receipts.bank_receipt_id
left join {{ ref('fct_bank_movements') }} as movements on receipts.movement_id = movements.movement_id
