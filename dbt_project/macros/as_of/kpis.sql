{# The metrics of every period, group and span of `inputs`, which has the columns of
   fct_metric_inputs_monthly; `countback` has those of fct_dso_countback_monthly. A span is the as-of
   date's month alone, or with the two or eleven months before it. `day`, where given, is the one as-of
   date that is wanted. #}
{% macro kpis(inputs, countback, day=none) -%}
    with {{ spanned_inputs(inputs, countback, day) }},

    measured as (
        {% for kpi in kpi_formulas() -%}
            select
                period_month,
                as_of_date,
                grouping_code,
                scope_code,
                span_months,
                '{{ kpi.code }}' as kpi_code,
                cast({{ kpi.numerator }} as decimal(18, 2)) as numerator_amount,
                cast({{ kpi.denominator }} as decimal(18, 2)) as denominator_amount,
                0 as base_days,
                {{ kpi.days }} as days_count,
                '{{ kpi.formula }}' as formula_code,
                case
                    when months_count < span_months then 'short_history'
                    {% if kpi.needs_start -%}
                        when start_open_amount is null and span_months = 1 then 'no_previous_month'
                        when start_open_amount is null then 'short_history'
                    {% endif -%}
                    when {{ kpi.denominator }} <= 0 then '{{ kpi.empty }}'
                end as null_reason_code
            from spanned
            union all
        {% endfor -%}
        {{ countback_kpis('spanned') }}
    ),

    valued as (
        select
            measured.*,
            case
                when null_reason_code is not null then null
                -- Nothing open, or whole months only: no last month to divide by.
                when denominator_amount is null then cast(base_days as decimal(18, 4))
                else cast(
                    base_days + {{ ratio('numerator_amount * days_count', 'denominator_amount') }} as decimal(18, 4)
                )
            end as kpi_value
        from measured
        -- A legal entity is no group of legal entities.
        where grouping_code <> 'legal_entity' or kpi_code not in ('top_10_share', 'concentration_index')
    )

    select
        valued.period_month,
        valued.as_of_date,
        valued.grouping_code,
        valued.scope_code,
        cast(valued.span_months as integer) as span_months,
        valued.kpi_code,
        valued.kpi_value,
        valued.numerator_amount,
        valued.denominator_amount,
        cast(valued.base_days as integer) as base_days,
        cast(valued.days_count as integer) as days_count,
        valued.formula_code,
        valued.null_reason_code,
        targets.direction_code,
        targets.target_value,
        targets.tolerated_value,
        case
            when valued.kpi_value is null then 'not_computable'
            when targets.target_value is null then 'no_target'
            when
                case targets.direction_code
                    when 'at_most' then valued.kpi_value <= targets.target_value
                    else valued.kpi_value >= targets.target_value
                end then 'met'
            when
                case targets.direction_code
                    when 'at_most' then valued.kpi_value <= targets.tolerated_value
                    else valued.kpi_value >= targets.tolerated_value
                end then 'near'
            else 'missed'
        end as status_code
    from valued
    left join {{ ref('policy_kpi_targets') }} as targets
        on
            valued.kpi_code = targets.kpi_code
            and valued.span_months = targets.span_months
            and valued.grouping_code = targets.grouping_code
            and valued.scope_code = coalesce(targets.scope_code, valued.scope_code)
            and valued.as_of_date >= targets.valid_from
            and valued.as_of_date <= coalesce(targets.valid_to, valued.as_of_date)
{%- endmacro %}

{# The inputs of one month put together over spans of 1, 3 and 12, as the CTE `spanned`: balances at the
   end (open, bucket_0, overdue), balances before the first month (start_...), flows added up, and
   balances added up over the span's month-ends (..._sum). #}
{% macro spanned_inputs(inputs, countback, day) -%}
    {%- set flows = [
        'sales_amount', 'receipts_amount', 'credit_memos_amount', 'write_offs_amount', 'fell_due_amount',
        'settled_amount', 'pay_days_weighted_amount', 'late_days_weighted_amount',
        'settled_charge_count', 'pay_days_count', 'late_days_count',
    ] -%}
    {%- set balances = ['open', 'overdue', 'over_90', 'top_10', 'size_weighted'] -%}
    {%- for number in range(5) -%}{%- do balances.append('rolled_' ~ number) -%}{%- endfor -%}
    chained as (
        select
            inputs.*,
            {% for number in range(5) -%}
                lag(inputs.bucket_{{ number }}_amount) over chain as from_bucket_{{ number }}_amount,
            {% endfor -%}
            counted.base_days as countback_days,
            counted.last_receivable_amount,
            counted.last_sales_amount,
            counted.last_days_count,
            counted.is_exhausted,
            -- With nothing open there is nothing to count back.
            case
                when counted.is_exhausted then null
                when counted.last_sales_amount is null then cast(coalesce(counted.base_days, 0) as decimal(18, 4))
                else counted.base_days
                    + {{ ratio('counted.last_receivable_amount * counted.last_days_count', 'counted.last_sales_amount') }}
            end as countback_value
        from {{ inputs }} as inputs
        left join {{ countback }} as counted
            on
                inputs.period_month = counted.period_month
                and inputs.grouping_code = counted.grouping_code
                and inputs.scope_code = counted.scope_code
        window chain as (partition by inputs.grouping_code, inputs.scope_code order by inputs.month_number)
    ),

    all_spans as (
        {% for months in [1, 3, 12] -%}
            select
                period_month,
                as_of_date,
                grouping_code,
                scope_code,
                {{ months }} as span_months,
                count(*) over span_{{ months }} as months_count,
                sum(days_count) over span_{{ months }} as span_days,
                open_amount,
                bucket_0_amount,
                overdue_amount,
                lag(open_amount, {{ months }}) over before_{{ months }} as start_open_amount,
                lag(overdue_amount, {{ months }}) over before_{{ months }} as start_overdue_amount,
                {% for name in flows -%}
                    sum({{ name }}) over span_{{ months }} as {{ name }},
                {% endfor -%}
                {% for name in balances -%}
                    sum({{ name }}_amount) over span_{{ months }} as {{ name }}_sum,
                {% endfor -%}
                {% for number in range(5) -%}
                    sum(from_bucket_{{ number }}_amount) over span_{{ months }} as from_bucket_{{ number }}_sum,
                {% endfor -%}
                countback_days,
                last_receivable_amount,
                last_sales_amount,
                last_days_count,
                coalesce(max(case when is_exhausted then 1 else 0 end) over span_{{ months }}, 0) = 1 as is_exhausted,
                sum(countback_value) over span_{{ months }} as countback_sum
            from chained
            window
                before_{{ months }} as (partition by grouping_code, scope_code order by month_number),
                span_{{ months }} as (
                    partition by grouping_code, scope_code
                    order by month_number
                    rows between {{ months - 1 }} preceding and current row
                )
            {% if not loop.last %}union all{% endif %}
        {% endfor %}
    ),

    spanned as (
        select * from all_spans
        {% if day %}where as_of_date = {{ day }}{% endif %}
    )
{%- endmacro %}

{# Count-back looks back as far as it must, so over several months it is the average of their values. #}
{% macro countback_kpis(spanned) -%}
    select
        period_month,
        as_of_date,
        grouping_code,
        scope_code,
        span_months,
        'dso_countback' as kpi_code,
        case
            when span_months = 1 then coalesce(last_receivable_amount, 0)
            else cast(countback_sum as decimal(18, 2))
        end as numerator_amount,
        case when span_months = 1 then last_sales_amount else cast(months_count as decimal(18, 2)) end
            as denominator_amount,
        case when span_months = 1 then coalesce(countback_days, 0) else 0 end as base_days,
        case when span_months = 1 then coalesce(last_days_count, 0) else 1 end as days_count,
        case
            when span_months = 1 then 'whole_months_days + open_left / last_sales x last_days'
            else 'sum(dso_countback) / months'
        end as formula_code,
        case
            when months_count < span_months then 'short_history'
            when is_exhausted then 'sales_exhausted'
        end as null_reason_code
    from {{ spanned }}
{%- endmacro %}
