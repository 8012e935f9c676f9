with asked as (
    {{ asked_day() }}
),

items as (
    {{ on_the_asked_day(ref('fct_open_item_spans')) }}
),

closing_rates as (
    {{ closing_rates('asked', ref('fct_exchange_rates_daily'), ref('dim_run_parameters')) }}
)

{{ aged_items('items', 'closing_rates') }}
