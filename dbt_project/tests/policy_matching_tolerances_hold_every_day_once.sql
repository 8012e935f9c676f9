-- Each stretch of a tolerance begins the day after the one before it ends; only the last one has no end.
with stretches as (
    select
        preference_number,
        cause_code,
        valid_from,
        valid_to,
        lag(valid_to) over (partition by preference_number order by valid_from) as previous_valid_to,
        lag(cause_code) over (partition by preference_number order by valid_from) as previous_cause_code
    from {{ ref('policy_matching_tolerances') }}
)

select *
from stretches
where
    valid_from is null
    or coalesce(valid_to < valid_from, false)
    or (
        previous_cause_code is not null
        and (
            previous_valid_to is null
            or previous_valid_to + interval 1 day <> valid_from
            or previous_cause_code <> cause_code
        )
    )
