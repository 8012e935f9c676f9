-- Receipts that wait for a person: not sure enough, unknown, held, or too old to be matched. With the best candidates.
with candidates as (
    select
        receipt_id,
        max(case when place_number = 1 then document_number end) as first_document_number,
        max(case when place_number = 2 then document_number end) as second_document_number,
        max(case when place_number = 3 then document_number end) as third_document_number,
        count(*) as document_count
    from (
        select
            receipt_id,
            document_number,
            row_number() over (
                partition by receipt_id
                order by applied_amount desc, due_date asc, item_id asc
            ) as place_number
        from {{ ref('fct_match_applications') }}
        where proposal_rank = 1
    ) as placed
    group by receipt_id
),

waiting as (
    select
        results.receipt_id,
        results.source_code,
        results.receipt_date,
        results.currency_code,
        results.receipt_amount,
        results.tier_code,
        results.disposition_code,
        results.rule_code,
        results.confidence,
        coalesce(results.legal_entity_id, results.payer_legal_entity_id) as legal_entity_id,
        results.payer_confidence,
        results.applied_amount,
        results.unapplied_amount,
        results.runner_up_items,
        results.runner_up_confidence,
        results.reason_codes,
        results.decision_code
    from {{ ref('fct_match_results') }} as results
    where results.tier_code in ('suggest', 'unidentified') or results.disposition_code <> 'apply'
    union all
    -- Deposits before the look-back were not matched; what a person set aside is explained.
    select
        bookings.bank_receipt_id as receipt_id,
        'bank' as source_code,
        bookings.bank_date as receipt_date,
        bookings.currency_code,
        bookings.booked_amount as receipt_amount,
        'unidentified' as tier_code,
        'ask' as disposition_code,
        null as rule_code,
        null as confidence,
        null as legal_entity_id,
        null as payer_confidence,
        0 as applied_amount,
        bookings.booked_amount as unapplied_amount,
        null as runner_up_items,
        null as runner_up_confidence,
        'before_look_back' as reason_codes,
        null as decision_code
    from {{ ref('fct_receipt_bookings') }} as bookings
    left join {{ ref('fct_match_results') }} as results on bookings.bank_receipt_id = results.receipt_id
    left join {{ ref('fct_match_decisions') }} as decisions
        on
            bookings.bank_receipt_id = decisions.receipt_id
            and decisions.decision_code in ('not_customer', 'duplicate', 'on_account')
    where bookings.booking_code = 'bank_only' and results.receipt_id is null and decisions.receipt_id is null
)

select
    waiting.receipt_id,
    cast({{ dbt.date_trunc('month', 'run.as_of_date') }} as date) as period_month,
    waiting.source_code,
    waiting.receipt_date,
    cast({{ dbt.datediff('waiting.receipt_date', 'run.as_of_date', 'day') }} as integer) as age_days,
    waiting.currency_code,
    waiting.receipt_amount,
    waiting.tier_code,
    waiting.disposition_code,
    waiting.rule_code,
    waiting.confidence,
    waiting.legal_entity_id,
    entities.legal_entity_name,
    entities.customer_codes,
    waiting.payer_confidence,
    waiting.applied_amount,
    waiting.unapplied_amount,
    candidates.first_document_number,
    candidates.second_document_number,
    candidates.third_document_number,
    coalesce(candidates.document_count, 0) as document_count,
    waiting.runner_up_items,
    waiting.runner_up_confidence,
    waiting.reason_codes,
    waiting.decision_code,
    receipts.status_code,
    receipts.bank_code,
    right(receipts.account_id, 4) as account_ending,
    receipts.payer_name,
    receipts.bank_text
from waiting
inner join {{ ref('dim_run_parameters') }} as run on waiting.receipt_date <= run.as_of_date
left join candidates on waiting.receipt_id = candidates.receipt_id
left join {{ ref('dim_legal_entities') }} as entities on waiting.legal_entity_id = entities.legal_entity_id
left join {{ ref('fct_bank_receipts') }} as receipts on waiting.receipt_id = receipts.bank_receipt_id
