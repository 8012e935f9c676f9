-- What is proposed of each receipt that is not explained yet. A proposal that names just the documents a person
-- decided is confirmed; where it does not, the decision could not be followed and the receipt says so.
with proposed as (
    select
        receipt_id,
        document_number,
        sum(applied_amount) as applied_amount,
        count(*) over (partition by receipt_id) as document_count
    from {{ ref('fct_match_applications') }}
    where is_proposed
    group by receipt_id, document_number
),

-- A document that is paid in instalments is decided as one.
decided_documents as (
    select
        receipt_id,
        document_number,
        max(decision_code) as decision_code,
        max(decided_date) as decided_date,
        sum(paid_amount) as paid_amount
    from {{ ref('fct_match_decisions') }}
    group by receipt_id, document_number
),

decided as (
    select
        decided_documents.receipt_id,
        max(decided_documents.decision_code) as decision_code,
        max(decided_documents.decided_date) as decided_date,
        count(*) as decided_count,
        count(proposed.document_number) as followed_count,
        max(proposed.document_count) as proposed_count
    from decided_documents
    left join proposed
        on
            decided_documents.receipt_id = proposed.receipt_id
            and decided_documents.document_number = proposed.document_number
            and coalesce(decided_documents.paid_amount, proposed.applied_amount) = proposed.applied_amount
    group by decided_documents.receipt_id
)

select
    matches.receipt_id,
    run.as_of_date,
    cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
    case when matches.receipt_id like 'C-%' then 'unapplied' else 'bank' end as source_code,
    matches.receipt_date,
    matches.currency_code,
    matches.receipt_amount,
    case
        when
            decided.decision_code = 'apply'
            and decided.followed_count = decided.decided_count
            and decided.followed_count = decided.proposed_count
            then 'confirmed'
        when decided.decision_code = 'reject' and matches.tier_code = 'auto' then 'suggest'
        else matches.tier_code
    end as tier_code,
    matches.disposition_code,
    matches.rule_code,
    cast(matches.confidence as decimal(9, 6)) as confidence,
    matches.entity_id as legal_entity_id,
    matches.payer_entity_id as payer_legal_entity_id,
    matches.payer_rule_code,
    cast(matches.payer_confidence as decimal(9, 6)) as payer_confidence,
    matches.payer_runner_up_entity_id as other_payer_legal_entity_id,
    matches.applied_amount,
    matches.surplus_amount,
    matches.unapplied_amount,
    matches.runner_up_items,
    cast(matches.runner_up_confidence as decimal(9, 6)) as runner_up_confidence,
    matches.reason_codes,
    decided.decision_code,
    decided.decided_date,
    cast(matches.auto_confidence as decimal(9, 6)) as auto_confidence,
    matches.threshold_source_code
from {{ ref('prd_matches') }} as matches
inner join {{ ref('dim_run_parameters') }} as run on matches.record_code = 'result'
left join decided on matches.receipt_id = decided.receipt_id
