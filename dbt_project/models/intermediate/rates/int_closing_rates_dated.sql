{{ closing_rates(
    ref('int_periods'), ref('int_exchange_rates_filled'), ref('stg_cartera__run_parameters')) }}
