-- What the collection log says was done, as of the run: who was sought, when, how, and about which charge.
with booked as (
    {{ booked_customers() }}
),

contacts as (
    select
        events.*,
        customers.customer_id,
        customers.legal_entity_id
    from {{ ref('stg_books__collection_events') }} as events
    inner join {{ ref('dim_run_parameters') }} as run
        on events.event_date <= run.as_of_date
    inner join booked as customers
        on upper(events.customer_code) = customers.customer_code
),

-- The charge of that folio; of several of one folio the first.
charges as (
    select
        contacts.event_id,
        min(charges.charge_id) as charge_id
    from contacts
    inner join {{ ref('fct_charges') }} as charges
        on contacts.customer_id = charges.customer_id and contacts.document_number = charges.document_number
    group by contacts.event_id
)

select
    contacts.event_id as contact_id,
    contacts.event_date as contact_date,
    contacts.kind_code,
    contacts.collector_code,
    contacts.event_number,
    contacts.legal_entity_id,
    contacts.customer_id,
    charges.charge_id,
    contacts.document_number,
    contacts.contact_name,
    contacts.next_action_date,
    contacts.comment_text
from contacts
left join charges on contacts.event_id = charges.event_id
