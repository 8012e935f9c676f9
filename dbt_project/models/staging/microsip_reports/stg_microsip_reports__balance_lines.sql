select
    impresion as print_id,
    renglon as line_number,
    fecha_corte as as_of_date,
    upper(trim(clave)) as customer_code,
    saldo_neto = 'S' as is_net_of_unapplied,
    saldo_actual as balance_amount,
    known_from as delivered_at,
    delivery_id
from {{ known_rows('microsip_reports_balances') }} as raw_rows
