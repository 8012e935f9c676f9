{# Unapplied credits at their as-of dates: age and closing value. `credits` has the columns of
   fct_unapplied_credit_spans with as_of_date and period_month, `closing_rates` those of
   int_closing_rates_dated. #}
{% macro aged_credits(credits, closing_rates) -%}
    select
        credits.as_of_date,
        credits.period_month,
        credits.entry_id,
        credits.credit_id,
        credits.customer_id,
        credits.credit_number,
        credits.class_code,
        credits.credit_date,
        cast({{ dbt.datediff('credits.credit_date', 'credits.as_of_date', 'day') }} as integer) as age_days,
        credits.currency_code,
        credits.original_amount,
        credits.unapplied_amount,
        credits.unapplied_amount_mxn,
        {{ cents('credits.unapplied_amount * closing_rates.closing_rate') }} as closing_amount_mxn
    from {{ credits }} as credits
    left join {{ closing_rates }} as closing_rates
        on credits.as_of_date = closing_rates.as_of_date and credits.currency_code = closing_rates.currency_code
{%- endmacro %}
