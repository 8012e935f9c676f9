{{ dso_countback(ref('fct_metric_inputs_monthly')) }}
