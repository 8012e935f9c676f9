-- What each credit has unapplied, as stretches of days: [from_date, until_date). Three ways to be
-- unapplied: a receipt waiting for its later invoice, an application whose charge is gone, and credit
-- that the ERP keeps for the customer, used oldest first.
with run as (
    select as_of_date from {{ ref('dim_run_parameters') }}
),

waiting_steps as (
    select
        applications.application_id as entry_id,
        applications.credit_date as from_date,
        case
            when applications.has_charge and applications.effective_date <= run.as_of_date
                then applications.effective_date
        end as next_date,
        applications.applied_amount as original_amount,
        cast(0 as decimal(18, 2)) as used_amount
    from {{ ref('fct_applications') }} as applications
    cross join run
    where
        applications.credit_date <= run.as_of_date
        and (not applications.has_charge or applications.effective_date > applications.credit_date)
),

-- Where each kept credit lies in its customer's line of credits, oldest first.
kept as (
    select
        entries.entry_id,
        entries.customer_id,
        entries.currency_code,
        entries.entry_date,
        -entries.amount as amount,
        sum(-entries.amount) over (
            partition by entries.customer_id, entries.currency_code
            order by entries.entry_date, entries.entry_id
            rows between unbounded preceding and current row
        ) as amount_until
    from {{ ref('fct_ledger_entries') }} as entries
    cross join run
    where entries.entry_kind_code = 'unapplied' and entries.entry_date <= run.as_of_date
),

uses as (
    select
        entries.customer_id,
        entries.currency_code,
        entries.entry_date as use_date,
        sum(entries.amount) as amount
    from {{ ref('fct_ledger_entries') }} as entries
    cross join run
    where entries.entry_kind_code = 'unapplied_use' and entries.entry_date <= run.as_of_date
    group by 1, 2, 3
),

cumulated as (
    select
        uses.*,
        sum(uses.amount) over (
            partition by uses.customer_id, uses.currency_code
            order by uses.use_date
            rows between unbounded preceding and current row
        ) as amount_until
    from uses
),

-- Only a use that moves within a credit's part of the line changes what is left of that credit. One
-- before the credit was there counts from the credit's own day.
kept_movements as (
    select
        entry_id,
        entry_date as movement_date,
        cast(null as date) as use_date,
        0 as used_amount
    from kept
    union all
    select
        kept.entry_id,
        greatest(cumulated.use_date, kept.entry_date) as movement_date,
        cumulated.use_date,
        least(greatest(cumulated.amount_until - (kept.amount_until - kept.amount), 0), kept.amount) as used_amount
    from kept
    inner join cumulated
        on kept.customer_id = cumulated.customer_id and kept.currency_code = cumulated.currency_code
    where
        greatest(cumulated.amount_until, cumulated.amount_until - cumulated.amount) > kept.amount_until - kept.amount
        and least(cumulated.amount_until, cumulated.amount_until - cumulated.amount) < kept.amount_until
),

kept_daily as (
    select
        entry_id,
        movement_date,
        used_amount,
        row_number() over (
            partition by entry_id, movement_date
            order by case when use_date is null then 1 else 0 end asc, use_date desc
        ) as recency
    from kept_movements
),

kept_steps as (
    select
        kept_daily.entry_id,
        kept_daily.movement_date as from_date,
        lead(kept_daily.movement_date) over (
            partition by kept_daily.entry_id
            order by kept_daily.movement_date
        ) as next_date,
        kept.amount as original_amount,
        kept_daily.used_amount
    from kept_daily
    inner join kept
        on kept_daily.entry_id = kept.entry_id
    where kept_daily.recency = 1
),

stepped as (
    select * from waiting_steps
    union all
    select * from kept_steps
)

select
    stepped.entry_id,
    entries.document_id as credit_id,
    entries.customer_id,
    entries.document_number as credit_number,
    entries.class_code,
    entries.entry_date as credit_date,
    entries.currency_code,
    cast(stepped.original_amount as decimal(18, 2)) as original_amount,
    cast(stepped.original_amount - stepped.used_amount as decimal(18, 2)) as unapplied_amount,
    {{ cents('(stepped.original_amount - stepped.used_amount) * entries.exchange_rate') }} as unapplied_amount_mxn,
    stepped.from_date,
    {{ stretch_end('stepped.next_date', 'run') }} as until_date
from stepped
cross join run
inner join {{ ref('fct_ledger_entries') }} as entries
    on stepped.entry_id = entries.entry_id
where stepped.original_amount <> stepped.used_amount
