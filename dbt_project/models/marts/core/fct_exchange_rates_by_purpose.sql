with run as (
    select as_of_date from {{ ref('stg_cartera__run_parameters') }}
),

effects as (
    select * from {{ ref('int_rate_effects_dated') }}
),

served as (
    select
        effects.currency_code,
        effects.purpose_code,
        min(effects.from_date) as first_date,
        greatest(max(effects.to_date), max(run.as_of_date)) as last_date,
        max(effects.to_date) as last_served_date
    from effects
    cross join run
    group by effects.currency_code, effects.purpose_code
),

days as (
    select series_date as rate_date
    from {{ date_series(
        '(select min(first_date) from served)', '(select max(last_date) from served)', 'day') }} as series
),

-- The series that comes first in the policy, of those that serve the day.
chosen as (
    select
        effects.*,
        days.rate_date as served_date,
        row_number() over (
            partition by effects.currency_code, effects.purpose_code, days.rate_date
            order by effects.preference_number asc, effects.rate_date desc
        ) as choice_number
    from days
    inner join effects
        on days.rate_date between effects.from_date and effects.to_date
)

select
    served.currency_code,
    days.rate_date,
    served.purpose_code,
    chosen.rate as exchange_rate,
    chosen.series_code,
    chosen.rate_date as source_date,
    chosen.rule_code,
    coalesce(chosen.own_date <> days.rate_date, false) as is_carried,
    coalesce(chosen.is_approximation, false) as is_approximation,
    case
        when chosen.rate is not null then cast(null as varchar)
        when days.rate_date > served.last_served_date then 'not_yet_published'
        else 'not_delivered'
    end as missing_reason_code
from served
inner join days
    on days.rate_date between served.first_date and served.last_date
left join chosen
    on
        served.currency_code = chosen.currency_code
        and served.purpose_code = chosen.purpose_code
        and days.rate_date = chosen.served_date
        and chosen.choice_number = 1
