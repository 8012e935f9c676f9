-- The bridge from what a seal reported to what is known now. What the entries say comes first; a line
-- closes what they leave, so that the lines of a document always are its whole change.
with documents as (
    select
        closed_month,
        document_id,
        customer_id,
        currency_code,
        min(as_of_date) as as_of_date,
        max(is_charge) as is_charge,
        max(document_number) as document_number,
        max(document_date) as document_date,
        max(known_exchange_rate) as exchange_rate,
        max(known_closing_rate) as closing_rate,
        sum(known_amount - reported_amount) as change_amount,
        sum(known_amount_mxn - reported_amount_mxn) as change_amount_mxn,
        sum(known_closing_amount_mxn - reported_closing_amount_mxn) as closing_change_amount_mxn,
        sum(rate_effect_amount_mxn) as rate_effect_amount_mxn,
        sum(closing_rate_effect_amount_mxn) as closing_rate_effect_amount_mxn,
        sum(case
            when reported_bucket_number <> known_bucket_number then least(abs(reported_amount), abs(known_amount))
            else 0
        end) as moved_amount,
        max(reported_due_date <> known_due_date) as has_other_due_date,
        max(reported_due_date = known_due_date and reported_bucket_number <> known_bucket_number)
            as has_other_bucket
    from {{ ref('fct_closed_month_items') }}
    group by closed_month, document_id, customer_id, currency_code
),

document_effects as (
    select
        documents.closed_month,
        documents.document_id,
        documents.customer_id,
        documents.currency_code,
        effects.reason_code,
        effects.change_amount,
        effects.cause_document_id,
        effects.table_name,
        effects.learned_at
    from {{ ref('int_closed_effects_summed') }} as effects
    inner join documents
        on
            effects.closed_month = documents.closed_month
            and effects.document_id = documents.document_id
            and effects.customer_id = documents.customer_id
    where effects.change_amount <> 0
),

-- What happened last to a customer's kept credit: it moves what is left of each of the credits.
customer_effects as (
    select *
    from (
        select
            *,
            row_number() over (partition by closed_month, customer_id order by learned_at desc, reason_code asc)
                as recency
        from {{ ref('int_closed_effects_summed') }}
        where document_id is null
    ) as ranked
    where recency = 1
),

explained as (
    select
        closed_month,
        document_id,
        customer_id,
        currency_code,
        sum(change_amount) as change_amount
    from document_effects
    group by closed_month, document_id, customer_id, currency_code
),

remainders as (
    select
        documents.*,
        documents.change_amount - coalesce(explained.change_amount, 0) as left_amount,
        sealed.has_other_policies,
        count(*) over (partition by documents.closed_month, documents.document_id, documents.customer_id)
            as currency_count
    from documents
    inner join {{ ref('stg_cartera__sealed_months') }} as sealed
        on documents.closed_month = sealed.closed_month
    left join explained
        on
            documents.closed_month = explained.closed_month
            and documents.document_id = explained.document_id
            and documents.customer_id = explained.customer_id
            and documents.currency_code = explained.currency_code
),

left_lines as (
    select
        remainders.closed_month,
        remainders.document_id,
        remainders.customer_id,
        remainders.currency_code,
        case
            when not remainders.is_charge and customer_effects.reason_code is not null
                then customer_effects.reason_code
            when remainders.currency_count > 1 then 'customer'
            when remainders.has_other_policies then 'policy'
            else 'unexplained'
        end as reason_code,
        remainders.left_amount as change_amount,
        customer_effects.cause_document_id,
        customer_effects.table_name,
        customer_effects.learned_at
    from remainders
    left join customer_effects
        on
            remainders.closed_month = customer_effects.closed_month
            and remainders.customer_id = customer_effects.customer_id
            and not remainders.is_charge
    where remainders.left_amount <> 0
),

-- Of a document whose balance is the same: its due dates, its buckets and its rates.
other_lines as (
    select
        closed_month,
        document_id,
        customer_id,
        currency_code,
        'terms' as reason_code
    from documents
    where has_other_due_date
    union all
    select
        closed_month,
        document_id,
        customer_id,
        currency_code,
        'policy' as reason_code
    from documents
    where has_other_bucket and not coalesce(has_other_due_date, false)
    union all
    select
        closed_month,
        document_id,
        customer_id,
        currency_code,
        'rate' as reason_code
    from documents
    where rate_effect_amount_mxn <> 0 or closing_rate_effect_amount_mxn <> 0
),

