-- One customer, one concept, one folio: one document. Expected: the first; actual: the how manieth it is.
with documents as (
    select
        document_id,
        customer_id,
        concept_id,
        document_date,
        {{ folio_series('document_number') }} as series_code,
        {{ folio_number('document_number') }} as folio_number
    from {{ ref('stg_microsip__documents') }}
    where document_number is not null and not is_cancelled and is_posted
),

repeated as (
    select
        customer_id,
        concept_id,
        series_code,
        folio_number
    from documents
    group by customer_id, concept_id, series_code, folio_number
    having count(*) > 1
),

-- Few are: to number all documents costs twice as much.
placed as (
    select
        documents.document_id,
        row_number() over (
            partition by
                documents.customer_id, documents.concept_id, documents.series_code, documents.folio_number
            order by documents.document_date, documents.document_id
        ) as place
    from documents
    inner join repeated
        on
            documents.customer_id is not distinct from repeated.customer_id
            and documents.series_code = repeated.series_code
            and documents.concept_id is not distinct from repeated.concept_id
            and documents.folio_number is not distinct from repeated.folio_number
),

comparison as (
    select
        cast({{ dbt.date_trunc('month', 'documents.document_date') }} as date) as period_month,
        'document' as subject_type_code,
        documents.document_id as subject_id,
        cast(null as varchar) as currency_code,
        1 as expected_amount,
        coalesce(placed.place, 1) as actual_amount
    from documents
    left join placed on documents.document_id = placed.document_id
)

{{ compared('folios_not_repeated', 'comparison') }}
