select
    currency_code,
    rate_date,
    ledger_rate,
    ledger_rate_source_code,
    closing_rate,
    closing_rate_source_code,
    closing_rate_date
from {{ ref('int_exchange_rates_filled') }}
