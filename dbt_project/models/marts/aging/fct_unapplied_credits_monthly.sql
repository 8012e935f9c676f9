with credits as (
    {{ at_month_ends(ref('fct_unapplied_credit_spans')) }}
)

{{ aged_credits('credits', ref('int_closing_rates_dated')) }}
