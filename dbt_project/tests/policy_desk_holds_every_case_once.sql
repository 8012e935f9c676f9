-- On the run's as-of date every number of the desk, every limit and target has one row, and every segment, grade and
-- day past due one strategy: a gap would leave accounts without an action, and of two one would have to be chosen.
{{ config(meta={'dagster': {'ref': {'name': 'policy_collection_strategies'}}}) }}
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

-- Each stretch begins where the one before it ends, so that the first and last days of all stand for every day.
grades as (
    select grade_code from {{ ref('policy_risk_grades') }}
    union all
    select 'none' as grade_code
),

edges as (
    select from_days as edge_days from {{ ref('policy_collection_strategies') }}
    union
    select coalesce(to_days, 99999) as edge_days from {{ ref('policy_collection_strategies') }}
    union
    select 1 as edge_days
),

cases as (
    select
        segments.segment_code,
        grades.grade_code,
        edges.edge_days
    from {{ ref('policy_provision_segments') }} as segments
    cross join grades
    cross join edges
),

wanted as (
    {% for term in [
        'cost_of_money_percent', 'cost_year_days', 'contact_days', 'capacity_days', 'broken_promise_days',
        'minimum_amount_mxn',
    ] -%}
        select 'policy_desk_terms/{{ term }}' as policy_key
        union all
    {% endfor -%}
    {% for status in ['to_upload', 'uploaded', 'rejected', 'accepted'] -%}
        select 'policy_portal_limits/{{ status }}' as policy_key
        union all
    {% endfor -%}
    {% for indicator in ['promises_kept', 'overdue_contacted', 'dispute_days', 'portal_rejections'] -%}
        select 'policy_desk_targets/{{ indicator }}' as policy_key
        union all
    {% endfor -%}
    select segment_code || '/' || grade_code || '/' || cast(edge_days as varchar) as policy_key
    from cases
),

held as (
    select 'policy_desk_terms/' || terms.term_code as policy_key
    from {{ ref('policy_desk_terms') }} as terms
    inner join run on {{ in_force('terms', 'run.as_of_date') }}
    union all
    select 'policy_portal_limits/' || limits.status_code as policy_key
    from {{ ref('policy_portal_limits') }} as limits
    inner join run on {{ in_force('limits', 'run.as_of_date') }}
    union all
    select 'policy_desk_targets/' || targets.indicator_code as policy_key
    from {{ ref('policy_desk_targets') }} as targets
    inner join run on {{ in_force('targets', 'run.as_of_date') }}
    union all
    select cases.segment_code || '/' || cases.grade_code || '/' || cast(cases.edge_days as varchar) as policy_key
    from cases
    inner join {{ ref('policy_collection_strategies') }} as strategies
        on
            cases.segment_code = strategies.segment_code
            and cases.grade_code = strategies.grade_code
            and cases.edge_days >= strategies.from_days
            and (strategies.to_days is null or cases.edge_days <= strategies.to_days)
    inner join run on {{ in_force('strategies', 'run.as_of_date') }}
)

select
    wanted.policy_key,
    count(held.policy_key) as row_count
from wanted
left join held on wanted.policy_key = held.policy_key
group by wanted.policy_key
having count(held.policy_key) <> 1
