select
    actions.period_month,
    actions.as_of_date,
    actions.legal_entity_id,
    entities.customer_codes,
    entities.legal_entity_name,
    entities.salesperson_names,
    actions.action_code,
    actions.previous_action_code,
    actions.reason_codes,
    actions.unconfirmed_reason_codes,
    exposures.exposure_amount_mxn,
    exposures.limit_amount_mxn,
    exposures.limit_source_code,
    exposures.available_amount_mxn,
    exposures.used_percent,
    exposures.insured_amount_mxn,
    exposures.overdue_amount_mxn,
    exposures.overdue_percent,
    exposures.oldest_past_due_days,
    cast(exposures.delivered_amount_mxn + exposures.ordered_amount_mxn as decimal(18, 2)) as pending_amount_mxn,
    exposures.unconfirmed_amount_mxn,
    actions.cure_amount_mxn,
    actions.needs_decision,
    actions.blocks_on_date,
    actions.next_block_reason_codes
from {{ ref('fct_credit_actions_monthly') }} as actions
inner join {{ ref('fct_credit_exposure_monthly') }} as exposures
    on actions.period_month = exposures.period_month and actions.legal_entity_id = exposures.legal_entity_id
inner join {{ ref('dim_legal_entities') }} as entities
    on actions.legal_entity_id = entities.legal_entity_id
where actions.action_code <> 'none'
