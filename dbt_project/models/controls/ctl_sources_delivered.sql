-- A closed month needs every table of every configured source, delivered on or after its last day.
-- A month under way needs each of them once: statements do not come every day.
with last_deliveries as (
    select
        table_name,
        max(delivered_on) as delivered_on
    from {{ ref('fct_deliveries') }}
    where status_code = 'accepted'
    group by table_name
),

comparison as (
    select
        periods.period_month,
        'table' as subject_type_code,
        expected.table_name as subject_id,
        cast(null as varchar) as currency_code,
        1 as expected_amount,
        case
            when last_deliveries.delivered_on is null then 0
            when periods.is_month_end and last_deliveries.delivered_on < periods.as_of_date then 0
            else 1
        end as actual_amount
    from {{ ref('stg_cartera__expected_tables') }} as expected
    cross join {{ ref('int_periods') }} as periods
    left join last_deliveries on expected.table_name = last_deliveries.table_name
    where expected.is_configured and expected.is_required
)

{{ compared('sources_delivered', 'comparison') }}
