-- Days from a document's date to the day it was captured: the tolerance says how many are usual.
with comparison as (
    select
        cast({{ dbt.date_trunc('month', 'document_date') }} as date) as period_month,
        'document' as subject_type_code,
        document_id as subject_id,
        cast(null as varchar) as currency_code,
        0 as expected_amount,
        greatest({{ dbt.datediff('document_date', 'created_at', 'day') }}, 0) as actual_amount
    from {{ ref('stg_microsip__documents') }}
    where created_at is not null and not is_cancelled and is_posted
)

{{ compared('documents_dated_on_time', 'comparison') }}
