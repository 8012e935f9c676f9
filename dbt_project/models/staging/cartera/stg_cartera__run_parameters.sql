select
    company_code,
    as_of_date,
    known_at,
    functional_currency_code
from {{ source('raw', 'run_parameters') }}
