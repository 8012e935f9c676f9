-- Every credit of a bank account in one class: the first rule of policy_bank_credit_classes that holds, so that a
-- reason stands beside each. A transfer from an account of our own is one whatever its text says.
with run as (
    select
        as_of_date,
        functional_currency_code
    from {{ ref('dim_run_parameters') }}
),

own_accounts as (
    select distinct account_id
    from {{ ref('fct_bank_movements') }}
),

credits as (
    select
        movements.movement_id,
        movements.bank_code,
        movements.account_id,
        movements.sequence_number,
        movements.movement_date,
        movements.period_month,
        coalesce(movements.currency_code, run.functional_currency_code) as currency_code,
        movements.deposit_amount,
        case when own_accounts.account_id is not null then 'own_transfer' else movements.movement_kind_code end
            as movement_kind_code,
        movements.movement_kind_code = 'cheque_provisional' as is_for_collection,
        movements.counterparty_name,
        movements.counterparty_rfc,
        movements.counterparty_clabe,
        movements.reference,
        movements.tracking_key,
        coalesce(movements.concept, movements.description) as bank_text,
        upper(concat(coalesce(movements.description, ''), ' ', coalesce(movements.concept, ''))) as said_text,
        -- Of deposits alike on one day it is the nth: a key that later statements do not move.
        row_number() over (
            partition by movements.account_id, movements.movement_date, movements.deposit_amount
            order by movements.sequence_number
        ) as like_number
    from {{ ref('fct_bank_movements') }} as movements
    inner join run on movements.movement_date <= run.as_of_date
    left join own_accounts
        on
            own_accounts.account_id = concat(
                substr(movements.counterparty_clabe, 1, 3), '-',
                ltrim(substr(movements.counterparty_clabe, 7, 11), '0')
            )
    where movements.deposit_amount > 0
),

classed as (
    select
        credits.movement_id,
        rules.rule_number,
        rules.class_code,
        rules.is_customer_money,
        row_number() over (partition by credits.movement_id order by rules.rule_number) as choice_number
    from credits
    inner join {{ ref('policy_bank_credit_classes') }} as rules
        on
            coalesce(rules.movement_kind_code, credits.movement_kind_code) = credits.movement_kind_code
            and (rules.text_pattern is null or credits.said_text like rules.text_pattern)
),

-- What came back: a transfer with its return, a cheque that the bank sent back.
came_back as (
    select
        origin_movement_id as movement_id,
        movement_date as returned_date
    from {{ ref('fct_bank_movement_pairs') }}
    where pair_code = 'spei_return'
    union all
    select
        cheques.movement_id,
        min(sent_back.movement_date) as returned_date
    from {{ ref('fct_bank_movements') }} as sent_back
    inner join credits as cheques
        on
            sent_back.account_id = cheques.account_id
            and sent_back.withdrawal_amount = cheques.deposit_amount
            and sent_back.movement_date >= cheques.movement_date
            and {{ dbt.datediff('cheques.movement_date', 'sent_back.movement_date', 'day') }}
            <= {{ credit_parameter('receipt_confirmation_days') }}
    where sent_back.movement_kind_code = 'returned_cheque'
    group by cheques.movement_id
),

returned as (
    select
        came_back.movement_id,
        min(came_back.returned_date) as returned_date
    from came_back
    inner join run on came_back.returned_date <= run.as_of_date
    group by came_back.movement_id
)

select
    'R-' || substr({{ dbt.hash(
        "concat(credits.account_id, '/', cast(credits.movement_date as varchar), '/', "
        ~ "cast(credits.deposit_amount as varchar), '/', cast(credits.like_number as varchar))"
    ) }}, 1, 12) as bank_receipt_id,
    credits.movement_id,
    credits.bank_code,
    credits.account_id,
    credits.movement_date as receipt_date,
    credits.period_month,
    credits.currency_code,
    credits.deposit_amount as receipt_amount,
    classed.class_code,
    cast(classed.rule_number as integer) as rule_number,
    classed.is_customer_money,
    case
        when not classed.is_customer_money then 'not_customer'
        when returned.movement_id is not null then 'returned'
        when
            credits.is_for_collection
            and {{ dbt.datediff('credits.movement_date', 'run.as_of_date', 'day') }}
            <= {{ credit_parameter('receipt_confirmation_days') }}
            then 'provisional'
        else 'confirmed'
    end as status_code,
    credits.is_for_collection,
    returned.returned_date,
    credits.counterparty_name as payer_name,
    credits.counterparty_rfc as payer_rfc,
    credits.counterparty_clabe as payer_account,
    credits.reference as bank_reference,
    credits.bank_text,
    credits.tracking_key
from credits
inner join run on credits.movement_date <= run.as_of_date
inner join classed on credits.movement_id = classed.movement_id and classed.choice_number = 1
left join returned on credits.movement_id = returned.movement_id
