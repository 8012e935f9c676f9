-- Every month-end since the first document, and the run's own as-of date.
with run as (
    select as_of_date from {{ ref('stg_cartera__run_parameters') }}
),

first_document as (
    select coalesce(min(documents.document_date), max(run.as_of_date)) as first_date
    from run
    left join {{ ref('int_documents_unioned') }} as documents
        on run.as_of_date >= documents.document_date
),

months as (
    select series_date as period_month
    from {{ date_series(
        "(select cast(" ~ dbt.date_trunc('month', 'first_date') ~ " as date) from first_document)",
        "(select as_of_date from run)", 'month') }} as series
)

select
    {{ month_number('months.period_month') }}
        as month_number,
    months.period_month,
    least(cast({{ dbt.last_day('months.period_month', 'month') }} as date), run.as_of_date) as as_of_date,
    cast({{ dbt.last_day('months.period_month', 'month') }} as date) <= run.as_of_date as is_month_end,
    cast(
        extract(day from least(cast({{ dbt.last_day('months.period_month', 'month') }} as date), run.as_of_date))
        as integer
    ) as days_count
from months
cross join run
