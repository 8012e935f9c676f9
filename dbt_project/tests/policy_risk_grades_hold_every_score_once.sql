-- Five grades from 0 on, each beginning higher than the one before it: no gap, no overlap.
with neighbours as (
    select
        grade_code,
        grade_order,
        from_score,
        lag(from_score) over (order by grade_order) as previous_from_score,
        row_number() over (order by from_score) as score_order,
        count(*) over () as grade_count
    from {{ ref('policy_risk_grades') }}
)

select *
from neighbours
where
    grade_count <> 5
    or grade_order <> score_order
    or (grade_order = 1 and from_score <> 0)
    or from_score <= previous_from_score
    or coalesce(from_score > 100, true)
