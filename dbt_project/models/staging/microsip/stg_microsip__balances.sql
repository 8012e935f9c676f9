select
    'M-' || cast(cliente_id as varchar) as customer_id,
    cast(cast(ano as varchar) || '-' || lpad(cast(mes as varchar), 2, '0') || '-01' as date) as period_month,
    cast(cargos_cxc - creditos_cxc as decimal(18, 2)) as open_change_amount,
    cast(creditos_xacr - cargos_xacr as decimal(18, 2)) as unapplied_change_amount
from {{ known_rows('microsip_saldos_cc') }} as raw_rows
