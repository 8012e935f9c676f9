with items as (
    {{ at_month_ends(ref('fct_open_item_spans')) }}
)

{{ aged_items('items', ref('int_closing_rates_dated')) }}
