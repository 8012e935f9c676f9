-- What the seal reported beside what is known now, item by item; only what is not the same.
with months as (
    select
        sealed.closed_month,
        sealed.as_of_date
    from {{ ref('stg_cartera__sealed_months') }} as sealed
),

reported as (
    select sealed.*
    from {{ ref('stg_cartera__sealed_balances') }} as sealed
),

known as (
    select
        months.closed_month,
        items.charge_id || '#' || cast(items.installment_number as varchar) as item_id,
        items.charge_id as document_id,
        true as is_charge,
        items.customer_id,
        items.document_number,
        items.charge_date as document_date,
        items.due_date,
        items.bucket_number,
        items.currency_code,
        items.open_amount as balance_amount,
        items.open_amount_mxn as balance_amount_mxn,
        items.closing_amount_mxn as closing_balance_amount_mxn
    from {{ ref('fct_open_items_monthly') }} as items
    inner join months on items.period_month = months.closed_month and items.as_of_date = months.as_of_date
    union all
    select
        months.closed_month,
        credits.entry_id as item_id,
        credits.credit_id as document_id,
        false as is_charge,
        credits.customer_id,
        credits.credit_number as document_number,
        credits.credit_date as document_date,
        cast(null as date) as due_date,
        cast(null as integer) as bucket_number,
        credits.currency_code,
        -credits.unapplied_amount as balance_amount,
        -credits.unapplied_amount_mxn as balance_amount_mxn,
        -credits.closing_amount_mxn as closing_balance_amount_mxn
    from {{ ref('fct_unapplied_credits_monthly') }} as credits
    inner join months on credits.period_month = months.closed_month and credits.as_of_date = months.as_of_date
),

compared as (
    select
        coalesce(reported.closed_month, known.closed_month) as closed_month,
        coalesce(reported.item_id, known.item_id) as item_id,
        coalesce(reported.document_id, known.document_id) as document_id,
        coalesce(reported.is_charge, known.is_charge) as is_charge,
        coalesce(reported.customer_id, known.customer_id) as customer_id,
        coalesce(known.document_number, reported.document_number) as document_number,
        coalesce(known.document_date, reported.document_date) as document_date,
        coalesce(reported.currency_code, known.currency_code) as currency_code,
        reported.due_date as reported_due_date,
        known.due_date as known_due_date,
        reported.bucket_number as reported_bucket_number,
        known.bucket_number as known_bucket_number,
        coalesce(reported.balance_amount, 0) as reported_amount,
        coalesce(known.balance_amount, 0) as known_amount,
        coalesce(reported.balance_amount_mxn, 0) as reported_amount_mxn,
        coalesce(known.balance_amount_mxn, 0) as known_amount_mxn,
        coalesce(reported.closing_balance_amount_mxn, 0) as reported_closing_amount_mxn,
        coalesce(known.closing_balance_amount_mxn, 0) as known_closing_amount_mxn
    from reported
    full outer join known
        on
            reported.closed_month = known.closed_month
            and reported.item_id = known.item_id
            and reported.customer_id = known.customer_id
            and reported.currency_code = known.currency_code
),

changed as (
    select
        compared.*,
        months.as_of_date
    from compared
    inner join months on compared.closed_month = months.closed_month
    where
        compared.reported_amount <> compared.known_amount
        or compared.reported_amount_mxn <> compared.known_amount_mxn
        or compared.reported_closing_amount_mxn <> compared.known_closing_amount_mxn
        or compared.reported_due_date is distinct from compared.known_due_date
        or compared.reported_bucket_number is distinct from compared.known_bucket_number
),

rates as (
    select
        document_id,
        currency_code,
        max(exchange_rate) as exchange_rate
    from {{ ref('fct_ledger_entries') }}
    where document_id in (select changed.document_id from changed)
    group by document_id, currency_code
)

-- What was reported, at the rates of now: the difference to what was reported in the functional
-- currency is the rates' doing and nothing else's.
select
    changed.closed_month,
    changed.as_of_date,
    changed.item_id,
    changed.document_id,
    changed.is_charge,
    changed.customer_id,
    changed.document_number,
    changed.document_date,
    changed.currency_code,
    changed.reported_due_date,
    changed.known_due_date,
    cast(changed.reported_bucket_number as integer) as reported_bucket_number,
    cast(changed.known_bucket_number as integer) as known_bucket_number,
    cast(changed.reported_amount as decimal(18, 2)) as reported_amount,
    cast(changed.known_amount as decimal(18, 2)) as known_amount,
    cast(changed.reported_amount_mxn as decimal(18, 2)) as reported_amount_mxn,
    cast(changed.known_amount_mxn as decimal(18, 2)) as known_amount_mxn,
    cast(changed.reported_closing_amount_mxn as decimal(18, 2)) as reported_closing_amount_mxn,
    cast(changed.known_closing_amount_mxn as decimal(18, 2)) as known_closing_amount_mxn,
    rates.exchange_rate as known_exchange_rate,
    closing_rates.closing_rate as known_closing_rate,
    cast(
        coalesce({{ cents('changed.reported_amount * rates.exchange_rate') }} - changed.reported_amount_mxn, 0)
        as decimal(18, 2)
    ) as rate_effect_amount_mxn,
    cast(
        coalesce(
            {{ cents('changed.reported_amount * closing_rates.closing_rate') }}
            - changed.reported_closing_amount_mxn, 0
        ) as decimal(18, 2)
    ) as closing_rate_effect_amount_mxn
from changed
left join rates
    on changed.document_id = rates.document_id and changed.currency_code = rates.currency_code
left join {{ ref('int_closing_rates_dated') }} as closing_rates
    on changed.as_of_date = closing_rates.as_of_date and changed.currency_code = closing_rates.currency_code
