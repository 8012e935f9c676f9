select
    legal_entity_id,
    min(customer_name) as legal_entity_name,
    min(case when is_generic_rfc then null else rfc end) as rfc,
    cast(count(*) as integer) as customer_count,
    cast(count(distinct currency_code) as integer) as currency_count,
    {{ dbt.listagg('distinct customer_code', "', '", 'order by customer_code') }} as customer_codes,
    {{ dbt.listagg('distinct salesperson_name', "', '", 'order by salesperson_name') }} as salesperson_names
from {{ ref('dim_customers') }}
group by legal_entity_id
