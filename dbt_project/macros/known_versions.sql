{# All versions of a raw table's rows that were known by the run's known_at, those that were replaced
   too: what known_rows gives is the last of each. `replaced_at` is null where a version was not
   replaced by then; `changed_at` is the last moment at which it told something new. #}
{% macro known_versions(table_name) -%}
    (
        select
            versions.*,
            case when versions.known_to <= run.known_at then versions.known_to end as replaced_at,
            case when versions.known_to <= run.known_at then versions.known_to else versions.known_from end
                as changed_at
        from {{ source('raw', table_name) }} as versions
        cross join {{ source('raw', 'run_parameters') }} as run
        where versions.known_from <= run.known_at
    )
{%- endmacro %}

{# True where a version is what was known of its row at a moment. #}
{% macro was_known(version, moment) -%}
    {{ version }}.known_from <= {{ moment }}
    and ({{ version }}.replaced_at is null or {{ version }}.replaced_at > {{ moment }})
{%- endmacro %}
