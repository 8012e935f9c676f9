{# One number of policy_limits, as a scalar. A test holds that each is set once. #}
{% macro policy_limit(code) -%}
    (
        select limits.limit_count
        from {{ ref('policy_limits') }} as limits
        where limits.limit_code = '{{ code }}'
    )
{%- endmacro %}
