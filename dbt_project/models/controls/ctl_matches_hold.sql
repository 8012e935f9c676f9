-- What is proposed is possible, each rule by another way than the matcher's own: from the deposits, the open items and
-- the bookings. Expected is what the rule allows.
with results as (
    select * from {{ ref('fct_match_results') }}
),

lines as (
    select
        applications.*,
        results.receipt_amount,
        results.payer_legal_entity_id,
        results.payer_confidence,
        coalesce(results.reason_codes, '') as reason_codes,
        customers.legal_entity_id
    from {{ ref('fct_match_applications') }} as applications
    inner join results on applications.receipt_id = results.receipt_id
    left join {{ ref('dim_customers') }} as customers on applications.customer_id = customers.customer_id
    where applications.is_proposed
),

-- What a receipt has to give: the deposit's own amount, or what the ledger holds unapplied of it.
given_amounts as (
    select
        bank_receipt_id as receipt_id,
        receipt_amount
    from {{ ref('fct_bank_receipts') }}
    union all
    select
        concat('C-', spans.entry_id) as receipt_id,
        spans.unapplied_amount as receipt_amount
    from {{ ref('fct_unapplied_credit_spans') }} as spans
    inner join {{ ref('dim_run_parameters') }} as run
        on spans.from_date <= run.as_of_date and spans.until_date > run.as_of_date
),

applied as (
    select
        receipt_id,
        max(period_month) as period_month,
        max(currency_code) as currency_code,
        sum(applied_amount) as applied_amount,
        sum(
            case
                when currency_code = item_currency_code then settled_amount + difference_amount
                else applied_amount
            end
        ) as explained_amount,
        count(*) as line_count,
        count(distinct item_id) as item_count
    from lines
    group by receipt_id
),

open_amounts as (
    select
        concat(spans.charge_id, '/', cast(spans.installment_number as varchar)) as item_id,
        spans.open_amount
    from {{ ref('fct_open_item_spans') }} as spans
    inner join {{ ref('dim_run_parameters') }} as run
        on spans.from_date <= run.as_of_date and spans.until_date > run.as_of_date
    union all
    select
        concat('C-', spans.entry_id) as item_id,
        -spans.unapplied_amount as open_amount
    from {{ ref('fct_unapplied_credit_spans') }} as spans
    inner join {{ ref('dim_run_parameters') }} as run
        on spans.from_date <= run.as_of_date and spans.until_date > run.as_of_date
),

settled as (
    select
        item_id,
        max(period_month) as period_month,
        max(item_currency_code) as currency_code,
        sum(settled_amount) as settled_amount
    from lines
    group by item_id
),

closing as (
    select
        results.receipt_id,
        results.period_month,
        results.currency_code,
        coalesce(given_amounts.receipt_amount, 0) as receipt_amount,
        coalesce(applied.explained_amount, 0) + results.surplus_amount + results.unapplied_amount as explained_amount
    from results
    left join given_amounts on results.receipt_id = given_amounts.receipt_id
    left join applied on results.receipt_id = applied.receipt_id
    where results.disposition_code <> 'refused'
),

comparison as (
    select
        applied.period_month,
        'receipt_overapplied' as subject_type_code,
        applied.receipt_id as subject_id,
        applied.currency_code,
        case
            when applied.applied_amount > coalesce(given_amounts.receipt_amount, 0)
                then coalesce(given_amounts.receipt_amount, 0)
            else applied.applied_amount
        end as expected_amount,
        applied.applied_amount as actual_amount
    from applied
    left join given_amounts on applied.receipt_id = given_amounts.receipt_id
    union all
    select
        applied.period_month,
        'receipt_applied_twice' as subject_type_code,
        applied.receipt_id as subject_id,
        applied.currency_code,
        applied.item_count as expected_amount,
        applied.line_count as actual_amount
    from applied
    union all
    -- What the ERP has booked already is not to be applied again.
    select
        applied.period_month,
        'receipt_booked_already' as subject_type_code,
        applied.receipt_id as subject_id,
        applied.currency_code,
        0 as expected_amount,
        applied.applied_amount as actual_amount
    from applied
    inner join {{ ref('fct_receipt_bookings') }} as bookings
        on applied.receipt_id = bookings.bank_receipt_id and bookings.booking_code <> 'bank_only'
    union all
    -- A cancelled charge is no open item, and neither is a paid one.
    select
        settled.period_month,
        'item_not_open' as subject_type_code,
        settled.item_id as subject_id,
        settled.currency_code,
        case when open_amounts.item_id is null then 0 else settled.settled_amount end as expected_amount,
        settled.settled_amount as actual_amount
    from settled
    left join open_amounts on settled.item_id = open_amounts.item_id
    union all
    select
        settled.period_month,
        'item_overapplied' as subject_type_code,
        settled.item_id as subject_id,
        settled.currency_code,
        case
            when abs(settled.settled_amount) > abs(open_amounts.open_amount) then open_amounts.open_amount
            else settled.settled_amount
        end as expected_amount,
        settled.settled_amount as actual_amount
    from settled
    inner join open_amounts on settled.item_id = open_amounts.item_id
    union all
    select
        lines.period_month,
        'other_entity_unsaid' as subject_type_code,
        lines.receipt_id as subject_id,
        lines.currency_code,
        0 as expected_amount,
        lines.applied_amount as actual_amount
    from lines
    inner join {{ ref('policy_matching_limits') }} as limits on limits.limit_code = 'payer_confidence'
    where
        lines.payer_confidence >= limits.limit_value
        and lines.legal_entity_id <> lines.payer_legal_entity_id
        and lines.reason_codes not like '%other_entity%'
    union all
    select
        period_month,
        'receipt_closes' as subject_type_code,
        receipt_id as subject_id,
        currency_code,
        receipt_amount as expected_amount,
        explained_amount as actual_amount
    from closing
    union all
    select
        period_month,
        'currency_closes' as subject_type_code,
        currency_code as subject_id,
        currency_code,
        sum(receipt_amount) as expected_amount,
        sum(explained_amount) as actual_amount
    from closing
    group by period_month, currency_code
)

{{ compared('matches_hold', 'comparison') }}
