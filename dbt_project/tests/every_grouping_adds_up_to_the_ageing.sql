{{ config(meta={'dagster': {'ref': {'name': 'rpt_aging_by_group'}}}) }}
-- By month and currency; a customer without salesperson or zone must not fall out.
with whole as (
    select
        period_month,
        currency_code,
        sum(open_amount) as open_amount,
        sum(unapplied_amount) as unapplied_amount
    from {{ ref('fct_aging_monthly') }}
    group by period_month, currency_code
),

grouped as (
    select
        period_month,
        currency_code,
        grouping_code,
        sum(open_amount) as open_amount,
        sum(unapplied_amount) as unapplied_amount
    from {{ ref('rpt_aging_by_group') }}
    group by period_month, currency_code, grouping_code
)

select
    whole.period_month,
    whole.currency_code,
    count(grouped.grouping_code) as grouping_count
from whole
left join grouped
    on
        whole.period_month = grouped.period_month
        and whole.currency_code = grouped.currency_code
        and whole.open_amount = grouped.open_amount
        and whole.unapplied_amount = grouped.unapplied_amount
group by whole.period_month, whole.currency_code
having count(grouped.grouping_code) <> 3
