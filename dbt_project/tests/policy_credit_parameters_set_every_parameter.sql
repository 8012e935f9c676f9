-- A parameter that is not set would make every comparison with it unknown, and leave rows out.
with known as (
    {% for code in [
        'receipt_match_days', 'receipt_confirmation_days', 'receipt_unseen_days', 'block_ahead_days',
        'promise_grace_days', 'risk_promise_days', 'risk_history_count', 'terms_tolerance_days',
    ] -%}
        select '{{ code }}' as parameter_code
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    known.parameter_code as known_code,
    given.parameter_code,
    given.parameter_count
from known
full outer join {{ ref('policy_credit_parameters') }} as given
    on known.parameter_code = given.parameter_code
where
    known.parameter_code is null
    or given.parameter_count is null
    or given.parameter_count < 0
