{# Drops what an earlier run built under this name, whether it was a table or a view then. #}
{% macro drop_earlier(relation) -%}
    {%- set earlier = load_cached_relation(relation) -%}
    {%- if earlier is not none -%}
        drop {{ earlier.type }} if exists {{ earlier }} cascade;
    {%- endif -%}
{%- endmacro %}
