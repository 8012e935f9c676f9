{# The rate that a balance is provided for at: what history or the floor says, times the forward-looking
   factor, plus the overlay; between nothing and all of it. Null where one of them is null. #}
{% macro loss_rate(base_rate, factor, overlay_rate) -%}
    case
        when {{ base_rate }} * {{ factor }} + {{ overlay_rate }} is not null
            then cast(
                least(greatest(round({{ base_rate }} * {{ factor }}, 6) + {{ overlay_rate }}, 0), 1) as decimal(18, 6)
            )
    end
{%- endmacro %}
