select
    uuid as voucher_id,
    payment_number,
    cast(fecha_pago as date) as payment_date,
    forma_de_pago_p as payment_form_code,
    moneda_p as currency_code,
    tipo_cambio_p as exchange_rate,
    monto as payment_amount,
    num_operacion as operation_number,
    rfc_emisor_cta_ord as payer_bank_rfc,
    nom_banco_ord_ext as payer_bank_name,
    cta_ordenante as payer_account_number,
    rfc_emisor_cta_ben as receiver_bank_rfc,
    cta_beneficiario as receiver_account_number
from {{ known_rows('cfdi_payments') }} as raw_rows
