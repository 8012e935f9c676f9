{{ kpis(ref('fct_metric_inputs_monthly'), ref('fct_dso_countback_monthly')) }}
