-- Every currency with something open has a line for each of the thirteen weeks, for later (14) and for
-- what is not expected (0). Each of the four columns adds up to what is open, to the cent.
with items as (
    select * from {{ ref('fct_cash_forecast_items') }}
),

weeks as (
    {% for week in range(15) %}
        select {{ week }} as week_number{{ ' union all' if not loop.last }}
    {% endfor %}
),

placed as (
    {% for column in ('week_number', 'early_week_number', 'late_week_number', 'due_week_number') %}
        select
            period_month,
            as_of_date,
            currency_code,
            {{ column }} as week_number,
            {% for other in ('week_number', 'early_week_number', 'late_week_number', 'due_week_number') %}
                {{ 'open_amount' if other == column else 'cast(0 as decimal(18, 2))' }}
                as {{ other | replace('_number', '') }}_amount{{ ',' if not loop.last }}
            {% endfor %}
        from items
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

grid as (
    select distinct
        items.period_month,
        items.as_of_date,
        items.currency_code,
        weeks.week_number
    from items
    cross join weeks
)

select
    grid.period_month,
    grid.as_of_date,
    grid.currency_code,
    cast(grid.week_number as integer) as week_number,
    case when grid.week_number between 1 and 14
        then cast({{ dbt.dateadd('day', '(grid.week_number - 1) * 7 + 1', 'grid.as_of_date') }} as date)
    end as from_date,
    {{ total('placed.week_amount') }} as expected_amount,
    {{ total('placed.early_week_amount') }} as early_amount,
    {{ total('placed.late_week_amount') }} as late_amount,
    {{ total('placed.due_week_amount') }} as due_date_amount,
    scores.wape_rate,
    due_scores.wape_rate as due_date_wape_rate
from grid
left join placed
    on
        grid.as_of_date = placed.as_of_date
        and grid.currency_code = placed.currency_code
        and grid.week_number = placed.week_number
left join {{ ref('fct_cash_forecast_scores') }} as scores
    on
        grid.currency_code = scores.currency_code
        and grid.week_number = scores.week_number
        and scores.rival_code = 'model'
left join {{ ref('fct_cash_forecast_scores') }} as due_scores
    on
        grid.currency_code = due_scores.currency_code
        and grid.week_number = due_scores.week_number
        and due_scores.rival_code = 'due_date'
group by 1, 2, 3, 4, 5, 10, 11
