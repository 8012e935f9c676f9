-- Each proposal and what it pays.
select
    concat(matches.receipt_id, '/', cast(matches.proposal_rank as varchar), '/', matches.item_id)
        as match_application_id,
    run.as_of_date,
    cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
    matches.receipt_id,
    cast(matches.proposal_rank as integer) as proposal_rank,
    -- What the matcher stands for; the others are candidates, of unidentified receipts all of them.
    matches.proposal_rank = 1 and matches.tier_code in ('auto', 'suggest') as is_proposed,
    matches.tier_code,
    matches.rule_code,
    cast(matches.confidence as decimal(9, 6)) as confidence,
    matches.evidence as evidence_codes,
    matches.item_id,
    coalesce(items.charge_id, credits.credit_id) as document_id,
    items.installment_number,
    matches.customer_id,
    coalesce(items.document_number, credits.credit_number) as document_number,
    items.due_date,
    matches.currency_code,
    matches.applied_amount,
    matches.difference_amount,
    matches.difference_code,
    matches.item_currency_code,
    matches.settled_amount,
    matches.left_open_amount
from {{ ref('prd_matches') }} as matches
inner join {{ ref('dim_run_parameters') }} as run on matches.record_code = 'application'
left join {{ ref('fct_open_item_spans') }} as items
    on
        matches.item_id = concat(items.charge_id, '/', cast(items.installment_number as varchar))
        and run.as_of_date >= items.from_date
        and run.as_of_date < items.until_date
left join {{ ref('fct_unapplied_credit_spans') }} as credits
    on
        matches.item_id = concat('C-', credits.entry_id)
        and run.as_of_date >= credits.from_date
        and run.as_of_date < credits.until_date
