-- Opening and closing come from the ageing, the movements from the ledger: that they meet is a
-- control, not a definition. Signed: what lowers the receivable is negative.
{% set codes = ['charges', 'receipts', 'credit_memos', 'write_offs', 'adjustments'] %}
with movements as (
    select
        entries.period_month,
        entries.customer_id,
        entries.currency_code,
        {% for code in codes -%}
            {{ total(
                "case when entries.rollforward_code = '" ~ code ~ "'"
                ~ " then entries.amount - entries.discount_amount else 0 end"
            ) }} as {{ code }}_amount,
        {% endfor -%}
        {{ total('entries.discount_amount') }} as discounts_amount,
        {{ total('entries.amount_mxn') }} as movements_amount_mxn
    from {{ ref('fct_ledger_entries') }} as entries
    cross join {{ ref('stg_cartera__run_parameters') }} as run
    where entries.entry_date <= run.as_of_date
    group by entries.period_month, entries.customer_id, entries.currency_code
),

balances as (
    select
        aging.period_month,
        {{ month_number('aging.period_month') }} as month_number,
        aging.customer_id,
        aging.currency_code,
        aging.balance_amount,
        aging.closing_balance_amount_mxn as balance_amount_mxn,
        aging.unrealised_fx_amount_mxn
    from {{ ref('fct_aging_monthly') }} as aging
),

-- Each balance closes its own month and opens the next, if there is one.
opening as (
    select
        next_periods.period_month,
        balances.customer_id,
        balances.currency_code,
        balances.balance_amount,
        balances.balance_amount_mxn,
        balances.unrealised_fx_amount_mxn
    from balances
    inner join {{ ref('int_periods') }} as next_periods
        on balances.month_number + 1 = {{ month_number('next_periods.period_month') }}
),

-- Joined and not added up: each of the three has a customer's month and currency once.
joined as (
    select
        coalesce(movements.period_month, closing.period_month, opening.period_month) as period_month,
        coalesce(movements.customer_id, closing.customer_id, opening.customer_id) as customer_id,
        coalesce(movements.currency_code, closing.currency_code, opening.currency_code) as currency_code,
        coalesce(opening.balance_amount, 0) as opening_amount,
        {% for code in codes + ['discounts'] -%}
            coalesce(movements.{{ code }}_amount, 0) as {{ code }}_amount,
        {% endfor -%}
        coalesce(closing.balance_amount, 0) as closing_amount,
        coalesce(opening.balance_amount_mxn, 0) as opening_amount_mxn,
        coalesce(movements.movements_amount_mxn, 0) as movements_amount_mxn,
        coalesce(closing.balance_amount_mxn, 0) as closing_amount_mxn,
        coalesce(closing.unrealised_fx_amount_mxn, 0) - coalesce(opening.unrealised_fx_amount_mxn, 0)
            as unrealised_fx_change_amount_mxn
    from balances as closing
    full outer join opening
        on
            closing.period_month = opening.period_month
            and closing.customer_id = opening.customer_id
            and closing.currency_code = opening.currency_code
    full outer join movements
        on
            coalesce(closing.period_month, opening.period_month) = movements.period_month
            and coalesce(closing.customer_id, opening.customer_id) = movements.customer_id
            and coalesce(closing.currency_code, opening.currency_code) = movements.currency_code
)

select
    period_month,
    customer_id,
    currency_code,
    opening_amount,
    {% for code in codes[:4] + ['discounts', 'adjustments'] -%}
        {{ code }}_amount,
    {% endfor -%}
    closing_amount,
    opening_amount_mxn,
    movements_amount_mxn,
    cast(closing_amount_mxn - opening_amount_mxn - movements_amount_mxn as decimal(18, 2)) as fx_amount_mxn,
    -- What the rate did to balances that are still open; the rest of the exchange result was realised.
    cast(
        closing_amount_mxn - opening_amount_mxn - movements_amount_mxn - unrealised_fx_change_amount_mxn
        as decimal(18, 2)
    ) as realised_fx_amount_mxn,
    cast(unrealised_fx_change_amount_mxn as decimal(18, 2)) as unrealised_fx_change_amount_mxn,
    closing_amount_mxn
from joined
