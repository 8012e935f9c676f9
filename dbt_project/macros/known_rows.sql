{# The versions of a raw table's rows that were known at the run's known_at: the second clock.
   Every staging model reads its source through this macro and in no other way. #}
{% macro known_rows(table_name) -%}
    (
        select versions.*
        from {{ source('raw', table_name) }} as versions
        cross join {{ source('raw', 'run_parameters') }} as run
        where versions.known_from <= run.known_at
            and (versions.known_to is null or versions.known_to > run.known_at)
    )
{%- endmacro %}
