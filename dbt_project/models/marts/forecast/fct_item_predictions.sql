-- What is shown of each item: the model where it may speak, else the customer's own record, else the
-- company's, else the due date. Why it is not the model is said.
with judged as (
    select
        predictions.*,
        case
            when predictions.model_version_code is null then 'no_model'
            when predictions.segment_code = 'thin_history' then 'thin_history'
            when coalesce(verdicts.is_model_shown, false) then null
            else coalesce(verdicts.withdrawal_reason_code, 'few_outcomes')
        end as fallback_reason_code
    from {{ ref('prd_item_predictions') }} as predictions
    left join {{ ref('fct_model_verdicts') }} as verdicts
        on predictions.segment_code = verdicts.segment_code
),

chosen as (
    select
        judged.*,
        case
            when judged.fallback_reason_code is null then 'model'
            when judged.history_count > 0 then 'customer'
            when judged.company_history_count > 0 then 'company'
            else 'due_date'
        end as predictor_code,
        judged.fallback_reason_code is null as is_model
    from judged
)

select
    as_of_date,
    cast({{ dbt.date_trunc('month', 'as_of_date') }} as date) as period_month,
    is_backtest,
    charge_id,
    cast(installment_number as integer) as installment_number,
    customer_id,
    due_date,
    segment_code,
    predictor_code,
    fallback_reason_code,
    cast(history_count as bigint) as history_count,
    {% for days in (0, 30, 60, 90) %}
        cast(round(
            case when is_model then model_over_{{ days }}_probability else customer_over_{{ days }}_probability end, 6
        ) as decimal(9, 6)) as {{ 'late' if days == 0 else 'over_' ~ days }}_probability,
    {% endfor %}
    case when is_model then model_p10_date when predictor_code <> 'due_date' then customer_p10_date end as early_date,
    case
        when is_model then model_p50_date
        when predictor_code = 'due_date' then due_date_p50_date
        else customer_p50_date
    end as expected_date,
    case when is_model then model_p90_date when predictor_code <> 'due_date' then customer_p90_date end as late_date,
    model_p50_date as model_date,
    coalesce(customer_p50_date, due_date_p50_date) as customer_median_date,
    due_date_p50_date as due_date_date,
    case when is_model then model_version_code end as model_version_code,
    {% for place in (1, 2, 3) %}
        case when is_model then reason_{{ place }}_code end as reason_{{ place }}_code,
        case when is_model then cast(round(reason_{{ place }}_points, 1) as decimal(5, 1)) end
            as reason_{{ place }}_points,
    {% endfor %}
    settled_date,
    is_written_off
from chosen
