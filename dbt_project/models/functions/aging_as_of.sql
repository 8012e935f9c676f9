-- A closing value is not known where the day has no rate: no control has looked at this day.
with asked as (
    {{ asked_day() }}
),

closing_rates as (
    {{ closing_rates('asked', ref('fct_exchange_rates_daily'), ref('dim_run_parameters')) }}
),

aged as (
    {{ aging_by_customer(
        ref('open_items_as_of') ~ '(asked_date)', ref('unapplied_credits_as_of') ~ '(asked_date)') }}
)

select
    aged.as_of_date,
    aged.period_month,
    aged.customer_id,
    aged.currency_code,
    {% for suffix in ['', '_mxn'] -%}
        aged.not_due_amount{{ suffix }},
        {% for number in range(1, 6) -%}
            aged.bucket_{{ number }}_amount{{ suffix }},
        {% endfor -%}
        aged.overdue_amount{{ suffix }},
        aged.open_amount{{ suffix }},
        aged.unapplied_amount{{ suffix }},
        aged.balance_amount{{ suffix }},
    {% endfor -%}
    case when rates.closing_rate is not null then aged.closing_balance_amount_mxn end as closing_balance_amount_mxn,
    case when rates.closing_rate is not null then aged.unrealised_fx_amount_mxn end as unrealised_fx_amount_mxn,
    aged.open_item_count,
    aged.max_past_due_days
from aged
left join closing_rates as rates
    on aged.currency_code = rates.currency_code
