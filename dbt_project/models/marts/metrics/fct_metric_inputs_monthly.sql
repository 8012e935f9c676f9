{{ metric_inputs(ref('dim_periods'), ref('fct_aging_monthly')) }}
