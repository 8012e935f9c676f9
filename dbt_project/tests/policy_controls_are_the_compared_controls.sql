-- A control of the policy that no model compares would pass in silence, and one without a policy is never judged.
with compared as (
    {% for control_code in control_codes() %}
        select '{{ control_code }}' as control_code
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    policies.control_code as policy_code,
    compared.control_code as compared_code
from {{ ref('policy_controls') }} as policies
full outer join compared
    on policies.control_code = compared.control_code
where policies.control_code is null or compared.control_code is null
