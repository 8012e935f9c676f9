-- A folio that is nobody's is left to a person: null.
with booked as (
    {{ booked_customers() }}
),

-- Of a folio that the entity has twice in the currency, the charge that was made last.
charges as (
    select
        customers.legal_entity_id,
        charges.document_number,
        charges.currency_code,
        charges.charge_id,
        row_number() over (
            partition by customers.legal_entity_id, charges.document_number, charges.currency_code
            order by charges.charge_date desc, charges.charge_id desc
        ) as charge_rank
    from {{ ref('fct_charges') }} as charges
    inner join {{ ref('dim_customers') }} as customers
        on charges.customer_id = customers.customer_id
)

select
    events.event_id,
    events.event_date,
    events.kind_code,
    events.collector_code,
    customers.customer_id,
    customers.legal_entity_id,
    events.document_number,
    charges.charge_id,
    events.currency_code,
    events.promised_amount,
    events.promised_date,
    events.disputed_amount,
    events.dispute_reason_code,
    events.responsible_name,
    events.resolved_date,
    events.contact_name,
    events.next_action_date,
    events.comment_text
from {{ ref('stg_books__collection_events') }} as events
inner join booked as customers
    on upper(events.customer_code) = customers.customer_code
left join charges
    on
        customers.legal_entity_id = charges.legal_entity_id
        and events.document_number = charges.document_number
        and events.currency_code = charges.currency_code
        and charges.charge_rank = 1
