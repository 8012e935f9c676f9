{# A model that is a function of one day, asked_date, and answers with a table. It is made inside the
   file that is published and names no database, so that it works wherever that file is opened. #}
{% materialization published_function, adapter='duckdb' %}
    {%- set function = this.incorporate(type='view') -%}
    {%- set description = model.description | trim | replace("'", "''") -%}

    {% call statement('main') -%}
        -- Names without a database are looked up where one is.
        use {{ adapter.quote(function.database) }};
        create or replace function {{ function.include(database=false) }}(asked_date) as table (
            {{ sql | replace(adapter.quote(function.database) ~ '.', '') }}
        );
        comment on macro table {{ function.include(database=false) }} is '{{ description }}';
        use {{ adapter.quote(target.database) }};
    {%- endcall %}

    {{ adapter.commit() }}
    {{ return({'relations': [function]}) }}
{% endmaterialization %}
