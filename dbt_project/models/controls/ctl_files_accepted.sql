with comparison as (
    select
        cast(null as date) as period_month,
        'file' as subject_type_code,
        file_name as subject_id,
        cast(null as varchar) as currency_code,
        1 as expected_amount,
        case when status_code = 'accepted' then 1 else 0 end as actual_amount
    from {{ ref('fct_deliveries') }}
)

{{ compared('files_accepted', 'comparison') }}
