with inputs as (
    {{ metric_inputs(ref('dim_periods'), ref('fct_open_items_monthly'), metric_groupings()) }}
)

select * from inputs
