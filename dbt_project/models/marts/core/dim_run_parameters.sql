select
    company_code,
    as_of_date,
    known_at,
    functional_currency_code
from {{ ref('stg_cartera__run_parameters') }}
