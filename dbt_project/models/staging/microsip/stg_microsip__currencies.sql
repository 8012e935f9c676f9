select
    'M-' || cast(moneda_id as varchar) as currency_id,
    case
        when clave_fiscal is not null then clave_fiscal
        when es_moneda_local = 'S'
            then (select max(run.functional_currency_code) from {{ ref('stg_cartera__run_parameters') }} as run)
    end as currency_code,
    es_moneda_local = 'S' as is_functional
from {{ known_rows('microsip_monedas') }} as raw_rows
