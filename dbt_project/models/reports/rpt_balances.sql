with aging as (
    select
        period_month,
        as_of_date,
        {{ total('not_due_amount_mxn') }} as not_due_amount_mxn,
        {% for number in range(1, 6) -%}
            {{ total('bucket_' ~ number ~ '_amount_mxn') }} as bucket_{{ number }}_amount_mxn,
        {% endfor -%}
        {{ total('overdue_amount_mxn') }} as overdue_amount_mxn,
        {{ total('open_amount_mxn') }} as open_amount_mxn,
        {{ total('unapplied_amount_mxn') }} as unapplied_amount_mxn,
        {{ total('balance_amount_mxn') }} as balance_amount_mxn
    from {{ ref('fct_aging_monthly') }}
    group by period_month, as_of_date
),

flows as (
    select
        entries.period_month,
        {{ total('case when entries.is_sale then entries.amount_mxn else 0 end') }} as sales_amount_mxn,
        -- A discount settles what it came with, but it is no cash.
        cast(
            -{{ total(
                'case when entries.is_cash then entries.amount_mxn - '
                ~ cents('entries.discount_amount * entries.exchange_rate') ~ ' else 0 end'
            ) }} as decimal(18, 2)
        ) as receipts_amount_mxn
    from {{ ref('fct_ledger_entries') }} as entries
    cross join {{ ref('dim_run_parameters') }} as run
    where entries.entry_date <= run.as_of_date
    group by entries.period_month
)

select
    aging.*,
    coalesce(flows.sales_amount_mxn, 0) as sales_amount_mxn,
    coalesce(flows.receipts_amount_mxn, 0) as receipts_amount_mxn
from aging
left join flows on aging.period_month = flows.period_month
