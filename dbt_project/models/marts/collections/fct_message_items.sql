-- What became of each message, with what it holds: its last event. An attempt without an answer is uncertain.
with ranked as (
    select
        events.*,
        min(events.recorded_at) over (partition by events.message_id, events.item_number) as first_recorded_at,
        row_number() over (
            partition by events.message_id, events.item_number
            order by events.event_number desc
        ) as recency
    from {{ ref('stg_cartera_sent__message_items') }} as events
)

select
    message_id,
    item_number,
    kind_code,
    addressee_id,
    recipient_email,
    channel_code,
    as_of_date,
    charge_id,
    installment_number,
    level_number,
    currency_code,
    claimed_amount,
    document_name,
    document_sha256,
    case when event_code = 'attempted' then 'uncertain' else event_code end as outcome_code,
    reply_code,
    first_recorded_at,
    recorded_at
from ranked
where recency = 1
