select
    message_id,
    cast(event_number as integer) as event_number,
    event_code,
    recorded_at,
    as_of_date,
    legal_entity_id,
    channel_code,
    recipient as recipient_email,
    cast(reply_code as integer) as reply_code,
    charge_id,
    cast(installment_number as integer) as installment_number,
    cast(level_number as integer) as level_number,
    currency_code,
    claimed_amount
from {{ known_rows('cartera_sent_reminder_events') }} as raw_rows
