-- Each movement's balance continues the one before, each statement leads from its opening to its closing balance,
-- and every account that has delivered goes on delivering. Expected: what moved; actual: what the balance did.
with movements as (
    select
        period_month,
        'bank_movement' as subject_type_code,
        movement_id as subject_id,
        cast(null as varchar) as currency_code,
        deposit_amount - withdrawal_amount as expected_amount,
        deposit_amount - withdrawal_amount + coalesce(balance_amount - expected_balance_amount, 0) as actual_amount
    from {{ ref('fct_bank_movements') }}
),

statements as (
    select
        cast({{ dbt.date_trunc('month', 'to_date') }} as date) as period_month,
        'bank_statement' as subject_type_code,
        statement_id as subject_id,
        currency_code,
        deposit_amount - withdrawal_amount as expected_amount,
        closing_balance_amount - opening_balance_amount as actual_amount
    from {{ ref('fct_bank_statements') }}
    where opening_balance_amount is not null and closing_balance_amount is not null and to_date is not null
),

last_balances as (
    select
        account_id,
        balance_amount,
        movement_date
    from (
        select
            *,
            row_number() over (partition by account_id order by sequence_number desc) as recency
        from {{ ref('fct_bank_movements') }}
    ) as movements_by_recency
    where recency = 1
),

accounts as (
    select
        statements.account_id,
        min(statements.from_date) as first_date,
        -- An account that was emptied owes nothing more.
        max(case when last_balances.balance_amount = 0 then last_balances.movement_date end) as emptied_date
    from {{ ref('fct_bank_statements') }} as statements
    left join last_balances on statements.account_id = last_balances.account_id
    group by statements.account_id
),

-- A statement covers a month when it reaches its end, or has days of it and was made after its end: nothing moved
-- on the last days then.
coverage as (
    select
        periods.period_month,
        accounts.account_id,
        count(statements.account_id) as statement_count
    from {{ ref('int_periods') }} as periods
    inner join accounts
        on
            periods.as_of_date >= accounts.first_date
            and coalesce(periods.as_of_date < accounts.emptied_date, true)
    left join {{ ref('fct_bank_statements') }} as statements
        on
            accounts.account_id = statements.account_id
            and periods.as_of_date >= statements.from_date
            and (
                periods.as_of_date <= statements.to_date
                or (periods.period_month <= statements.to_date and periods.as_of_date <= statements.delivered_on)
            )
    where periods.is_month_end
    group by periods.period_month, accounts.account_id
),

-- Counted in statements and not in money: one is due, one or none is there.
months as (
    select
        period_month,
        'account' as subject_type_code,
        account_id as subject_id,
        cast(null as varchar) as currency_code,
        1 as expected_amount,
        case when statement_count = 0 then 0 else 1 end as actual_amount
    from coverage
),

comparison as (
    select * from movements
    union all
    select * from statements
    union all
    select * from months
)

{{ compared('bank_chain', 'comparison') }}
