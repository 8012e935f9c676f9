with inputs as (
    {{ metric_inputs(ref('dim_periods'), ref('fct_aging_monthly'), ref('fct_open_items_monthly')) }}
)

select * from inputs
