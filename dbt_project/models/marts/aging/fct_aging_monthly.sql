{{ aging_by_customer(ref('fct_open_items_monthly'), ref('fct_unapplied_credits_monthly')) }}
