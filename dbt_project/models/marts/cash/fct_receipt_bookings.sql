-- Which of the bank's deposits the ERP has booked as which receipts. First one for one, as confirmations say and for
-- cheques alike; then a deposit that is the sum of a customer's receipts of one day (merged in the bank), and
-- deposits of one payer and day that add up to one receipt (split in the bank). What is left on either side is a row.
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

deposits as (
    select *
    from {{ ref('fct_bank_receipts') }}
    where status_code in ('confirmed', 'provisional')
),

receipts as (
    select
        confirmations.*,
        customers.legal_entity_id
    from {{ ref('fct_receipt_confirmations') }} as confirmations
    inner join run on confirmations.receipt_date <= run.as_of_date
    inner join {{ ref('dim_customers') }} as customers on confirmations.customer_id = customers.customer_id
    where confirmations.receipt_amount > 0
),

confirmed as (
    select
        deposits.bank_receipt_id,
        receipts.receipt_id
    from receipts
    inner join deposits on receipts.movement_id = deposits.movement_id
),

-- Of several alike, the nearest in time; of several alike on one day, the nth has the nth.
cheques as (
    select
        deposits.*,
        row_number() over (
            partition by deposits.currency_code, deposits.receipt_amount, deposits.receipt_date
            order by deposits.bank_receipt_id
        ) as like_number
    from deposits
    left join confirmed on deposits.bank_receipt_id = confirmed.bank_receipt_id
    where confirmed.bank_receipt_id is null
),

unconfirmed as (
    select
        receipts.*,
        row_number() over (
            partition by receipts.currency_code, receipts.receipt_amount, receipts.receipt_date
            order by receipts.receipt_id
        ) as like_number
    from receipts
    left join confirmed on receipts.receipt_id = confirmed.receipt_id
    where confirmed.receipt_id is null
),

nearest as (
    {{ nearest_to_each_other(
        'cheques', ['bank_receipt_id'], 'unconfirmed', ['receipt_id'],
        then_by='abs(cheques.like_number - unconfirmed.like_number)'
    ) }}
),

one_for_one as (
    select
        bank_receipt_id,
        receipt_id
    from confirmed
    union all
    select
        bank_receipt_id,
        receipt_id
    from nearest
),

free_deposits as (
    select
        deposits.*,
        coalesce(deposits.payer_rfc, deposits.payer_account, deposits.payer_name) as payer_key
    from deposits
    left join one_for_one on deposits.bank_receipt_id = one_for_one.bank_receipt_id
    where one_for_one.bank_receipt_id is null
),

free_receipts as (
    select receipts.*
    from receipts
    left join one_for_one on receipts.receipt_id = one_for_one.receipt_id
    where one_for_one.receipt_id is null
),

-- A sum to the cent of what one customer's receipts of a day are: the nearest such deposit.
day_sums as (
    select
        legal_entity_id,
        currency_code,
        receipt_date,
        sum(receipt_amount) as receipt_amount
    from free_receipts
    group by legal_entity_id, currency_code, receipt_date
    having count(*) > 1
),

merged as (
    {{ nearest_to_each_other(
        'free_deposits', ['bank_receipt_id'], 'day_sums', ['legal_entity_id', 'currency_code', 'receipt_date']
    ) }}
),

payer_sums as (
    select
        payer_key,
        account_id,
        currency_code,
        receipt_date,
        sum(receipt_amount) as receipt_amount
    from free_deposits
    where payer_key is not null
    group by payer_key, account_id, currency_code, receipt_date
    having count(*) > 1
),

split as (
    {{ nearest_to_each_other(
        'free_receipts', ['receipt_id'], 'payer_sums', ['payer_key', 'account_id', 'currency_code', 'receipt_date']
    ) }}
),

booked as (
    select
        one_for_one.bank_receipt_id,
        one_for_one.receipt_id,
        receipts.receipt_amount as booked_amount,
        'one' as booking_code
    from one_for_one
    inner join receipts on one_for_one.receipt_id = receipts.receipt_id
    union all
    select
        merged.bank_receipt_id,
        free_receipts.receipt_id,
        free_receipts.receipt_amount as booked_amount,
        'merged' as booking_code
    from merged
    inner join free_receipts
        on
            merged.legal_entity_id = free_receipts.legal_entity_id
            and merged.currency_code = free_receipts.currency_code
            and merged.receipt_date = free_receipts.receipt_date
    union all
    select
        free_deposits.bank_receipt_id,
        split.receipt_id,
        free_deposits.receipt_amount as booked_amount,
        'split' as booking_code
    from split
    inner join free_deposits
        on
            split.payer_key = free_deposits.payer_key
            and split.account_id = free_deposits.account_id
            and split.currency_code = free_deposits.currency_code
            and split.receipt_date = free_deposits.receipt_date
),

-- A deposit or a receipt is explained in one way only: what two sums claim stays open.
deposits_of_two as (
    select bank_receipt_id from booked
    group by bank_receipt_id
    having count(distinct booking_code) > 1
),

receipts_of_two as (
    select receipt_id from booked
    group by receipt_id
    having count(distinct booking_code) > 1
),

kept as (
    select booked.*
    from booked
    left join deposits_of_two on booked.bank_receipt_id = deposits_of_two.bank_receipt_id
    left join receipts_of_two on booked.receipt_id = receipts_of_two.receipt_id
    where deposits_of_two.bank_receipt_id is null and receipts_of_two.receipt_id is null
),

-- The ERP's own account of a receipt is the bank's account in which most of its receipts were found.
erp_accounts as (
    select
        documents.bank_account_code,
        deposits.account_id,
        row_number() over (
            partition by documents.bank_account_code
            order by count(*) desc, deposits.account_id
        ) as choice_number
    from kept
    inner join deposits on kept.bank_receipt_id = deposits.bank_receipt_id
    inner join {{ ref('stg_microsip__documents') }} as documents on kept.receipt_id = documents.document_id
    where documents.bank_account_code is not null
    group by documents.bank_account_code, deposits.account_id
),

paired as (
    select
        coalesce(kept.booking_code, 'bank_only') as booking_code,
        deposits.bank_receipt_id,
        deposits.account_id,
        deposits.currency_code,
        deposits.receipt_date as bank_date,
        kept.receipt_id,
        coalesce(kept.booked_amount, deposits.receipt_amount) as booked_amount
    from deposits
    left join kept on deposits.bank_receipt_id = kept.bank_receipt_id
    union all
    select
        'erp_only' as booking_code,
        null as bank_receipt_id,
        erp_accounts.account_id,
        receipts.currency_code,
        null as bank_date,
        receipts.receipt_id,
        receipts.receipt_amount as booked_amount
    from receipts
    left join kept on receipts.receipt_id = kept.receipt_id
    left join {{ ref('stg_microsip__documents') }} as documents on receipts.receipt_id = documents.document_id
    left join erp_accounts
        on documents.bank_account_code = erp_accounts.bank_account_code and erp_accounts.choice_number = 1
    where kept.receipt_id is null
)

select
    concat(coalesce(paired.bank_receipt_id, ''), '/', coalesce(paired.receipt_id, '')) as booking_id,
    paired.booking_code,
    paired.bank_receipt_id,
    paired.receipt_id,
    receipts.customer_id,
    paired.account_id,
    paired.currency_code,
    paired.bank_date,
    receipts.receipt_date as erp_date,
    coalesce(paired.bank_date, receipts.receipt_date) as booking_date,
    cast(paired.booked_amount as decimal(18, 2)) as booked_amount
from paired
left join receipts on paired.receipt_id = receipts.receipt_id
