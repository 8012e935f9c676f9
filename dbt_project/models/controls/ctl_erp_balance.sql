-- The ERP keeps its own monthly totals per customer; ours, summed up to the month, must be the same:
-- once for open documents (CXC) and once for unapplied credit (XACR).
with span as (
    select
        min(month_number) as from_month_number,
        max(month_number) + 1 as until_month_number
    from {{ ref('int_periods') }}
),

-- Both kinds side by side, so that what follows goes over a customer's months once.
movements as (
    select
        customer_id,
        period_month,
        0 as expected_open_amount,
        0 as expected_unapplied_amount,
        case when entry_kind_code in ('charge', 'application') then amount else 0 end as actual_open_amount,
        case when entry_kind_code in ('charge', 'application') then 0 else -amount end as actual_unapplied_amount
    from {{ ref('fct_ledger_entries') }}
    where source_code = 'microsip'
    union all
    select
        customer_id,
        period_month,
        open_change_amount as expected_open_amount,
        unapplied_change_amount as expected_unapplied_amount,
        0 as actual_open_amount,
        0 as actual_unapplied_amount
    from {{ ref('stg_microsip__balances') }}
),

monthly as (
    select
        customer_id,
        {{ month_number('period_month') }} as month_number,
        sum(expected_open_amount) as expected_open_amount,
        sum(expected_unapplied_amount) as expected_unapplied_amount,
        sum(actual_open_amount) as actual_open_amount,
        sum(actual_unapplied_amount) as actual_unapplied_amount
    from movements
    group by 1, 2
),

stepped as (
    select
        customer_id,
        month_number as from_month_number,
        {% for amount in ['expected_open', 'expected_unapplied', 'actual_open', 'actual_unapplied'] -%}
            sum({{ amount }}_amount) over (
                partition by customer_id
                order by month_number
                rows between unbounded preceding and current row
            ) as {{ amount }}_amount,
        {% endfor -%}
        lead(month_number) over (partition by customer_id order by month_number) as next_month_number
    from monthly
),

kinds as (
    select 'customer_open' as subject_type_code
    union all
    select 'customer_unapplied' as subject_type_code
),

comparison as (
    select
        spans.period_month,
        kinds.subject_type_code,
        stepped.customer_id as subject_id,
        cast(null as varchar) as currency_code,
        case kinds.subject_type_code
            when 'customer_open' then stepped.expected_open_amount
            else stepped.expected_unapplied_amount
        end as expected_amount,
        case kinds.subject_type_code
            when 'customer_open' then stepped.actual_open_amount
            else stepped.actual_unapplied_amount
        end as actual_amount
    from stepped
    cross join span
    cross join kinds
    inner join {{ ref('int_period_spans') }} as spans
        on
            greatest(stepped.from_month_number, span.from_month_number) = spans.from_month_number
            and least(coalesce(stepped.next_month_number, span.until_month_number), span.until_month_number)
            = spans.until_month_number
)

{{ compared('erp_balance', 'comparison') }}
