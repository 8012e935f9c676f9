-- Movements that belong together: a fee and its IVA, a transfer and what came back of it.
{%- set evidence = [
    ('tracking_key', 'tracking_key'),
    ('counterparty_clabe', 'counterparty_clabe'),
    ('counterparty_rfc', 'counterparty_rfc'),
    ('counterparty_name', 'counterparty_name'),
    ('spei_reference', "counterparty_bank_code || '/' || spei_reference"),
    ('reference', 'reference'),
] %}
with movements as (
    select
        account_id,
        sequence_number,
        movement_date,
        movement_kind_code,
        deposit_amount - withdrawal_amount as amount,
        tracking_key,
        counterparty_clabe,
        counterparty_rfc,
        counterparty_name,
        counterparty_bank_code,
        spei_reference,
        reference
    from {{ ref('fct_bank_movements') }}
    where movement_kind_code in ('fee', 'fee_tax', 'spei_in', 'spei_out', 'spei_return')
),

-- The nth IVA of a day and amount is that of the nth fee it is the IVA of. A refunded fee has its IVA refunded.
fees as (
    select
        *,
        row_number() over (
            partition by account_id, movement_date, tax_amount
            order by sequence_number
        ) as place_number
    from (
        select
            movements.*,
            {{ cents('movements.amount * iva.term_value * 0.01') }} as tax_amount
        from movements
        inner join {{ ref('policy_legal_terms') }} as iva
            on iva.term_code = 'iva_percent' and {{ in_force('iva', 'movements.movement_date') }}
        where movements.movement_kind_code = 'fee'
    ) as taxed
),

taxes as (
    select
        *,
        row_number() over (
            partition by account_id, movement_date, amount
            order by sequence_number
        ) as place_number
    from movements
    where movement_kind_code = 'fee_tax'
),

fee_pairs as (
    select
        taxes.account_id,
        fees.sequence_number as origin_sequence_number,
        taxes.sequence_number,
        fees.movement_date as origin_date,
        taxes.movement_date,
        fees.amount as origin_amount,
        taxes.amount
    from taxes
    inner join fees
        on
            taxes.account_id = fees.account_id
            and taxes.movement_date = fees.movement_date
            and taxes.amount = fees.tax_amount
            and taxes.place_number = fees.place_number
),

-- What a return gives back went the other way, in the same amount: most transfers have no return to be that of.
transfers as (
    select
        *,
        movement_kind_code = 'spei_return' as is_return,
        case when movement_kind_code = 'spei_return' then -amount else amount end as origin_amount
    from movements
    where movement_kind_code in ('spei_in', 'spei_out', 'spei_return')
),

returned as (
    select distinct
        account_id,
        origin_amount
    from transfers
    where is_return
),

in_question as (
    select transfers.*
    from transfers
    inner join returned
        on transfers.account_id = returned.account_id and transfers.origin_amount = returned.origin_amount
),

evident as (
    {% for code, expression in evidence %}
        select
            account_id,
            movement_date,
            sequence_number,
            is_return,
            origin_amount,
            amount,
            {{ loop.index }} as evidence_rank,
            '{{ code }}' as evidence_code,
            {{ expression }} as evidence_text
        from in_question
        where {{ expression }} is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
),

-- Like brackets: a return closes the last transfer alike that is still open, so that of the same payment every
-- month only the one that came back is linked.
levelled as (
    select
        *,
        sum(case when is_return then -1 else 1 end) over (
            partition by account_id, origin_amount, evidence_code, evidence_text
            order by sequence_number
            rows between unbounded preceding and current row
        ) + case when is_return then 1 else 0 end as bracket_level
    from evident
),

closest as (
    select
        refunds.account_id,
        refunds.evidence_rank,
        refunds.evidence_code,
        origins.sequence_number as origin_sequence_number,
        origins.movement_date as origin_date,
        refunds.movement_date,
        refunds.origin_amount,
        refunds.amount,
        refunds.sequence_number,
        row_number() over (
            partition by refunds.account_id, refunds.sequence_number
            order by refunds.evidence_rank asc, origins.sequence_number desc
        ) as choice_number
    from levelled as refunds
    inner join levelled as origins
        on
            refunds.account_id = origins.account_id
            and refunds.origin_amount = origins.origin_amount
            and refunds.evidence_code = origins.evidence_code
            and refunds.evidence_text = origins.evidence_text
            and refunds.bracket_level = origins.bracket_level
            and refunds.sequence_number > origins.sequence_number
            and {{ dbt.datediff('origins.movement_date', 'refunds.movement_date', 'day') }}
            <= {{ policy_limit('spei_return_days') }}
    where refunds.is_return and not origins.is_return
),

-- Nothing comes back twice: the better evidence has it.
return_pairs as (
    select
        *,
        row_number() over (
            partition by account_id, origin_sequence_number
            order by evidence_rank, sequence_number
        ) as claim_number
    from closest
    where choice_number = 1
)

select
    account_id || '/' || cast(sequence_number as varchar) as movement_id,
    account_id || '/' || cast(origin_sequence_number as varchar) as origin_movement_id,
    'fee_tax' as pair_code,
    'amount' as evidence_code,
    account_id,
    cast(origin_sequence_number as integer) as origin_sequence_number,
    cast(sequence_number as integer) as sequence_number,
    origin_date,
    movement_date,
    cast(origin_amount as decimal(18, 2)) as origin_amount,
    cast(amount as decimal(18, 2)) as amount
from fee_pairs
union all
select
    account_id || '/' || cast(sequence_number as varchar) as movement_id,
    account_id || '/' || cast(origin_sequence_number as varchar) as origin_movement_id,
    'spei_return' as pair_code,
    evidence_code,
    account_id,
    cast(origin_sequence_number as integer) as origin_sequence_number,
    cast(sequence_number as integer) as sequence_number,
    origin_date,
    movement_date,
    cast(origin_amount as decimal(18, 2)) as origin_amount,
    cast(amount as decimal(18, 2)) as amount
from return_pairs
where claim_number = 1
