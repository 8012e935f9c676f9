-- A component that the policy does not know would be left out of the exposure.
with known as (
    {% for code, sign in [
        ('open_items', 1), ('unapplied', -1), ('delivered_not_invoiced', 1), ('open_orders', 1),
    ] -%}
        select
            '{{ code }}' as component_code,
            {{ sign }} as receivable_sign
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    known.component_code as known_code,
    components.component_code,
    components.receivable_sign
from known
full outer join {{ ref('policy_exposure_components') }} as components
    on known.component_code = components.component_code
where
    known.component_code is null
    or components.is_included is null
    or components.receivable_sign <> known.receivable_sign
    or components.receivable_sign is null
