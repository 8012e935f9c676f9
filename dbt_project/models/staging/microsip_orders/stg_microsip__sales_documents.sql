select
    'M-VE-' || cast(docto_ve_id as varchar) as sales_document_id,
    'M-' || cast(cliente_id as varchar) as customer_id,
    'M-' || cast(moneda_id as varchar) as currency_id,
    upper(trim(tipo_docto)) as document_type_code,
    upper(trim(estatus)) as status_code,
    folio as document_number,
    fecha as document_date,
    tipo_cambio as exchange_rate,
    coalesce(aplicado, 'S') = 'S' as is_posted,
    fecha_vigencia_entrega as promised_date,
    orden_compra as purchase_order_number,
    importe_neto as net_amount,
    cast(
        importe_neto + coalesce(fletes, 0) + coalesce(otros_cargos, 0) + coalesce(total_impuestos, 0)
        - coalesce(total_retenciones, 0) as decimal(18, 2)
    ) as amount
from {{ known_rows('microsip_doctos_ve') }} as raw_rows
