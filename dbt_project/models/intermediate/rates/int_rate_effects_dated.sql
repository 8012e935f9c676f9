-- From which day to which a value of a series serves a purpose: each rule of policy_rate_purposes, once.
with policy as (
    select days_count as max_age_days
    from {{ ref('policy_metrics') }}
    where metric_parameter_code = 'rate_max_age_days'
),

-- Determined on a bank day, published on the next, settling on the one after.
shown as (
    select
        rates.series_code,
        rates.rate_date,
        rates.rate,
        lead(rates.rate_date) over (partition by rates.series_code order by rates.rate_date) as following_date,
        own.previous_bank_date,
        own.next_bank_date as published_date,
        published.next_bank_date as settled_date
    from {{ ref('stg_banxico__rates') }} as rates
    left join {{ ref('int_bank_days_linked') }} as own on rates.rate_date = own.bank_date
    left join {{ ref('int_bank_days_linked') }} as published on own.next_bank_date = published.bank_date
    where rates.rate is not null
),

-- A value is the last one published until the next value of its series is published. Beyond the bank
-- days that are known, another may have been: only the day after the last of them is certain.
dated as (
    select
        shown.series_code,
        purposes.purpose_code,
        purposes.rule_code,
        purposes.preference_number,
        purposes.is_approximation,
        shown.rate_date,
        shown.rate,
        shown.following_date,
        case
            when purposes.rule_code in ('last_published', 'two_bank_days_later')
                then cast({{ dbt.dateadd('day', 1, 'shown.published_date') }} as date)
            when purposes.rule_code = 'settlement_date'
                then cast({{ dbt.dateadd('day', 1, 'shown.previous_bank_date') }} as date)
            else shown.rate_date
        end as first_date,
        case purposes.rule_code
            when 'last_determined'
                then coalesce(
                    cast({{ dbt.dateadd('day', -1, 'shown.following_date') }} as date),
                    cast({{ dbt.dateadd('day', 'policy.max_age_days', 'shown.rate_date') }} as date)
                )
            when 'last_published'
                then case
                    when shown.published_date is not null
                        then coalesce(
                            followers.next_bank_date,
                            shown.settled_date,
                            cast({{ dbt.dateadd('day', 1, 'shown.published_date') }} as date)
                        )
                end
            when 'two_bank_days_later'
                then coalesce(
                    shown.settled_date,
                    cast({{ dbt.dateadd('day', 1, 'shown.published_date') }} as date)
                )
            else shown.rate_date
        end as last_date,
        case purposes.rule_code
            when 'last_published' then cast({{ dbt.dateadd('day', 1, 'shown.published_date') }} as date)
            when 'two_bank_days_later'
                then coalesce(
                    shown.settled_date,
                    cast({{ dbt.dateadd('day', 1, 'shown.published_date') }} as date)
                )
            else shown.rate_date
        end as own_date,
        cast({{ dbt.dateadd('day', 'policy.max_age_days', 'shown.rate_date') }} as date) as oldest_date
    from shown
    inner join {{ ref('policy_rate_purposes') }} as purposes
        on shown.series_code = purposes.series_code
    left join {{ ref('int_bank_days_linked') }} as followers
        on shown.following_date = followers.bank_date
    cross join policy
)

select
    dated.series_code,
    series.currency_code,
    dated.purpose_code,
    dated.rule_code,
    dated.preference_number,
    dated.is_approximation,
    dated.rate_date,
    dated.rate,
    coalesce(dated.first_date, dated.last_date) as from_date,
    least(dated.last_date, dated.oldest_date) as to_date,
    dated.own_date
from dated
inner join {{ ref('policy_rate_series') }} as series
    on dated.series_code = series.series_code
-- Without a known day of publication there is nothing to serve yet.
where dated.last_date is not null
