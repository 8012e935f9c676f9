{# Tables and views made in place. dbt's own way for DuckDB makes each beside the last one, renames
   both and drops the old, so that readers see no gap, and asks the catalogue for the columns it is
   to describe: six statements where two do. Nobody reads these databases until they are published.
   No hooks, grants or indexes: this project has none. #}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set table = this.incorporate(type='table') -%}
    {%- if model['language'] == 'python' -%}
        {% call statement('main', language='python') -%}
            {{- table_made_by_python(table) -}}
        {%- endcall %}
    {%- else -%}
        {% call statement('main') -%}
            {{ replaced_relation_dropped() }}
            {{ create_table_as(False, table, compiled_code) }}
            {{ described(table) }}
        {%- endcall %}
    {%- endif -%}
    {{ adapter.commit() }}
    {{ return({'relations': [table]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set view = this.incorporate(type='view') -%}
    {% call statement('main') -%}
        {{ replaced_relation_dropped() }}
        {{ create_view_as(view, sql) }}
        {{ described(view) }}
    {%- endcall %}
    {{ adapter.commit() }}
    {{ return({'relations': [view]}) }}
{% endmaterialization %}

{# A model in Python may read what it said in the run before: its table is replaced once it has
   spoken, and stays if it fails. dbt-duckdb calls materialize with what the model returned. #}
{% macro table_made_by_python(table) -%}
{{ compiled_code }}


def materialize(frame, connection):
    connection.register("made_{{ table.identifier }}", frame)
    connection.execute('create or replace table {{ table }} as from made_{{ table.identifier }}')
    connection.unregister("made_{{ table.identifier }}")
{%- endmacro %}

{# What the model was when it was last built: a view may have become a table. #}
{% macro replaced_relation_dropped() -%}
    {%- set replaced = load_cached_relation(this) -%}
    {%- if replaced is not none -%}
        drop {{ replaced.type }} if exists {{ replaced }};
    {%- endif -%}
{%- endmacro %}

{# The comments of a relation and of every column that its model describes. #}
{% macro described(relation) -%}
    {%- if config.persist_relation_docs() and model.description -%}
        {{ duckdb__alter_relation_comment(relation, model.description) }}
    {%- endif -%}
    {%- if config.persist_column_docs() -%}
        {%- for column in model.columns.values() if column.description %}
        comment on column {{ relation }}.{{ adapter.quote(column.name) }} is {{ duckdb_escape_comment(column.description) }};
        {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
