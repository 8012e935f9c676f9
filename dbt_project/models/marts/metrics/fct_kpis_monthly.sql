-- Legal entities are too many to store with every metric: fct_legal_entity_kpis_monthly.
with inputs as (
    select *
    from {{ ref('fct_metric_inputs_monthly') }}
    where grouping_code <> 'legal_entity'
),

kpis as (
    {{ kpis('inputs', ref('fct_dso_countback_monthly')) }}
)

select * from kpis
