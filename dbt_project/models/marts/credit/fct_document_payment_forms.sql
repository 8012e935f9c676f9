select
    used.document_payment_form_id,
    used.document_id,
    documents.document_date,
    forms.payment_form_code,
    forms.payment_form_name,
    used.reference,
    used.amount
from {{ ref('stg_microsip__document_payment_forms') }} as used
inner join {{ ref('stg_microsip__documents') }} as documents
    on used.document_id = documents.document_id
left join {{ ref('stg_microsip__payment_forms') }} as forms
    on used.payment_form_id = forms.payment_form_id
