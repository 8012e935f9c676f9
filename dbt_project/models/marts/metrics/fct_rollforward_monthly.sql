-- Opening and closing come from the ageing, the movements from the ledger: that they meet is a
-- control, not a definition. Signed: what lowers the receivable is negative.
with movements as (
    select
        entries.period_month,
        entries.customer_id,
        entries.currency_code,
        {% for code in ['charges', 'receipts', 'credit_memos', 'write_offs', 'adjustments'] -%}
            {{ total("case when rollforward_code = '" ~ code ~ "' then amount - discount_amount else 0 end") }}
                as {{ code }}_amount,
        {% endfor -%}
        {{ total('discount_amount') }} as discounts_amount,
        {{ total('amount_mxn') }} as movements_amount_mxn
    from {{ ref('fct_ledger_entries') }} as entries
    inner join {{ ref('int_periods') }} as periods
        on entries.period_month = periods.period_month and entries.entry_date <= periods.as_of_date
    group by entries.period_month, entries.customer_id, entries.currency_code
),

closings as (
    select
        period_month,
        customer_id,
        currency_code,
        balance_amount,
        closing_balance_amount_mxn
    from {{ ref('fct_aging_monthly') }}
),

openings as (
    select
        periods.period_month,
        aging.customer_id,
        aging.currency_code,
        aging.balance_amount,
        aging.closing_balance_amount_mxn
    from {{ ref('fct_aging_monthly') }} as aging
    inner join {{ ref('int_periods') }} as previous on aging.period_month = previous.period_month
    inner join {{ ref('int_periods') }} as periods on previous.month_number + 1 = periods.month_number
),

grid as (
    select
        period_month,
        customer_id,
        currency_code
    from movements
    union
    select
        period_month,
        customer_id,
        currency_code
    from closings
    union
    select
        period_month,
        customer_id,
        currency_code
    from openings
)

select
    grid.period_month,
    grid.customer_id,
    grid.currency_code,
    coalesce(openings.balance_amount, 0) as opening_amount,
    {% for code in ['charges', 'receipts', 'credit_memos', 'write_offs', 'discounts', 'adjustments'] -%}
        coalesce(movements.{{ code }}_amount, 0) as {{ code }}_amount,
    {% endfor -%}
    coalesce(closings.balance_amount, 0) as closing_amount,
    coalesce(openings.closing_balance_amount_mxn, 0) as opening_amount_mxn,
    coalesce(movements.movements_amount_mxn, 0) as movements_amount_mxn,
    cast(
        coalesce(closings.closing_balance_amount_mxn, 0) - coalesce(openings.closing_balance_amount_mxn, 0)
        - coalesce(movements.movements_amount_mxn, 0) as decimal(18, 2)
    ) as fx_amount_mxn,
    coalesce(closings.closing_balance_amount_mxn, 0) as closing_amount_mxn
from grid
left join movements
    on
        grid.period_month = movements.period_month
        and grid.customer_id = movements.customer_id
        and grid.currency_code = movements.currency_code
left join closings
    on
        grid.period_month = closings.period_month
        and grid.customer_id = closings.customer_id
        and grid.currency_code = closings.currency_code
left join openings
    on
        grid.period_month = openings.period_month
        and grid.customer_id = openings.customer_id
        and grid.currency_code = openings.currency_code
