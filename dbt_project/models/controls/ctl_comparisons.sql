with comparisons as (
    {% for control_code in control_codes() %}
        select * from {{ ref('ctl_' ~ control_code) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

-- What holds for every month is said for every month; what happened outside the periods is not said.
select
    comparisons.control_code,
    periods.period_month,
    comparisons.is_exception,
    comparisons.subject_type_code,
    comparisons.subject_id,
    comparisons.currency_code,
    comparisons.expected_amount,
    comparisons.actual_amount,
    comparisons.compared_count
from comparisons
inner join {{ ref('int_periods') }} as periods
    on comparisons.period_month = periods.period_month or comparisons.period_month is null
