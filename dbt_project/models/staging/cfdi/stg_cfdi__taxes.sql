select
    uuid as voucher_id,
    level_code,
    payment_number,
    document_number as payment_document_number,
    tax_number,
    class_code = 'retencion' as is_withheld,
    impuesto as tax_code,
    tipo_factor as factor_code,
    tasa_o_cuota as tax_rate,
    base as base_amount,
    importe as tax_amount
from {{ known_rows('cfdi_taxes') }} as raw_rows
