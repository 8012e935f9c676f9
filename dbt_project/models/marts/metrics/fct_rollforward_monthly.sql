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

-- Each balance closes its own month and opens the next.
contributions as (
    select
        movements.*,
        0 as opening_amount,
        0 as closing_amount,
        0 as opening_amount_mxn,
        0 as closing_amount_mxn,
        0 as unrealised_fx_change_amount_mxn
    from movements
    union all
    select
        aging.period_month,
        aging.customer_id,
        aging.currency_code,
        {% for code in codes -%}
            0 as {{ code }}_amount,
        {% endfor -%}
        0 as discounts_amount,
        0 as movements_amount_mxn,
        0 as opening_amount,
        aging.balance_amount as closing_amount,
        0 as opening_amount_mxn,
        aging.closing_balance_amount_mxn as closing_amount_mxn,
        aging.unrealised_fx_amount_mxn as unrealised_fx_change_amount_mxn
    from {{ ref('fct_aging_monthly') }} as aging
    union all
    select
        next_periods.period_month,
        aging.customer_id,
        aging.currency_code,
        {% for code in codes -%}
            0 as {{ code }}_amount,
        {% endfor -%}
        0 as discounts_amount,
        0 as movements_amount_mxn,
        aging.balance_amount as opening_amount,
        0 as closing_amount,
        aging.closing_balance_amount_mxn as opening_amount_mxn,
        0 as closing_amount_mxn,
        -aging.unrealised_fx_amount_mxn as unrealised_fx_change_amount_mxn
    from {{ ref('fct_aging_monthly') }} as aging
    inner join {{ ref('int_periods') }} as periods
        on aging.period_month = periods.period_month
    inner join {{ ref('int_periods') }} as next_periods
        on periods.month_number + 1 = next_periods.month_number
)

select
    period_month,
    customer_id,
    currency_code,
    {{ total('opening_amount') }} as opening_amount,
    {% for code in codes[:4] + ['discounts', 'adjustments'] -%}
        {{ total(code ~ '_amount') }} as {{ code }}_amount,
    {% endfor -%}
    {{ total('closing_amount') }} as closing_amount,
    {{ total('opening_amount_mxn') }} as opening_amount_mxn,
    {{ total('movements_amount_mxn') }} as movements_amount_mxn,
    cast(
        coalesce(sum(closing_amount_mxn), 0) - coalesce(sum(opening_amount_mxn), 0)
        - coalesce(sum(movements_amount_mxn), 0) as decimal(18, 2)
    ) as fx_amount_mxn,
    -- What the rate did to balances that are still open; the rest of the exchange result was realised.
    cast(
        coalesce(sum(closing_amount_mxn), 0) - coalesce(sum(opening_amount_mxn), 0)
        - coalesce(sum(movements_amount_mxn), 0) - coalesce(sum(unrealised_fx_change_amount_mxn), 0)
        as decimal(18, 2)
    ) as realised_fx_amount_mxn,
    {{ total('unrealised_fx_change_amount_mxn') }} as unrealised_fx_change_amount_mxn,
    {{ total('closing_amount_mxn') }} as closing_amount_mxn
from contributions
group by period_month, customer_id, currency_code
