select
    entries.entry_id,
    entries.document_id,
    entries.charge_id,
    entries.source_code,
    entries.customer_id,
    entries.document_number,
    entries.concept_name,
    entries.class_code,
    classes.rollforward_code,
    classes.is_sale,
    classes.is_cash,
    entries.entry_kind_code,
    entries.entry_date,
    entries.period_month,
    entries.currency_code,
    entries.amount,
    entries.tax_amount,
    entries.discount_amount,
    entries.exchange_rate,
    entries.rate_source_code,
    entries.amount_mxn
from {{ ref('int_entries_signed') }} as entries
inner join {{ ref('policy_entry_classes') }} as classes
    on entries.class_code = classes.class_code
