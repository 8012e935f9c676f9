-- One customer, one concept, one folio: one document. Expected: the first; actual: the how manieth it is.
with counted as (
    select
        document_id,
        cast({{ dbt.date_trunc('month', 'document_date') }} as date) as period_month,
        row_number() over (
            partition by
                customer_id, concept_id,
                {{ folio_series('document_number') }},
                {{ folio_number('document_number') }}
            order by document_date, document_id
        ) as place
    from {{ ref('stg_microsip__documents') }}
    where document_number is not null and not is_cancelled and is_posted
),

comparison as (
    select
        period_month,
        'document' as subject_type_code,
        document_id as subject_id,
        cast(null as varchar) as currency_code,
        1 as expected_amount,
        place as actual_amount
    from counted
)

{{ compared('folios_not_repeated', 'comparison') }}
