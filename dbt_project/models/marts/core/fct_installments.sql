-- A charge by due date. Every share is rounded to cents; the last one takes the remainder.
with delivered as (
    select
        document_id as charge_id,
        due_date,
        share_percent,
        'document' as due_date_source_code
    from {{ ref('int_due_dates_unioned') }}
),

from_terms as (
    select
        charges.charge_id,
        cast({{ dbt.dateadd('day', 'term_lines.term_days', 'charges.charge_date') }} as date) as due_date,
        term_lines.share_percent,
        'terms' as due_date_source_code
    from {{ ref('fct_charges') }} as charges
    inner join {{ ref('stg_microsip__documents') }} as documents
        on charges.charge_id = documents.document_id
    inner join {{ ref('stg_microsip__payment_term_lines') }} as term_lines
        on documents.terms_id = term_lines.terms_id
    left join delivered
        on charges.charge_id = delivered.charge_id
    where delivered.charge_id is null
),

known as (
    select * from delivered
    union all
    select * from from_terms
),

shares as (
    select
        charges.charge_id,
        charges.amount,
        coalesce(known.due_date, charges.charge_date) as due_date,
        coalesce(known.share_percent, cast(100 as decimal(9, 6))) as share_percent,
        coalesce(known.due_date_source_code, 'document_date') as due_date_source_code
    from {{ ref('fct_charges') }} as charges
    left join known
        on charges.charge_id = known.charge_id
),

numbered as (
    select
        shares.*,
        row_number() over (partition by shares.charge_id order by shares.due_date, shares.share_percent)
            as installment_number,
        count(*) over (partition by shares.charge_id) as installment_count
    from shares
),

-- Shares over 100 % must not make a later instalment negative: the running total stops at the charge.
running as (
    select
        numbered.*,
        case
            when numbered.installment_count = 1 then cast(0 as decimal(18, 2))
            else least(
                greatest(numbered.amount, 0),
                coalesce(
                    sum({{ cents('amount * share_percent * 0.01') }}) over (
                        partition by numbered.charge_id
                        order by numbered.installment_number
                        rows between unbounded preceding and 1 preceding
                    ),
                    0
                )
            )
        end as amount_before,
        case
            when numbered.installment_number = numbered.installment_count then numbered.amount
            else least(
                greatest(numbered.amount, 0),
                sum({{ cents('amount * share_percent * 0.01') }}) over (
                    partition by numbered.charge_id
                    order by numbered.installment_number
                    rows between unbounded preceding and current row
                )
            )
        end as amount_until
    from numbered
)

select
    charge_id,
    cast(installment_number as integer) as installment_number,
    cast(installment_count as integer) as installment_count,
    due_date,
    due_date_source_code,
    share_percent,
    cast(amount_until - amount_before as decimal(18, 2)) as amount,
    cast(amount_until as decimal(18, 2)) as amount_until
from running
