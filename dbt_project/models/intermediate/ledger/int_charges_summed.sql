select
    entries.charge_id,
    min(entries.source_code) as source_code,
    min(entries.customer_id) as customer_id,
    min(entries.document_number) as document_number,
    min(entries.concept_name) as concept_name,
    min(entries.class_code) as class_code,
    min(entries.entry_date) as charge_date,
    min(entries.currency_code) as currency_code,
    min(entries.exchange_rate) as exchange_rate,
    {{ total('entries.amount') }} as amount
from {{ ref('int_entries_signed') }} as entries
where entries.entry_kind_code = 'charge'
group by entries.charge_id
