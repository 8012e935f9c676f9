select
    'M-' || cast(zona_cliente_id as varchar) as zone_id,
    nombre as zone_name
from {{ known_rows('microsip_zonas_clientes') }} as raw_rows
