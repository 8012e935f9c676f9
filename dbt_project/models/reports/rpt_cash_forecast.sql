-- Every currency with something open has a line for each of the thirteen weeks, for later (14) and for
-- what is not expected (0). Each of the four columns adds up to what is open, to the cent.
with items as (
    select * from {{ ref('fct_cash_forecast_items') }}
),

weeks as (
    {{ forecast_weeks() }}
),

placed as (
    select
        as_of_date,
        currency_code,
        week_number,
        'expected' as band_code,
        open_amount
    from items
    union all
    select
        as_of_date,
        currency_code,
        early_week_number as week_number,
        'early' as band_code,
        open_amount
    from items
    union all
    select
        as_of_date,
        currency_code,
        late_week_number as week_number,
        'late' as band_code,
        open_amount
    from items
    union all
    select
        as_of_date,
        currency_code,
        due_week_number as week_number,
        'due_date' as band_code,
        open_amount
    from items
),

grid as (
    select distinct
        items.period_month,
        items.as_of_date,
        items.currency_code,
        weeks.week_number
    from items
    cross join weeks
),

weekly as (
    select
        grid.period_month,
        grid.as_of_date,
        grid.currency_code,
        grid.week_number,
        {{ total("case when placed.band_code = 'expected' then placed.open_amount end") }} as expected_amount,
        {{ total("case when placed.band_code = 'early' then placed.open_amount end") }} as early_amount,
        {{ total("case when placed.band_code = 'late' then placed.open_amount end") }} as late_amount,
        {{ total("case when placed.band_code = 'due_date' then placed.open_amount end") }} as due_date_amount
    from grid
    left join placed
        on
            grid.as_of_date = placed.as_of_date
            and grid.currency_code = placed.currency_code
            and grid.week_number = placed.week_number
    group by 1, 2, 3, 4
)

select
    weekly.period_month,
    weekly.as_of_date,
    weekly.currency_code,
    cast(weekly.week_number as integer) as week_number,
    case
        when weekly.week_number between 1 and 14
            then cast({{ dbt.dateadd('day', '(weekly.week_number - 1) * 7 + 1', 'weekly.as_of_date') }} as date)
    end as from_date,
    case
        when weekly.week_number between 1 and 13
            then cast({{ dbt.dateadd('day', 'weekly.week_number * 7', 'weekly.as_of_date') }} as date)
    end as until_date,
    weekly.expected_amount,
    weekly.early_amount,
    weekly.late_amount,
    weekly.due_date_amount,
    {{ by_the_end_of_week('expected_amount') }} as cumulative_amount,
    -- Whoever pays late has paid the least by then.
    {{ by_the_end_of_week('late_amount') }} as cumulative_low_amount,
    {{ by_the_end_of_week('early_amount') }} as cumulative_high_amount,
    scores.wape_rate,
    due_scores.wape_rate as due_date_wape_rate
from weekly
left join {{ ref('fct_cash_forecast_scores') }} as scores
    on
        weekly.currency_code = scores.currency_code
        and weekly.week_number = scores.week_number
        and scores.rival_code = 'model'
left join {{ ref('fct_cash_forecast_scores') }} as due_scores
    on
        weekly.currency_code = due_scores.currency_code
        and weekly.week_number = due_scores.week_number
        and due_scores.rival_code = 'due_date'
