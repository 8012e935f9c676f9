{# One number of policy_credit_parameters, as a scalar. A test holds that each is set once. #}
{% macro credit_parameter(code) -%}
    (
        select parameters.parameter_count
        from {{ ref('policy_credit_parameters') }} as parameters
        where parameters.parameter_code = '{{ code }}'
    )
{%- endmacro %}
