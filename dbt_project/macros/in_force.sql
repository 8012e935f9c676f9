{# True where a row of a policy holds on a day: valid_from and valid_to are both in it, and an empty
   valid_to is open. A policy with a gap or two rows for one day has no value on it: whoever reads it
   groups and keeps what has exactly one row, and the control `provision_policies` names the day. #}
{% macro in_force(policy, day) -%}
    ({{ policy }}.valid_from <= {{ day }} and ({{ policy }}.valid_to is null or {{ policy }}.valid_to >= {{ day }}))
{%- endmacro %}
