select
    impresion as print_id,
    renglon as line_number,
    fecha_corte as as_of_date,
    upper(trim(clave)) as customer_code,
    moneda as currency_name,
    saldo_neto = 'S' as is_net_of_unapplied,
    saldo as balance_amount,
    known_from as delivered_at,
    delivery_id
from {{ known_rows('microsip_reports_movements') }} as raw_rows
