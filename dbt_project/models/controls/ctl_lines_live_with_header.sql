-- A cancelled document has no live line, and a live one has at least one. Single lines may be cancelled by themselves:
-- so the ERP re-applies. Expected and actual count live lines, of a live document one at most.
with lines as (
    select
        document_id,
        sum(case when is_cancelled then 0 else 1 end) as live_count
    from {{ ref('stg_microsip__amounts') }}
    group by document_id
),

comparison as (
    select
        cast({{ dbt.date_trunc('month', 'documents.document_date') }} as date) as period_month,
        'document' as subject_type_code,
        documents.document_id as subject_id,
        cast(null as varchar) as currency_code,
        case when documents.is_cancelled then 0 else 1 end as expected_amount,
        case when documents.is_cancelled then lines.live_count else least(lines.live_count, 1) end as actual_amount
    from {{ ref('stg_microsip__documents') }} as documents
    inner join lines on documents.document_id = lines.document_id
)

{{ compared('lines_live_with_header', 'comparison') }}
