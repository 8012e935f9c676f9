-- Each concept numbers its documents by series. A number that no document has, cancelled ones included, belongs to one
-- that was deleted or never delivered. The first number delivered is no gap, and a hole as wide as a new range is one.
with numbered as (
    select
        document_id,
        concept_id,
        cast({{ dbt.date_trunc('month', 'document_date') }} as date) as period_month,
        {{ folio_series('document_number') }} as series_code,
        {{ folio_number('document_number') }} as folio_number
    from {{ ref('stg_microsip__documents') }}
),

stepped as (
    select
        period_month,
        document_id,
        folio_number - lag(folio_number) over (
            partition by concept_id, series_code
            order by folio_number, document_id
        ) - 1 as missing_count
    from numbered
    where folio_number is not null
),

limits as (
    select max(limit_count) as range_count
    from {{ ref('policy_limits') }}
    where limit_code = 'folio_range'
),

comparison as (
    select
        stepped.period_month,
        'document' as subject_type_code,
        stepped.document_id as subject_id,
        cast(null as varchar) as currency_code,
        0 as expected_amount,
        case
            when stepped.missing_count >= limits.range_count then 0
            else greatest(coalesce(stepped.missing_count, 0), 0)
        end as actual_amount
    from stepped
    cross join limits
)

{{ compared('folios_without_gaps', 'comparison') }}
