{# The customer and legal entity that a code in one of the desk's books stands for. A code that is
   nobody's, or two customers', is named by the control book_customers. Codes are typed: their case does not
   matter. #}
{% macro booked_customers() -%}
    select
        upper(customer_code) as customer_code,
        min(customer_id) as customer_id,
        min(legal_entity_id) as legal_entity_id
    from {{ ref('dim_customers') }}
    group by upper(customer_code)
{%- endmacro %}
