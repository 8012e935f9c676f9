{{ exposure_components(
    ref('fct_open_items_monthly'), ref('fct_unapplied_credits_monthly'), ref('dim_periods')) }}
