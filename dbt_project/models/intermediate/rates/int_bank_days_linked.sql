-- Bank days as the series themselves know them: nobody has to guess a calendar.
-- A settlement date after the last determination is a bank day already announced.
with policy as (
    select days_count as max_age_days
    from {{ ref('policy_metrics') }}
    where metric_parameter_code = 'rate_max_age_days'
),

calendar_days as (
    select
        rates.rate_date,
        series.date_code,
        max(case when series.date_code = 'determination' then rates.rate_date end) over () as last_determined_date
    from {{ ref('stg_banxico__rates') }} as rates
    inner join {{ ref('policy_rate_series') }} as series
        on rates.series_code = series.series_code
    where rates.rate is not null and series.is_bank_calendar
),

bank_days as (
    select distinct rate_date as bank_date
    from calendar_days
    where
        date_code = 'determination'
        or last_determined_date is null
        or rate_date > last_determined_date
),

neighbours as (
    select
        bank_date,
        lag(bank_date) over (order by bank_date) as previous_date,
        lead(bank_date) over (order by bank_date) as next_date
    from bank_days
)

-- Two days too far apart are no neighbours: what lies between was not delivered.
select
    neighbours.bank_date,
    case
        when {{ dbt.datediff('neighbours.previous_date', 'neighbours.bank_date', 'day') }} <= policy.max_age_days
            then neighbours.previous_date
    end as previous_bank_date,
    case
        when {{ dbt.datediff('neighbours.bank_date', 'neighbours.next_date', 'day') }} <= policy.max_age_days
            then neighbours.next_date
    end as next_bank_date
from neighbours
cross join policy
