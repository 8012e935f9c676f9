{# What of a held total falls on a row of `items` when its group is filled from the item that is due first:
   never below 0 nor more than the row's own amount; 0 where nothing is held. #}
{% macro filled_oldest_first(held, items, amount, group_by) -%}
    cast(
        least(
            greatest(
                coalesce({{ held }}, 0) + {{ amount }} - sum({{ amount }}) over (
                    partition by {{ group_by }}
                    order by {{ items }}.due_date, {{ items }}.charge_id, {{ items }}.installment_number
                    rows between unbounded preceding and current row
                ),
                0
            ),
            {{ amount }}
        ) as decimal(18, 2)
    )
{%- endmacro %}
