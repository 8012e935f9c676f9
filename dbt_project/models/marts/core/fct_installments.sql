select
    installments.charge_id,
    installments.installment_number,
    installments.installment_count,
    charges.customer_id,
    charges.document_number,
    charges.charge_date,
    installments.due_date,
    installments.due_date_source_code,
    installments.share_percent,
    charges.currency_code,
    installments.amount,
    installments.amount_until
from {{ ref('int_installments_split') }} as installments
inner join {{ ref('int_charges_summed') }} as charges
    on installments.charge_id = charges.charge_id
