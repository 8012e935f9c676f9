-- The scorecard, line by line: each feature that is known against its cut-offs. A quarter of its weight for each
-- cut-off that it is beyond.
with features as (
    {% for code, value in [
        ('payment_days', 'payment_days'),
        ('payment_trend', 'payment_trend_days'),
        ('utilisation', 'utilisation_percent'),
        ('overdue', 'overdue_percent'),
        ('disputes', 'disputed_percent'),
        ('promises', 'broken_promise_count'),
        ('account_age', 'account_age_months'),
        ('concentration', 'concentration_percent'),
    ] -%}
        select
            as_of_date,
            period_month,
            month_number,
            legal_entity_id,
            '{{ code }}' as feature_code,
            cast({{ value }} as decimal(18, 2)) as feature_value
        from {{ ref('fct_risk_features_monthly') }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

weighed as (
    select
        features.*,
        weights.feature_order,
        weights.weight_points,
        case
            when features.feature_value is null then null
            {% for number in [4, 3, 2, 1] -%}
                when
                    (weights.is_higher_worse and features.feature_value > weights.cutoff_{{ number }}_value)
                    or (not weights.is_higher_worse and features.feature_value < weights.cutoff_{{ number }}_value)
                    then {{ number }}
            {% endfor -%}
            else 0
        end as step_number
    from features
    inner join {{ ref('policy_risk_weights') }} as weights
        on features.feature_code = weights.feature_code
),

pointed as (
    select
        weighed.*,
        cast(weighed.weight_points * weighed.step_number * 0.25 as decimal(9, 2)) as points
    from weighed
)

select
    pointed.as_of_date,
    pointed.period_month,
    pointed.legal_entity_id,
    pointed.feature_code,
    cast(pointed.feature_order as integer) as feature_order,
    pointed.feature_value,
    cast(pointed.step_number as integer) as step_number,
    cast(pointed.weight_points as decimal(9, 2)) as weight_points,
    pointed.points,
    case
        when
            lag(pointed.month_number) over (
                partition by pointed.legal_entity_id, pointed.feature_code
                order by pointed.month_number
            ) = pointed.month_number - 1
            then lag(pointed.points) over (
                partition by pointed.legal_entity_id, pointed.feature_code
                order by pointed.month_number
            )
    end as previous_points
from pointed
