-- A full extract replaces what an earlier one left in quarantine; a statement that is delivered in
-- stretches is put right by delivering the same file name again.
with deliveries as (
    select
        deliveries.*,
        expected.delivery_mode_code,
        case
            when expected.delivery_mode_code = 'full' then deliveries.table_name
            else {{ dbt.split_part('deliveries.file_name', "'/'", -1) }}
        end as superseding_key
    from {{ ref('stg_cartera__deliveries') }} as deliveries
    inner join {{ ref('stg_cartera__expected_tables') }} as expected
        on deliveries.table_name = expected.table_name
    where deliveries.status_code = 'accepted'
),

latest as (
    select
        deliveries.*,
        row_number() over (
            partition by deliveries.table_name, deliveries.superseding_key
            order by deliveries.delivered_at desc, deliveries.recorded_at desc
        ) as recency
    from deliveries
),

comparison as (
    select
        cast(null as date) as period_month,
        'file' as subject_type_code,
        file_name as subject_id,
        cast(null as varchar) as currency_code,
        0 as expected_amount,
        rows_quarantined as actual_amount
    from latest
    where recency = 1
)

{{ compared('quarantine_empty', 'comparison') }}
