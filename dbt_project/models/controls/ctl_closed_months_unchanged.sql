-- What a closed month's balance changed by since it was sealed, against what the desk approved of it. It stands
-- against every later month that ends and is not sealed itself: the next close.
with changes as (
    select
        changes.closed_month,
        changes.document_id,
        changes.document_number,
        changes.customer_id,
        changes.currency_code,
        sum(changes.change_amount) as change_amount,
        sum(changes.change_amount_mxn) as change_amount_mxn,
        max(changes.moved_amount) as moved_amount
    from {{ ref('fct_closed_month_changes') }} as changes
    inner join {{ ref('policy_change_reasons') }} as reasons
        on changes.reason_code = reasons.reason_code
    where reasons.needs_approval
    group by 1, 2, 3, 4, 5
),

-- One figure a document: its balance, else what only moved to another bucket, else its value.
measured as (
    select
        changes.closed_month,
        changes.document_id,
        changes.document_number,
        changes.customer_id,
        case
            when changes.change_amount <> 0 or changes.moved_amount <> 0 then changes.currency_code
            else run.functional_currency_code
        end as currency_code,
        case
            when changes.change_amount <> 0 then abs(changes.change_amount)
            when changes.moved_amount <> 0 then changes.moved_amount
            else abs(changes.change_amount_mxn)
        end as changed_amount
    from changes
    cross join {{ ref('stg_cartera__run_parameters') }} as run
),

approvals as (
    select
        closed_month,
        upper(trim(customer_code)) as customer_key,
        upper(trim(document_number)) as document_key,
        currency_code,
        sum(approved_amount) as approved_amount
    from {{ ref('stg_books__approvals') }}
    where kind_code = 'closed_month_change' and decision_code = 'approved'
    group by 1, 2, 3, 4
),

judged as (
    select
        measured.closed_month,
        measured.document_id,
        measured.currency_code,
        max(measured.changed_amount) as changed_amount,
        coalesce(max(approvals.approved_amount), 0) as approved_amount
    from measured
    inner join {{ ref('dim_customers') }} as customers
        on measured.customer_id = customers.customer_id
    left join approvals
        on
            measured.closed_month = approvals.closed_month
            and upper(trim(customers.customer_code)) = approvals.customer_key
            and upper(trim(coalesce(measured.document_number, measured.document_id))) = approvals.document_key
            and measured.currency_code = approvals.currency_code
    group by 1, 2, 3
),

next_closes as (
    select periods.period_month
    from {{ ref('dim_periods') }} as periods
    left join {{ ref('stg_cartera__sealed_months') }} as sealed
        on periods.period_month = sealed.closed_month
    where periods.is_month_end and sealed.closed_month is null
),

comparison as (
    select
        next_closes.period_month,
        'closed_document' as subject_type_code,
        judged.document_id as subject_id,
        judged.currency_code,
        least(judged.changed_amount, judged.approved_amount) as expected_amount,
        judged.changed_amount as actual_amount
    from judged
    inner join next_closes on judged.closed_month < next_closes.period_month
)

{{ compared('closed_months_unchanged', 'comparison') }}
