-- The subledger against the control accounts of the general ledger, at each closed month-end since the first balance
-- was delivered: a month without one is not agreed. policy_control_accounts says which accounts hold what.
with first_delivered as (
    select min(period_month) as period_month from {{ ref('stg_books__gl_balances') }}
),

accounts as (
    select
        periods.period_month,
        policies.balance_code,
        policies.currency_code,
        policies.valuation_code,
        sum(coalesce(balances.closing_balance_amount_mxn, 0)) as amount_mxn
    from {{ ref('policy_control_accounts') }} as policies
    cross join first_delivered
    inner join {{ ref('int_periods') }} as periods
        on periods.is_month_end and first_delivered.period_month <= periods.period_month
    left join {{ ref('stg_books__gl_balances') }} as balances
        on
            policies.account_code = balances.account_code
            and periods.period_month = balances.period_month
            and not balances.is_year_end_close
    group by
        periods.period_month, policies.balance_code, policies.currency_code, policies.valuation_code
),

held as (
    select
        period_month,
        currency_code,
        'open' as balance_code,
        open_amount_mxn as document_amount_mxn,
        closing_amount_mxn
    from {{ ref('fct_open_items_monthly') }}
    union all
    select
        period_month,
        currency_code,
        'unapplied' as balance_code,
        unapplied_amount_mxn,
        closing_amount_mxn
    from {{ ref('fct_unapplied_credits_monthly') }}
),

totals as (
    select
        period_month,
        currency_code,
        balance_code,
        sum(document_amount_mxn) as document_amount_mxn,
        sum(closing_amount_mxn) as closing_amount_mxn
    from held
    group by period_month, currency_code, balance_code
),

comparison as (
    select
        accounts.period_month,
        'control_account' as subject_type_code,
        accounts.balance_code || coalesce('/' || accounts.currency_code, '') as subject_id,
        cast(null as varchar) as currency_code,
        max(accounts.amount_mxn) as expected_amount,
        coalesce(
            sum(
                case when accounts.balance_code = 'net' and totals.balance_code = 'unapplied' then -1 else 1 end
                * case accounts.valuation_code
                    when 'document' then totals.document_amount_mxn else totals.closing_amount_mxn
                end
            ),
            0
        ) as actual_amount
    from accounts
    left join totals
        on
            accounts.period_month = totals.period_month
            and accounts.balance_code in (totals.balance_code, 'net')
            and coalesce(accounts.currency_code = totals.currency_code, true)
    group by accounts.period_month, accounts.balance_code, accounts.currency_code, accounts.valuation_code
)

{{ compared('general_ledger', 'comparison') }}
