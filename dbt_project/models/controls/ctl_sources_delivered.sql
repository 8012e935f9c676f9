-- A month's figures need every table of every configured source, delivered on or after its as-of date.
with last_deliveries as (
    select table_name, max(delivered_at) as delivered_at
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
        case when cast(last_deliveries.delivered_at as date) >= periods.as_of_date then 1 else 0 end as actual_amount
    from {{ ref('stg_cartera__expected_tables') }} as expected
    cross join {{ ref('int_periods') }} as periods
    left join last_deliveries on expected.table_name = last_deliveries.table_name
    where expected.is_configured and expected.is_required
)

{{ compared('sources_delivered', 'comparison') }}
