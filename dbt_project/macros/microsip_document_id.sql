{# The id of a document of any module of Microsip: receivables' own are M-<id>, those of other modules
   carry its code, as in M-VE-<id>. #}
{% macro microsip_document_id(system_code, document_number) -%}
    case
        when upper(trim({{ system_code }})) = 'CC' then 'M-' || cast({{ document_number }} as varchar)
        else 'M-' || upper(trim({{ system_code }})) || '-' || cast({{ document_number }} as varchar)
    end
{%- endmacro %}
