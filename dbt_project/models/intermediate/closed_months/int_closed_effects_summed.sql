-- Entries on the document whose balance they change. Use of kept credit belongs to the customer's credits, oldest
-- first, and to none of them by itself: it is summed by customer, beside the credit that it uses.
with effects as (
    select
        closed_month,
        entry_id,
        cause_document_id,
        entry_kind_code,
        reported_document_id as document_id,
        reported_customer_id as customer_id,
        -reported_amount as change_amount,
        reason_code,
        table_name,
        learned_at
    from {{ ref('int_closed_entries_compared') }}
    where reported_amount <> 0
    union all
    select
        closed_month,
        entry_id,
        cause_document_id,
        entry_kind_code,
        known_document_id as document_id,
        known_customer_id as customer_id,
        known_amount as change_amount,
        reason_code,
        table_name,
        learned_at
    from {{ ref('int_closed_entries_compared') }}
    where known_amount <> 0
),

placed as (
    select
        closed_month,
        document_id,
        customer_id,
        entry_id,
        cause_document_id,
        change_amount,
        reason_code,
        table_name,
        learned_at
    from effects
    where entry_kind_code <> 'unapplied_use'
    union all
    select
        closed_month,
        cast(null as varchar) as document_id,
        customer_id,
        entry_id,
        cause_document_id,
        change_amount,
        reason_code,
        table_name,
        learned_at
    from effects
    where entry_kind_code in ('unapplied', 'unapplied_use')
),

ranked as (
    select
        *,
        row_number() over (
            partition by closed_month, document_id, customer_id, reason_code
            order by abs(change_amount) desc, learned_at desc, entry_id asc
        ) as size_rank
    from placed
)

select
    closed_month,
    document_id,
    customer_id,
    reason_code,
    cast(sum(change_amount) as decimal(18, 2)) as change_amount,
    max(case when size_rank = 1 then cause_document_id end) as cause_document_id,
    max(case when size_rank = 1 then table_name end) as table_name,
    max(case when size_rank = 1 then learned_at end) as learned_at
from ranked
group by closed_month, document_id, customer_id, reason_code
