{# A view in one statement, for the reasons in table.sql. #}
{% materialization view, adapter='duckdb' %}
    {%- set view = this.incorporate(type='view') -%}

    {% call statement('main') -%}
        {{ drop_earlier(this) }}
        {{ get_create_view_as_sql(view, sql) }}
    {%- endcall %}

    {% do persist_docs(view, model) %}
    {{ adapter.commit() }}
    {{ return({'relations': [view]}) }}
{% endmaterialization %}
