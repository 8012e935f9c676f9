-- What else than amounts became known about a closed month's documents: dates, terms, rates. A row without a
-- document holds for all of them.
with months as (
    select
        closed_month,
        as_of_date,
        reported_at
    from {{ ref('stg_cartera__sealed_months') }}
),

oldest as (
    select min(reported_at) as reported_at from months
),

headers as (
    select
        months.closed_month,
        known.document_id,
        known.table_name,
        known.known_from as learned_at,
        reported.document_date <> known.document_date as is_date_changed,
        (reported.terms_id is distinct from known.terms_id)
        or (reported.due_date is distinct from known.due_date) as is_terms_changed,
        (reported.exchange_rate is distinct from known.exchange_rate) as is_rate_changed
    from {{ ref('int_headers_versioned') }} as known
    cross join oldest
    inner join months on known.known_from > months.reported_at
    inner join {{ ref('int_headers_versioned') }} as reported
        on known.header_id = reported.header_id and {{ was_known('reported', 'months.reported_at') }}
    where known.replaced_at is null and known.known_from > oldest.reported_at
),

events as (
    select
        closed_month,
        document_id,
        'date' as reason_code,
        table_name,
        learned_at
    from headers
    where is_date_changed
    union all
    select
        closed_month,
        document_id,
        'terms' as reason_code,
        table_name,
        learned_at
    from headers
    where is_terms_changed
    union all
    select
        closed_month,
        document_id,
        'rate' as reason_code,
        table_name,
        learned_at
    from headers
    where is_rate_changed
    union all
    select
        months.closed_month,
        due_dates.document_id,
        'terms' as reason_code,
        due_dates.table_name,
        due_dates.changed_at as learned_at
    from {{ ref('stg_microsip__due_date_versions') }} as due_dates
    cross join oldest
    inner join months on due_dates.changed_at > months.reported_at
    where due_dates.changed_at > oldest.reported_at
    union all
    select
        months.closed_month,
        cast(null as varchar) as document_id,
        'terms' as reason_code,
        term_lines.table_name,
        term_lines.changed_at as learned_at
    from {{ ref('stg_microsip__payment_term_line_versions') }} as term_lines
    inner join months on term_lines.changed_at > months.reported_at
    union all
    select
        months.closed_month,
        cast(null as varchar) as document_id,
        'rate' as reason_code,
        rates.table_name,
        rates.changed_at as learned_at
    from (
        select * from {{ ref('stg_microsip__rate_versions') }}
        union all
        select * from {{ ref('stg_banxico__rate_versions') }}
    ) as rates
    inner join months on rates.changed_at > months.reported_at and rates.rate_date <= months.as_of_date
),

ranked as (
    select
        *,
        row_number() over (
            partition by closed_month, document_id, reason_code
            order by learned_at desc, table_name asc
        ) as recency
    from events
)

select
    closed_month,
    document_id,
    reason_code,
    table_name,
    learned_at
from ranked
where recency = 1
