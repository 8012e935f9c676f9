{# The condition is true in every row. One that is null in a row is not true. #}
{% test holds(model, condition) %}
    select 1 as failing_row
    from {{ model }}
    where not coalesce({{ condition }}, false)
{% endtest %}
