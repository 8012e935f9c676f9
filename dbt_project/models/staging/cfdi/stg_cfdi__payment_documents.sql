select
    uuid as voucher_id,
    payment_number,
    document_number as payment_document_number,
    id_documento as paid_voucher_id,
    nullif(concat(coalesce(serie, ''), coalesce(folio, '')), '') as document_number,
    moneda_dr as currency_code,
    equivalencia_dr as equivalence_rate,
    num_parcialidad as partiality_number,
    imp_saldo_ant as balance_before_amount,
    imp_pagado as paid_amount,
    imp_saldo_insoluto as balance_after_amount
from {{ known_rows('cfdi_payment_documents') }} as raw_rows
