select
    hits.period_month,
    hits.as_of_date,
    hits.legal_entity_id,
    entities.customer_codes,
    entities.legal_entity_name,
    hits.action_code,
    hits.rule_code,
    hits.is_firing,
    hits.fires_on_date,
    hits.reading_value,
    hits.threshold_value,
    rules.unit_code,
    hits.cure_code,
    hits.cure_amount_mxn,
    hits.awaits_confirmation
from {{ ref('fct_credit_rule_hits_monthly') }} as hits
inner join {{ ref('dim_legal_entities') }} as entities
    on hits.legal_entity_id = entities.legal_entity_id
inner join {{ ref('policy_credit_rules') }} as rules
    on
        hits.rule_code = rules.rule_code
        and hits.action_code = rules.action_code
        and hits.as_of_date >= rules.valid_from
        and (rules.valid_to is null or hits.as_of_date <= rules.valid_to)
where hits.is_firing
