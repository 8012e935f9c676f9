-- The targets of one indicator, span and group follow day by day: no gap, no overlap, one direction's
-- order. A grouping has one target for all its groups or one for each, never both.
with neighbours as (
    select
        targets.kpi_code,
        targets.span_months,
        targets.grouping_code,
        targets.scope_code,
        targets.direction_code,
        targets.target_value,
        targets.tolerated_value,
        targets.valid_from,
        targets.valid_to,
        lead(targets.valid_from) over (
            partition by targets.kpi_code, targets.span_months, targets.grouping_code, targets.scope_code
            order by targets.valid_from
        ) as next_valid_from,
        count(targets.scope_code) over (
            partition by targets.kpi_code, targets.span_months, targets.grouping_code
        ) as scoped_count,
        count(*) over (partition by targets.kpi_code, targets.span_months, targets.grouping_code) as target_count
    from {{ ref('policy_kpi_targets') }} as targets
)

select *
from neighbours
where
    scoped_count not in (0, target_count)
    or coalesce(valid_to < valid_from, false)
    or (
        next_valid_from is not null
        and coalesce({{ dbt.dateadd('day', 1, 'valid_to') }} <> next_valid_from, true)
    )
    or (direction_code = 'at_most' and tolerated_value < target_value)
    or (direction_code = 'at_least' and tolerated_value > target_value)
