with asked as (
    {{ asked_day() }}
),

credits as (
    {{ on_the_asked_day(ref('fct_unapplied_credit_spans')) }}
),

closing_rates as (
    {{ closing_rates('asked', ref('fct_exchange_rates_daily'), ref('dim_run_parameters')) }}
)

{{ aged_credits('credits', 'closing_rates') }}
