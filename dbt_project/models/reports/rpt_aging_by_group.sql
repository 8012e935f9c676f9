{% set groupings = {'salesperson': 'salesperson_name', 'zone': 'zone_name', 'currency': 'currency_code'} %}
{% for grouping_code, column_name in groupings.items() %}
    select
        period_month,
        as_of_date,
        '{{ grouping_code }}' as grouping_code,
        coalesce({{ column_name }}, '—') as group_name,
        currency_code,
        {{ total('not_due_amount') }} as not_due_amount,
        {% for number in range(1, 6) -%}
            {{ total('bucket_' ~ number ~ '_amount') }} as bucket_{{ number }}_amount,
        {% endfor -%}
        {{ total('overdue_amount') }} as overdue_amount,
        {{ total('open_amount') }} as open_amount,
        {{ total('unapplied_amount') }} as unapplied_amount,
        {{ total('balance_amount') }} as balance_amount,
        {{ total('balance_amount_mxn') }} as balance_amount_mxn,
        {{ total('closing_balance_amount_mxn') }} as closing_balance_amount_mxn
    from {{ ref('rpt_aging_by_customer') }}
    group by period_month, as_of_date, coalesce({{ column_name }}, '—'), currency_code
    {% if not loop.last %}union all{% endif %}
{% endfor %}
