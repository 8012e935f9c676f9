-- Each day of a bank account: the bank's balance from the one before it, and customers' deposits beside the ERP's
-- receipts. Received in the bank − in the bank only + in the ERP only = received in the ERP, of the day and until it.
with bank_days as (
    select
        movements.account_id,
        coalesce(movements.currency_code, run.functional_currency_code) as currency_code,
        movements.movement_date as day_date,
        sum(movements.deposit_amount) as deposit_amount,
        sum(movements.withdrawal_amount) as withdrawal_amount,
        max(movements.sequence_number) as last_number
    from {{ ref('fct_bank_movements') }} as movements
    inner join {{ ref('dim_run_parameters') }} as run on movements.movement_date <= run.as_of_date
    group by 1, 2, 3
),

balances as (
    select
        bank_days.*,
        movements.balance_amount as closing_balance_amount
    from bank_days
    inner join {{ ref('fct_bank_movements') }} as movements
        on bank_days.account_id = movements.account_id and bank_days.last_number = movements.sequence_number
),

returned_days as (
    select
        account_id,
        currency_code,
        receipt_date as day_date,
        sum(case when status_code = 'not_customer' then receipt_amount else 0 end) as other_amount,
        sum(case when status_code = 'returned' then receipt_amount else 0 end) as returned_amount
    from {{ ref('fct_bank_receipts') }}
    group by 1, 2, 3
),

-- The two sides of a booking may lie on two days: each counts on its own.
sides as (
    select
        account_id,
        currency_code,
        bank_date as day_date,
        booked_amount as bank_amount,
        case when booking_code = 'bank_only' then booked_amount else 0 end as bank_only_amount,
        0 as erp_amount,
        0 as erp_only_amount
    from {{ ref('fct_receipt_bookings') }}
    where bank_date is not null
    union all
    select
        account_id,
        currency_code,
        erp_date as day_date,
        0 as bank_amount,
        0 as bank_only_amount,
        booked_amount as erp_amount,
        case when booking_code = 'erp_only' then booked_amount else 0 end as erp_only_amount
    from {{ ref('fct_receipt_bookings') }}
    where erp_date is not null
),

booked_days as (
    select
        account_id,
        currency_code,
        day_date,
        sum(bank_amount) as bank_amount,
        sum(bank_only_amount) as bank_only_amount,
        sum(erp_amount) as erp_amount,
        sum(erp_only_amount) as erp_only_amount
    from sides
    group by 1, 2, 3
),

days as (
    select
        coalesce(balances.account_id, booked_days.account_id) as account_id,
        coalesce(balances.currency_code, booked_days.currency_code) as currency_code,
        coalesce(balances.day_date, booked_days.day_date) as day_date,
        balances.deposit_amount,
        balances.withdrawal_amount,
        balances.closing_balance_amount,
        coalesce(booked_days.bank_amount, 0) as bank_amount,
        coalesce(booked_days.bank_only_amount, 0) as bank_only_amount,
        coalesce(booked_days.erp_amount, 0) as erp_amount,
        coalesce(booked_days.erp_only_amount, 0) as erp_only_amount
    from balances
    full outer join booked_days
        on
            balances.account_id = booked_days.account_id
            and balances.currency_code = booked_days.currency_code
            and balances.day_date = booked_days.day_date
),

-- In transit from one day to the other: on the bank's side already, on the ERP's not yet, or the reverse.
carried as (
    select
        days.*,
        coalesce(returned_days.other_amount, 0) as other_amount,
        coalesce(returned_days.returned_amount, 0) as returned_amount,
        sum(days.bank_amount) over running as bank_until_amount,
        sum(days.erp_amount) over running as erp_until_amount,
        sum(days.bank_only_amount) over running as bank_only_until_amount,
        sum(days.erp_only_amount) over running as erp_only_until_amount
    from days
    left join returned_days
        on
            days.account_id = returned_days.account_id
            and days.currency_code = returned_days.currency_code
            and days.day_date = returned_days.day_date
    window running as (
        partition by days.account_id, days.currency_code
        order by days.day_date
        rows between unbounded preceding and current row
    )
)

select
    concat(coalesce(account_id, ''), '/', currency_code, '/', cast(day_date as varchar)) as bank_day_id,
    account_id,
    right(account_id, 4) as account_ending,
    currency_code,
    day_date,
    cast({{ dbt.date_trunc('month', 'day_date') }} as date) as period_month,
    cast(closing_balance_amount - deposit_amount + withdrawal_amount as decimal(18, 2)) as opening_balance_amount,
    cast(bank_amount as decimal(18, 2)) as customer_deposit_amount,
    cast(returned_amount as decimal(18, 2)) as returned_deposit_amount,
    cast(other_amount as decimal(18, 2)) as other_deposit_amount,
    cast(coalesce(withdrawal_amount, 0) as decimal(18, 2)) as withdrawal_amount,
    closing_balance_amount,
    cast(erp_amount as decimal(18, 2)) as erp_receipt_amount,
    cast(bank_only_amount as decimal(18, 2)) as bank_only_amount,
    cast(erp_only_amount as decimal(18, 2)) as erp_only_amount,
    cast(bank_until_amount as decimal(18, 2)) as bank_until_amount,
    cast(bank_only_until_amount as decimal(18, 2)) as bank_only_until_amount,
    cast(erp_only_until_amount as decimal(18, 2)) as erp_only_until_amount,
    cast(
        erp_until_amount - bank_until_amount + bank_only_until_amount - erp_only_until_amount as decimal(18, 2)
    ) as in_transit_amount,
    cast(erp_until_amount as decimal(18, 2)) as erp_until_amount
from carried
