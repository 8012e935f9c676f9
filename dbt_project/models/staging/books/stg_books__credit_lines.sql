select
    cliente as customer_code,
    limite_de_credito as credit_limit_amount,
    moneda as currency_code,
    dias_de_plazo as terms_days,
    estado as status_code,
    fecha_de_autorizacion as approved_date,
    autorizo as approver_name,
    proxima_revision as next_review_date,
    importe_asegurado as insured_amount,
    moneda_del_seguro as insurance_currency_code,
    vencimiento_del_seguro as insurance_expiry_date,
    aseguradora as insurer_name,
    poliza as policy_number,
    interes_moratorio_anual as agreed_interest_percent,
    gastos_de_cobranza as agreed_collection_amount,
    comentario as comment_text
from {{ known_rows('books_credit_lines') }} as raw_rows
