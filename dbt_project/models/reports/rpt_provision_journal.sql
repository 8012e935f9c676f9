-- A proposal: nothing is posted. Three entries of two lines, those without an amount left out.
with months as (
    select
        period_month,
        as_of_date,
        sum(
            volume_amount_mxn + mix_amount_mxn + rate_amount_mxn + forward_looking_amount_mxn + overlay_amount_mxn
        ) as loss_amount_mxn,
        sum(exchange_amount_mxn) as exchange_amount_mxn,
        sum(written_off_amount_mxn) as written_off_amount_mxn
    from {{ ref('fct_provision_bridges_monthly') }}
    group by 1, 2
),

entries as (
    select
        period_month,
        as_of_date,
        1 as entry_number,
        'loss' as entry_code,
        'expense' as own_role_code,
        'allowance' as contra_role_code,
        loss_amount_mxn as amount_mxn
    from months
    union all
    select
        period_month,
        as_of_date,
        2 as entry_number,
        'exchange' as entry_code,
        case when exchange_amount_mxn > 0 then 'exchange_loss' else 'exchange_gain' end as own_role_code,
        'allowance' as contra_role_code,
        exchange_amount_mxn
    from months
    union all
    select
        period_month,
        as_of_date,
        3 as entry_number,
        'write_off' as entry_code,
        'allowance' as own_role_code,
        'receivable' as contra_role_code,
        written_off_amount_mxn
    from months
),

lines as (
    select
        period_month,
        as_of_date,
        entry_number,
        entry_code,
        own_role_code as role_code,
        amount_mxn
    from entries
    where amount_mxn <> 0
    union all
    select
        period_month,
        as_of_date,
        entry_number,
        entry_code,
        contra_role_code as role_code,
        -amount_mxn as amount_mxn
    from entries
    where amount_mxn <> 0
)

select
    lines.period_month,
    lines.as_of_date,
    lines.entry_number,
    lines.entry_code,
    lines.role_code,
    chart.account_code,
    chart.label_es as account_label_es,
    chart.label_en as account_label_en,
    cast(greatest(lines.amount_mxn, 0) as decimal(18, 2)) as debit_amount_mxn,
    cast(greatest(-lines.amount_mxn, 0) as decimal(18, 2)) as credit_amount_mxn
from lines
left join {{ ref('policy_provision_accounts') }} as chart
    on lines.role_code = chart.role_code and {{ in_force('chart', 'lines.as_of_date') }}
