select
    'M-' || cast(cliente_id as varchar) as customer_id,
    nombre as customer_name,
    estatus as status_code,
    limite_credito as credit_limit_amount,
    'M-' || cast(moneda_id as varchar) as currency_id,
    'M-' || cast(cond_pago_id as varchar) as terms_id,
    'M-' || cast(tipo_cliente_id as varchar) as customer_type_id,
    'M-' || cast(zona_cliente_id as varchar) as zone_id,
    'M-' || cast(cobrador_id as varchar) as collector_id,
    'M-' || cast(vendedor_id as varchar) as salesperson_id
from {{ known_rows('microsip_clientes') }} as raw_rows
