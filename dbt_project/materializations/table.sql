{# A table in one statement. dbt's own builds it under another name and renames twice, so that readers never miss it:
   nobody reads these databases while they are built, and each step beside the statement costs as much as a small
   model. #}
{% materialization table, adapter='duckdb' %}
    {%- set table = this.incorporate(type='table') -%}

    {% call statement('main') -%}
        {{ drop_earlier(this) }}
        {{ create_table_as(False, table, compiled_code) }}
    {%- endcall %}

    {% do persist_docs(table, model) %}
    {{ adapter.commit() }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}
