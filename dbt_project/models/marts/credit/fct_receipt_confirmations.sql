-- A receipt is confirmed by a deposit of its amount: as many deposits as receipts of one amount, in the order
-- of their days. A cheque taken "salvo buen cobro" and a transfer that came back confirm nothing.
with watched as (
    select distinct
        dates.calendar_date,
        {{ dbt.datediff('dates.calendar_date', 'periods.as_of_date', 'day') }}
        < {{ credit_parameter('receipt_confirmation_days') }} as is_watched
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_dates') }} as dates
        on
            periods.as_of_date >= dates.calendar_date
            and {{ dbt.datediff('dates.calendar_date', 'periods.as_of_date', 'day') }}
            < {{ credit_parameter('receipt_confirmation_days') }} + {{ credit_parameter('receipt_match_days') }}
),

watched_days as (
    select
        calendar_date,
        max(case when is_watched then 1 else 0 end) = 1 as is_watched
    from watched
    group by calendar_date
),

-- A discount settles a part of the charge and is no money.
receipts as (
    select
        entries.document_id,
        entries.customer_id,
        entries.entry_date as receipt_date,
        entries.currency_code,
        watched_days.is_watched,
        cast(-sum(entries.amount - entries.discount_amount) as decimal(18, 2)) as receipt_amount
    from {{ ref('fct_ledger_entries') }} as entries
    inner join watched_days
        on entries.entry_date = watched_days.calendar_date
    where entries.is_cash and entries.amount < 0
    group by
        entries.document_id, entries.customer_id, entries.entry_date, entries.currency_code, watched_days.is_watched
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

deposits as (
    select
        movements.movement_id,
        movements.movement_date,
        coalesce(movements.currency_code, run.functional_currency_code) as currency_code,
        movements.deposit_amount
    from {{ ref('fct_bank_movements') }} as movements
    cross join {{ ref('dim_run_parameters') }} as run
    left join {{ ref('fct_bank_movement_pairs') }} as pairs
        on movements.movement_id = pairs.origin_movement_id and pairs.pair_code = 'spei_return'
    where
        movements.deposit_amount > 0
        and movements.movement_kind_code not in ('cheque_provisional', 'own_transfer', 'spei_return')
        and pairs.movement_id is null
        and movements.movement_date <= run.as_of_date
),

confirming as (
    select
        receipts.document_id,
        deposits.movement_id,
        deposits.movement_date,
        row_number() over (
            partition by receipts.document_id
            order by deposits.movement_date, deposits.movement_id
        ) as place_number
    from receipts
    inner join deposits
        on
            receipts.currency_code = deposits.currency_code
            and receipts.receipt_amount = deposits.deposit_amount
            and abs({{ dbt.datediff('receipts.receipt_date', 'deposits.movement_date', 'day') }})
            <= {{ credit_parameter('receipt_match_days') }}
)

select
    receipts.document_id as receipt_id,
    receipts.customer_id,
    receipts.receipt_date,
    receipts.currency_code,
    receipts.receipt_amount,
    confirming.movement_id,
    -- A deposit that was there before the receipt was booked confirms it from the receipt's own day.
    case
        when confirming.movement_date > receipts.receipt_date then confirming.movement_date
        when confirming.movement_date is not null then receipts.receipt_date
    end as confirmed_date
from receipts
inner join placed on receipts.document_id = placed.document_id
left join confirming
    on receipts.document_id = confirming.document_id and placed.place_number = confirming.place_number
where receipts.is_watched
