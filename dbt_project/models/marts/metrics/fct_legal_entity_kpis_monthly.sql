{{ config(materialized='view') }}
-- The same formulas, computed when they are asked for: five thousand entities would be millions of rows.
with inputs as (
    select *
    from {{ ref('fct_metric_inputs_monthly') }}
    where grouping_code = 'legal_entity'
),

kpis as (
    {{ kpis('inputs', ref('fct_dso_countback_monthly')) }}
)

select * from kpis
