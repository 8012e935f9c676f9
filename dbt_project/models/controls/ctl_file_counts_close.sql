with comparison as (
    select
        cast(null as date) as period_month,
        'file' as subject_type_code,
        file_name as subject_id,
        cast(null as varchar) as currency_code,
        rows_read as expected_amount,
        rows_landed + rows_unchanged + rows_quarantined as actual_amount
    from {{ ref('fct_deliveries') }}
    where status_code = 'accepted'
)

{{ compared('file_counts_close', 'comparison') }}
