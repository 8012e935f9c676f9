with compared as (
    select
        movements.period_month,
        movements.customer_id,
        movements.currency_code,
        coalesce(previous.balance_amount, 0) as previous_balance_amount,
        coalesce(aging.balance_amount, 0) as balance_amount,
        coalesce(previous.overdue_amount, 0) as previous_overdue_amount,
        coalesce(aging.overdue_amount, 0) as overdue_amount,
        previous.max_past_due_days as previous_max_past_due_days,
        aging.max_past_due_days
    from {{ ref('fct_rollforward_monthly') }} as movements
    left join {{ ref('fct_aging_monthly') }} as aging
        on
            movements.period_month = aging.period_month
            and movements.customer_id = aging.customer_id
            and movements.currency_code = aging.currency_code
    left join {{ ref('fct_aging_monthly') }} as previous
        on
            cast({{ dbt.dateadd('month', -1, 'movements.period_month') }} as date) = previous.period_month
            and movements.customer_id = previous.customer_id
            and movements.currency_code = previous.currency_code
)

select
    compared.period_month,
    compared.customer_id,
    customers.customer_code,
    customers.customer_name,
    compared.currency_code,
    compared.previous_balance_amount,
    compared.balance_amount,
    cast(compared.balance_amount - compared.previous_balance_amount as decimal(18, 2)) as change_amount,
    compared.previous_overdue_amount,
    compared.overdue_amount,
    cast(compared.overdue_amount - compared.previous_overdue_amount as decimal(18, 2)) as overdue_change_amount,
    compared.previous_max_past_due_days,
    compared.max_past_due_days,
    case
        when compared.previous_balance_amount = 0 and compared.previous_overdue_amount = 0 then 'new'
        when compared.balance_amount = 0 and compared.overdue_amount = 0 then 'settled'
        when compared.overdue_amount > compared.previous_overdue_amount then 'worse'
        when compared.overdue_amount < compared.previous_overdue_amount then 'better'
        when compared.balance_amount > compared.previous_balance_amount then 'worse'
        else 'better'
    end as change_code
from compared
left join {{ ref('dim_customers') }} as customers
    on compared.customer_id = customers.customer_id
where
    compared.previous_balance_amount <> compared.balance_amount
    or compared.previous_overdue_amount <> compared.overdue_amount
