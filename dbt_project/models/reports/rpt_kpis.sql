-- The company and its currencies.
select
    kpis.period_month,
    kpis.as_of_date,
    kpis.grouping_code,
    kpis.scope_code,
    kpis.span_months,
    kpis.kpi_code,
    metrics.kpi_order,
    metrics.unit_code,
    metrics.headline_span_months = kpis.span_months as is_headline,
    kpis.kpi_value,
    kpis.numerator_amount,
    kpis.denominator_amount,
    kpis.base_days,
    kpis.days_count,
    kpis.formula_code,
    kpis.null_reason_code,
    kpis.direction_code,
    kpis.target_value,
    kpis.tolerated_value,
    kpis.status_code
from {{ ref('fct_kpis_monthly') }} as kpis
inner join {{ ref('policy_kpis') }} as metrics
    on kpis.kpi_code = metrics.kpi_code
where kpis.grouping_code in ('total', 'currency')
