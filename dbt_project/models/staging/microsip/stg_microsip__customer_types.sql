select
    'M-' || cast(tipo_cliente_id as varchar) as customer_type_id,
    nombre as customer_type_name
from {{ known_rows('microsip_tipos_clientes') }} as raw_rows
