-- What became of each item of each message: its last event. An attempt without an answer is uncertain.
with ranked as (
    select
        events.*,
        min(events.recorded_at) over (
            partition by events.message_id, events.charge_id, events.installment_number
        ) as first_recorded_at,
        row_number() over (
            partition by events.message_id, events.charge_id, events.installment_number
            order by events.event_number desc
        ) as recency
    from {{ ref('stg_cartera_sent__reminder_events') }} as events
)

select
    message_id,
    charge_id,
    installment_number,
    legal_entity_id,
    recipient_email,
    channel_code,
    level_number,
    as_of_date,
    currency_code,
    claimed_amount,
    case when event_code = 'attempted' then 'uncertain' else event_code end as outcome_code,
    reply_code,
    first_recorded_at,
    recorded_at
from ranked
where recency = 1
