-- The features are the eight that are measured, their weights make 100, and their cut-offs rise where more is
-- worse and else fall: then every value falls between two of them.
with known as (
    {% for code in [
        'payment_days', 'payment_trend', 'utilisation', 'overdue', 'disputes', 'promises', 'account_age',
        'concentration',
    ] -%}
        select '{{ code }}' as feature_code
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

weighed as (
    select
        weights.*,
        case when weights.is_higher_worse then 1 else -1 end as direction,
        sum(weights.weight_points) over () as total_points
    from {{ ref('policy_risk_weights') }} as weights
)

select
    known.feature_code as known_code,
    weighed.feature_code,
    weighed.weight_points,
    weighed.total_points
from known
full outer join weighed
    on known.feature_code = weighed.feature_code
where
    known.feature_code is null
    or coalesce(weighed.total_points <> 100, true)
    or coalesce(weighed.weight_points < 0, true)
    or coalesce(weighed.direction * (weighed.cutoff_2_value - weighed.cutoff_1_value) <= 0, true)
    or coalesce(weighed.direction * (weighed.cutoff_3_value - weighed.cutoff_2_value) <= 0, true)
    or coalesce(weighed.direction * (weighed.cutoff_4_value - weighed.cutoff_3_value) <= 0, true)
