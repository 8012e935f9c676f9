-- From last month's grade to this month's. Who had no row a month before is new, not without a grade.
select
    period_month,
    as_of_date,
    case
        when not has_previous_month then 'new'
        else coalesce(previous_grade_code, 'none')
    end as from_grade_code,
    coalesce(grade_code, 'none') as to_grade_code,
    cast(count(*) as integer) as legal_entity_count,
    {{ total('balance_amount_mxn') }} as balance_amount_mxn
from {{ ref('fct_risk_scores_monthly') }}
group by 1, 2, 3, 4
