-- Numbered 0 to 5, open at both ends, and each bucket begins the day after the one before it ends. One
-- begins on day 91: the share over 90 days is made of buckets.
with neighbours as (
    select
        bucket_number,
        from_days,
        to_days,
        lag(to_days) over (order by bucket_number) as previous_to_days,
        row_number() over (order by bucket_number) - 1 as expected_number,
        count(*) over () as bucket_count,
        sum(case when from_days = 91 then 1 else 0 end) over () as over_90_count
    from {{ ref('policy_aging_buckets') }}
)

select *
from neighbours
where
    bucket_count <> 6
    or over_90_count <> 1
    or bucket_number <> expected_number
    or (bucket_number = 0) <> (from_days is null)
    or (bucket_number = 5) <> (to_days is null)
    or coalesce(from_days <> previous_to_days + 1, false)
    or coalesce(from_days > to_days, false)
    or (bucket_number = 0 and to_days <> 0)
