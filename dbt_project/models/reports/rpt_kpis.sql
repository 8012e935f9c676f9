select
    period_month,
    as_of_date,
    scope_code,
    kpi_code,
    kpi_value,
    numerator_amount,
    denominator_amount,
    base_days,
    days_count,
    formula_code,
    null_reason_code
from {{ ref('fct_kpis_monthly') }}
