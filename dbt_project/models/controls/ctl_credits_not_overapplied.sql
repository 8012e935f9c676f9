-- Credit kept for a customer can be used up, not overdrawn; and no application may be negative,
-- which would lend a receipt more than it has.
with kept as (
    select
        customer_id,
        currency_code,
        period_month,
        sum(case when entry_kind_code = 'unapplied' then -amount else 0 end) as kept_amount,
        sum(case when entry_kind_code = 'unapplied_use' then amount else 0 end) as used_amount
    from {{ ref('fct_ledger_entries') }}
    where entry_kind_code in ('unapplied', 'unapplied_use')
    group by customer_id, currency_code, period_month
),

cumulated as (
    select
        customer_id,
        currency_code,
        period_month,
        sum(kept_amount) over (
            partition by customer_id, currency_code
            order by period_month
            rows between unbounded preceding and current row
        ) as kept_amount,
        sum(used_amount) over (
            partition by customer_id, currency_code
            order by period_month
            rows between unbounded preceding and current row
        ) as used_amount
    from kept
),

comparison as (
    select
        period_month,
        'customer' as subject_type_code,
        customer_id as subject_id,
        currency_code,
        least(used_amount, kept_amount) as expected_amount,
        used_amount as actual_amount
    from cumulated
    union all
    select
        period_month,
        'credit' as subject_type_code,
        document_id,
        currency_code,
        sum(case when amount > 0 then 0 else amount end) as expected_amount,
        sum(amount) as actual_amount
    from {{ ref('fct_ledger_entries') }}
    where entry_kind_code in ('application', 'unapplied')
    group by period_month, document_id, currency_code
)

{{ compared('credits_not_overapplied', 'comparison') }}
