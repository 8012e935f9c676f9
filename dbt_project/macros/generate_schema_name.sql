{# A folder's schema is its name as it stands: marts, reports, controls. No prefix of a developer. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}
