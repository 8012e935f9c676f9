-- A document whose concept has no class would be counted somewhere, and nobody would have decided where.
with comparison as (
    select
        period_month,
        'concept' as subject_type_code,
        coalesce(concept_name, class_code) as subject_id,
        cast(null as varchar) as currency_code,
        0 as expected_amount,
        sum(case when class_code = 'unclassified' then 1 else 0 end) as actual_amount
    from {{ ref('fct_ledger_entries') }}
    group by period_month, coalesce(concept_name, class_code)
)

{{ compared('concepts_classified', 'comparison') }}
