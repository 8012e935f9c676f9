select
    'M-' || cast(vendedor_id as varchar) as salesperson_id,
    nombre as salesperson_name
from {{ known_rows('microsip_vendedores') }} as raw_rows
