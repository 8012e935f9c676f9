-- The metrics of the company and its currencies derived a second time, from stretches and entries added
-- up since the beginning and without the models in between; and every grouping's groups add up to the company.
{% set measures = ['open', 'overdue', 'sales', 'receipts', 'credit_memos', 'write_offs'] %}
{% set parts = [
    ('dso_ending', 'numerator', 'open_amount'),
    ('dso_ending', 'denominator', 'sales_in_span'),
    ('average_days_delinquent', 'numerator', 'overdue_amount'),
    ('collected_of_due', 'numerator', 'receipts_in_span'),
    ('credit_memo_ratio', 'numerator', 'credit_memos_in_span'),
    ('write_off_ratio', 'numerator', 'write_offs_in_span'),
    ('collection_effectiveness_index', 'numerator', 'start_open_amount + sales_in_span - open_amount'),
    ('collection_effectiveness_index', 'denominator',
        'start_open_amount + sales_in_span - (open_amount - overdue_amount)'),
] %}
{% set grouped_measures = [
    'open', 'overdue', 'over_90', 'fell_due', 'sales', 'receipts', 'credit_memos', 'write_offs', 'settled',
] %}
with run as (
    select as_of_date from {{ ref('stg_cartera__run_parameters') }}
),

overdue_stretches as (
    select
        spans.*,
        greatest(spans.from_date, cast({{ dbt.dateadd('day', 1, 'spans.due_date') }} as date)) as overdue_date
    from {{ ref('fct_open_item_spans') }} as spans
),

-- What a day adds and takes: a stretch that ends takes what it added.
changes as (
    {% for measure, from_date in [('open', 'from_date'), ('overdue', 'overdue_date')] -%}
        {% for changed_date, sign in [(from_date, ''), ('until_date', '-')] -%}
            select
                {{ month_number('stretches.' ~ changed_date) }} as month_number,
                stretches.currency_code,
                '{{ measure }}' as measure_code,
                {{ sign }}stretches.open_amount as amount,
                {{ sign }}stretches.open_amount_mxn as amount_mxn
            from overdue_stretches as stretches
            cross join run
            where stretches.{{ from_date }} < stretches.until_date and stretches.{{ from_date }} <= run.as_of_date
            union all
        {% endfor -%}
    {% endfor -%}
    {% for measure, condition in [
        ('sales', 'is_sale'), ('receipts', 'is_cash'),
        ('credit_memos', "rollforward_code = 'credit_memos'"), ('write_offs', "rollforward_code = 'write_offs'"),
    ] -%}
        {%- set discount = 'entries.discount_amount' if measure == 'receipts' else '0' -%}
        {%- set sign = '' if measure == 'sales' else '-' -%}
        select
            {{ month_number('entries.entry_date') }} as month_number,
            entries.currency_code,
            '{{ measure }}' as measure_code,
            {{ sign }}(entries.amount - {{ discount }}) as amount,
            {{ sign }}(entries.amount_mxn - {{ cents(discount ~ ' * entries.exchange_rate') }}) as amount_mxn
        from {{ ref('fct_ledger_entries') }} as entries
        cross join run
        where entries.{{ condition }} and entries.entry_date <= run.as_of_date
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

monthly as (
    select
        month_number,
        {% for measure in measures -%}
            case
                when grouping(currency_code) = 0
                    then sum(case when measure_code = '{{ measure }}' then amount else 0 end)
                else sum(case when measure_code = '{{ measure }}' then amount_mxn else 0 end)
            end as {{ measure }}_amount,
        {% endfor -%}
        case when grouping(currency_code) = 0 then currency_code else 'total' end as scope_code
    from changes
    group by grouping sets ((month_number), (month_number, currency_code))
),

scopes as (
    select
        scope_code,
        min(month_number) as first_month_number
    from monthly
    group by scope_code
),

-- All there has been up to each month.
reached as (
    select
        periods.month_number,
        periods.period_month,
        {% for measure in measures -%}
            sum(coalesce(monthly.{{ measure }}_amount, 0)) over (
                partition by scopes.scope_code
                order by periods.month_number
                rows between unbounded preceding and current row
            ) as {{ measure }}_amount,
        {% endfor -%}
        scopes.scope_code
    from scopes
    inner join {{ ref('int_periods') }} as periods
        on scopes.first_month_number <= periods.month_number
    left join monthly
        on scopes.scope_code = monthly.scope_code and periods.month_number = monthly.month_number
),

derived as (
    {% for months in [1, 3, 12] -%}
        select
            reached.period_month,
            reached.scope_code,
            {{ months }} as span_months,
            reached.open_amount,
            reached.overdue_amount,
            {% for measure in measures[2:] -%}
                reached.{{ measure }}_amount - coalesce(earlier.{{ measure }}_amount, 0) as {{ measure }}_in_span,
            {% endfor -%}
            earlier.open_amount as start_open_amount
        from reached
        left join reached as earlier
            on reached.scope_code = earlier.scope_code and reached.month_number - {{ months }} = earlier.month_number
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

expected_parts as (
    {% for kpi_code, part, amount in parts -%}
        select
            period_month,
            scope_code,
            span_months,
            '{{ kpi_code }}' as kpi_code,
            '{{ part }}' as part_code,
            {{ amount }} as amount
        from derived
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

grouped as (
    select
        period_month,
        {% for measure in grouped_measures -%}
            sum({{ measure }}_amount) as {{ measure }}_amount,
        {% endfor -%}
        grouping_code
    from {{ ref('fct_metric_inputs_monthly') }}
    where grouping_code <> 'currency'
    group by period_month, grouping_code
),

groupings as (
    {% for grouping_code in metric_groupings() if grouping_code != 'currency' -%}
        select '{{ grouping_code }}' as grouping_code
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

comparison as (
    select
        expected_parts.period_month,
        'kpi' as subject_type_code,
        expected_parts.scope_code || ' ' || expected_parts.kpi_code || ' '
        || cast(expected_parts.span_months as varchar) || ' ' || expected_parts.part_code as subject_id,
        cast(null as varchar) as currency_code,
        expected_parts.amount as expected_amount,
        coalesce(
            case expected_parts.part_code
                when 'numerator' then kpis.numerator_amount else kpis.denominator_amount
            end,
            0
        ) as actual_amount
    from expected_parts
    left join {{ ref('fct_kpis_monthly') }} as kpis
        on
            expected_parts.period_month = kpis.period_month
            and expected_parts.scope_code = kpis.scope_code
            and expected_parts.span_months = kpis.span_months
            and expected_parts.kpi_code = kpis.kpi_code
            and kpis.grouping_code in ('total', 'currency')
    -- Without an opening balance there is nothing to compare.
    where expected_parts.amount is not null
    {% for measure in grouped_measures -%}
        union all
        select
            company.period_month,
            'grouping' as subject_type_code,
            groupings.grouping_code || ' {{ measure }}' as subject_id,
            cast(null as varchar) as currency_code,
            company.{{ measure }}_amount as expected_amount,
            coalesce(grouped.{{ measure }}_amount, 0) as actual_amount
        from grouped as company
        cross join groupings
        left join grouped
            on company.period_month = grouped.period_month and groupings.grouping_code = grouped.grouping_code
        where company.grouping_code = 'total'
    {% endfor %}
)

{{ compared('metrics_tie', 'comparison') }}