dated_lines as (
    select
        other_lines.closed_month,
        other_lines.document_id,
        other_lines.customer_id,
        other_lines.currency_code,
        case
            when other_lines.reason_code = 'terms' and dates.learned_at is not null then 'date'
            else other_lines.reason_code
        end as reason_code,
        cast(0 as decimal(18, 2)) as change_amount,
        other_lines.document_id as cause_document_id,
        coalesce(dates.table_name, own.table_name, shared.table_name) as table_name,
        coalesce(dates.learned_at, own.learned_at, shared.learned_at) as learned_at
    from other_lines
    left join {{ ref('int_closed_terms_compared') }} as dates
        on
            other_lines.closed_month = dates.closed_month
            and other_lines.document_id = dates.document_id
            and other_lines.reason_code = 'terms'
            and dates.reason_code = 'date'
    left join {{ ref('int_closed_terms_compared') }} as own
        on
            other_lines.closed_month = own.closed_month
            and other_lines.document_id = own.document_id
            and other_lines.reason_code = own.reason_code
    left join {{ ref('int_closed_terms_compared') }} as shared
        on
            other_lines.closed_month = shared.closed_month
            and shared.document_id is null
            and other_lines.reason_code = shared.reason_code
),

unioned as (
    select
        closed_month,
        document_id,
        customer_id,
        currency_code,
        reason_code,
        change_amount,
        cause_document_id,
        table_name,
        learned_at
    from document_effects
    union all
    select * from left_lines
    union all
    select * from dated_lines
),

lines as (
    select
        closed_month,
        document_id,
        customer_id,
        currency_code,
        reason_code,
        sum(change_amount) as change_amount,
        min(cause_document_id) as cause_document_id,
        min(table_name) as table_name,
        min(learned_at) as learned_at
    from unioned
    group by closed_month, document_id, customer_id, currency_code, reason_code
),

-- A document that differs by the rounding of its instalments alone has no line of its own yet.
whole as (
    select
        documents.*,
        coalesce(lines.reason_code, 'terms') as reason_code,
        coalesce(lines.change_amount, 0) as line_amount,
        lines.cause_document_id,
        lines.table_name,
        lines.learned_at,
        row_number() over (
            partition by
                documents.closed_month, documents.document_id, documents.customer_id, documents.currency_code
            order by abs(coalesce(lines.change_amount, 0)) desc, lines.reason_code asc
        ) as line_number
    from documents
    left join lines
        on
            documents.closed_month = lines.closed_month
            and documents.document_id = lines.document_id
            and documents.customer_id = lines.customer_id
            and documents.currency_code = lines.currency_code
),

valued as (
    select
        *,
        coalesce({{ cents('line_amount * exchange_rate') }}, 0)
        + case when reason_code = 'rate' then rate_effect_amount_mxn else 0 end as line_amount_mxn,
        coalesce({{ cents('line_amount * closing_rate') }}, 0)
        + case when reason_code = 'rate' then closing_rate_effect_amount_mxn else 0 end as line_closing_amount_mxn
    from whole
),

-- The largest line takes what rounding leaves.
totalled as (
    select
        *,
        sum(line_amount_mxn) over (partition by closed_month, document_id, customer_id, currency_code)
            as lines_amount_mxn,
        sum(line_closing_amount_mxn) over (partition by closed_month, document_id, customer_id, currency_code)
            as lines_closing_amount_mxn
    from valued
),

learned as (
    select
        table_name,
        delivered_at,
        min(delivery_id) as delivery_id
    from {{ ref('fct_deliveries') }}
    where status_code = 'accepted'
    group by table_name, delivered_at
)

select
    totalled.closed_month,
    totalled.as_of_date,
    totalled.document_id,
    totalled.document_number,
    totalled.document_date,
    totalled.is_charge,
    totalled.customer_id,
    totalled.currency_code,
    totalled.reason_code,
    cast(totalled.line_amount as decimal(18, 2)) as change_amount,
    cast(
        totalled.line_amount_mxn
        + case
            when totalled.line_number = 1 then totalled.change_amount_mxn - totalled.lines_amount_mxn
            else 0
        end as decimal(18, 2)
    ) as change_amount_mxn,
    cast(
        totalled.line_closing_amount_mxn
        + case
            when totalled.line_number = 1 then totalled.closing_change_amount_mxn - totalled.lines_closing_amount_mxn
            else 0
        end as decimal(18, 2)
    ) as closing_change_amount_mxn,
    cast(
        case when totalled.reason_code in ('terms', 'date', 'policy') then totalled.moved_amount else 0 end
        as decimal(18, 2)
    ) as moved_amount,
    totalled.cause_document_id,
    totalled.table_name as evidence_table_name,
    totalled.learned_at,
    learned.delivery_id as evidence_delivery_id
from totalled
left join learned
    on totalled.table_name = learned.table_name and totalled.learned_at = learned.delivered_at
