-- Of each currency: levels 1, 2, 3 … on every day that any is in force, each later than the one below it,
-- and no two stretches of a level that overlap or leave days between them.
with stretches as (
    select
        *,
        lead(valid_from) over (partition by currency_code, level_number order by valid_from) as next_from
    from {{ ref('policy_reminder_levels') }}
),

gaps as (
    select
        currency_code,
        level_number,
        valid_from
    from stretches
    where
        valid_to < valid_from
        or (next_from is not null and (valid_to is null or {{ dbt.datediff('valid_to', 'next_from', 'day') }} <> 1))
),

ladders as (
    select
        above.currency_code,
        above.level_number,
        above.valid_from
    from stretches as above
    left join stretches as below
        on
            above.currency_code = below.currency_code
            and above.level_number = below.level_number + 1
            and above.valid_from >= below.valid_from
            and above.valid_from <= coalesce(below.valid_to, above.valid_from)
    where
        above.level_number < 1
        or above.minimum_amount < 0
        or (above.level_number > 1 and below.level_number is null)
        or coalesce(above.from_past_due_days <= below.from_past_due_days, above.from_past_due_days < 1)
        or above.wait_days < 0
        or above.answer_days < 1
)

select * from gaps
union all
select * from ladders
