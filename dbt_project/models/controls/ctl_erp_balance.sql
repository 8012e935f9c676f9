-- The ERP keeps its own monthly totals per customer; ours, summed up to the month, must be the same:
-- once for open documents (CXC) and once for unapplied credit (XACR).
with span as (
    select
        min(month_number) as from_month_number,
        max(month_number) + 1 as until_month_number
    from {{ ref('int_periods') }}
),

ours as (
    select
        customer_id,
        period_month,
        case when entry_kind_code in ('charge', 'application') then 'customer_open' else 'customer_unapplied' end
            as subject_type_code,
        sum(case when entry_kind_code in ('charge', 'application') then amount else -amount end) as actual_amount,
        cast(0 as decimal(18, 2)) as expected_amount
    from {{ ref('fct_ledger_entries') }}
    where source_code = 'microsip'
    group by 1, 2, 3
),

theirs as (
    select
        customer_id,
        period_month,
        'customer_open' as subject_type_code,
        cast(0 as decimal(18, 2)) as actual_amount,
        open_change_amount as expected_amount
    from {{ ref('stg_microsip__balances') }}
    union all
    select
        customer_id,
        period_month,
        'customer_unapplied' as subject_type_code,
        0 as actual_amount,
        unapplied_change_amount
    from {{ ref('stg_microsip__balances') }}
),

monthly as (
    select
        customer_id,
        subject_type_code,
        {{ month_number('period_month') }} as month_number,
        sum(expected_amount) as expected_amount,
        sum(actual_amount) as actual_amount
    from (
        select
            customer_id,
            period_month,
            subject_type_code,
            actual_amount,
            expected_amount
        from ours
        union all
        select
            customer_id,
            period_month,
            subject_type_code,
            actual_amount,
            expected_amount
        from theirs
    ) as movements
    group by 1, 2, 3
),

stepped as (
    select
        customer_id,
        subject_type_code,
        month_number as from_month_number,
        lead(month_number) over (partition by customer_id, subject_type_code order by month_number)
            as next_month_number,
        sum(expected_amount) over (
            partition by customer_id, subject_type_code
            order by month_number
            rows between unbounded preceding and current row
        ) as expected_amount,
        sum(actual_amount) over (
            partition by customer_id, subject_type_code
            order by month_number
            rows between unbounded preceding and current row
        ) as actual_amount
    from monthly
),

comparison as (
    select
        spans.period_month,
        stepped.subject_type_code,
        stepped.customer_id as subject_id,
        cast(null as varchar) as currency_code,
        stepped.expected_amount,
        stepped.actual_amount
    from stepped
    cross join span
    inner join {{ ref('int_period_spans') }} as spans
        on
            greatest(stepped.from_month_number, span.from_month_number) = spans.from_month_number
            and least(coalesce(stepped.next_month_number, span.until_month_number), span.until_month_number)
            = spans.until_month_number
)

{{ compared('erp_balance', 'comparison') }}
