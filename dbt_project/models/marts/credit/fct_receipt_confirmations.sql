-- A receipt is confirmed by a deposit of its amount: as many deposits as receipts of one amount, in the order
-- of their days. A cheque taken "salvo buen cobro" and money that went back confirm nothing. Until the day from
-- which it counts, a receipt has paid nothing.
with receipts as (
    select
        entries.document_id,
        entries.customer_id,
        entries.entry_date as receipt_date,
        entries.currency_code,
        -- A discount settles a part of the charge and is no money.
        cast(-sum(entries.amount - entries.discount_amount) as decimal(18, 2)) as receipt_amount
    from {{ ref('fct_ledger_entries') }} as entries
    where entries.is_cash and entries.amount < 0
    group by entries.document_id, entries.customer_id, entries.entry_date, entries.currency_code
),

-- Which of the receipts of one amount it is, among those that the same deposits could be.
placed as (
    select
        receipts.document_id,
        count(*) as place_number
    from receipts
    inner join receipts as earlier
        on
            receipts.currency_code = earlier.currency_code
            and receipts.receipt_amount = earlier.receipt_amount
            and receipts.receipt_date >= earlier.receipt_date
            and {{ dbt.datediff('earlier.receipt_date', 'receipts.receipt_date', 'day') }}
            <= {{ credit_parameter('receipt_match_days') }}
    where earlier.receipt_date < receipts.receipt_date or earlier.document_id <= receipts.document_id
    group by receipts.document_id
),

-- What the bank only took in for collection: a cheque that it did not send back in time is paid.
deposits as (
    select
        movement_id,
        receipt_date,
        currency_code,
        receipt_amount,
        is_for_collection as is_provisional
    from {{ ref('fct_bank_receipts') }}
    where status_code not in ('not_customer', 'returned')
),

-- Before a currency's first statement, and without any, no bank could have said anything.
witnesses as (
    select
        coalesce(movements.currency_code, run.functional_currency_code) as currency_code,
        min(movements.movement_date) as first_date
    from {{ ref('fct_bank_movements') }} as movements
    cross join {{ ref('dim_run_parameters') }} as run
    group by coalesce(movements.currency_code, run.functional_currency_code)
),

taken_in as (
    select distinct receipts.document_id
    from receipts
    inner join deposits on {{ may_be_same_money('receipts', 'deposits') }}
    where deposits.is_provisional
),

confirming as (
    select
        receipts.document_id,
        deposits.movement_id,
        deposits.receipt_date as movement_date,
        row_number() over (
            partition by receipts.document_id
            order by deposits.receipt_date, deposits.movement_id
        ) as place_number
    from receipts
    inner join deposits on {{ may_be_same_money('receipts', 'deposits') }}
    where not deposits.is_provisional
),

confirmed as (
    select
        receipts.document_id as receipt_id,
        receipts.customer_id,
        receipts.receipt_date,
        receipts.currency_code,
        receipts.receipt_amount,
        confirming.movement_id,
        -- A deposit that was there before the receipt was booked confirms it from the receipt's own day.
        greatest(confirming.movement_date, receipts.receipt_date) as confirmed_date,
        case
            when taken_in.document_id is null and witnesses.first_date <= receipts.receipt_date
                then {{ credit_parameter('receipt_unseen_days') }}
            else {{ credit_parameter('receipt_confirmation_days') }}
        end as wait_days
    from receipts
    inner join placed on receipts.document_id = placed.document_id
    left join confirming
        on receipts.document_id = confirming.document_id and placed.place_number = confirming.place_number
    left join taken_in on receipts.document_id = taken_in.document_id
    left join witnesses on receipts.currency_code = witnesses.currency_code
)

select
    receipt_id,
    customer_id,
    receipt_date,
    currency_code,
    receipt_amount,
    movement_id,
    cast(case when movement_id is not null then confirmed_date end as date) as confirmed_date,
    cast(
        case
            when movement_id is not null then confirmed_date
            else {{ dbt.dateadd('day', 'wait_days', 'receipt_date') }}
        end as date
    ) as counts_from_date
from confirmed
