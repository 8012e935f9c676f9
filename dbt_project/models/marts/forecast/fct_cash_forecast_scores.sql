-- Forecasts of past month-ends against what came, of the items that were open then: an item counts with
-- what was open of it, in the week in which nothing was left. Only weeks that are over count.
with judged as (
    select
        predictions.as_of_date,
        items.currency_code,
        items.open_amount,
        {{ forecast_week('predictions.as_of_date', 'predictions.model_date') }} as model_week,
        {{ forecast_week('predictions.as_of_date', 'predictions.customer_median_date') }} as customer_median_week,
        {{ forecast_week('predictions.as_of_date', 'predictions.due_date_date') }} as due_date_week,
        {{ forecast_week(
            'predictions.as_of_date',
            'case when not predictions.is_written_off then predictions.settled_date end'
        ) }} as actual_week
    from {{ ref('fct_item_predictions') }} as predictions
    inner join {{ ref('fct_open_items_monthly') }} as items
        on
            predictions.as_of_date = items.as_of_date
            and predictions.charge_id = items.charge_id
            and predictions.installment_number = items.installment_number
    where predictions.is_backtest
),

placed as (
    {% for rival in ('model', 'customer_median', 'due_date') %}
        select
            as_of_date,
            currency_code,
            '{{ rival }}' as rival_code,
            {{ rival }}_week as week_number,
            open_amount as forecast_amount,
            cast(0 as decimal(18, 2)) as actual_amount
        from judged
        union all
        select
            as_of_date,
            currency_code,
            '{{ rival }}' as rival_code,
            actual_week as week_number,
            cast(0 as decimal(18, 2)) as forecast_amount,
            open_amount as actual_amount
        from judged
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

weekly as (
    select
        placed.as_of_date,
        placed.currency_code,
        placed.rival_code,
        placed.week_number,
        sum(placed.forecast_amount) as forecast_amount,
        sum(placed.actual_amount) as actual_amount
    from placed
    cross join {{ ref('dim_run_parameters') }} as run
    where
        placed.week_number between 1 and 13
        and {{ dbt.datediff('placed.as_of_date', 'run.as_of_date', 'day') }} >= placed.week_number * 7
    group by 1, 2, 3, 4
)

select
    currency_code,
    rival_code,
    week_number,
    cast(count(*) as bigint) as forecast_count,
    {{ total('forecast_amount') }} as forecast_amount,
    {{ total('actual_amount') }} as actual_amount,
    {{ total('abs(forecast_amount - actual_amount)') }} as absolute_error_amount,
    {{ ratio('sum(abs(forecast_amount - actual_amount))', 'sum(actual_amount)') }} as wape_rate,
    case when sum(actual_amount) = 0 then 'no_cash' end as reason_code
from weekly
group by 1, 2, 3
