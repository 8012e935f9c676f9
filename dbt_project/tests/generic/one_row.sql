{# The table holds exactly one row: models cross join it without multiplying or losing theirs. #}
{% test one_row(model) %}
    select count(*) as row_count
    from {{ model }}
    having count(*) <> 1
{% endtest %}
