-- What is provided for, bucket by bucket: open items less what is carved out, at the loss rate of segment and
-- bucket, rounded once to cents. Carved out in this order: related party, in dispute, insured.
with booked as (
    {{ booked_customers() }}
),

cells as (
    select
        period_month,
        as_of_date,
        legal_entity_id,
        currency_code,
        segment_code,
        bucket_number,
        {{ total('open_amount') }} as open_amount,
        {{ total('closing_amount_mxn') }} as closing_amount_mxn,
        {{ total('disputed_amount_mxn') }} as disputed_amount_mxn
    from {{ ref('fct_bucket_migrations_monthly') }}
    where bucket_number is not null
    group by period_month, as_of_date, legal_entity_id, currency_code, segment_code, bucket_number
),

related as (
    select distinct
        periods.period_month,
        customers.legal_entity_id
    from {{ ref('stg_books__related_parties') }} as parties
    inner join booked as customers
        on upper(parties.customer_code) = customers.customer_code
    inner join {{ ref('dim_periods') }} as periods
        on
            parties.valid_from_date <= periods.as_of_date
            and (parties.valid_to_date is null or parties.valid_to_date >= periods.as_of_date)
),

-- The file says until when a customer is insured, and since when only by the day its limit was approved.
insured as (
    select
        periods.period_month,
        customers.legal_entity_id,
        sum({{ cents('credit_lines.insured_amount * rates.closing_rate') }}) as insured_amount_mxn
    from {{ ref('stg_books__credit_lines') }} as credit_lines
    inner join booked as customers
        on upper(credit_lines.customer_code) = customers.customer_code
    inner join {{ ref('dim_periods') }} as periods
        on
            credit_lines.approved_date <= periods.as_of_date
            and credit_lines.insurance_expiry_date >= periods.as_of_date
    inner join {{ ref('int_closing_rates_dated') }} as rates
        on
            periods.as_of_date = rates.as_of_date
            and credit_lines.insurance_currency_code = rates.currency_code
    group by periods.period_month, customers.legal_entity_id
),

own as (
    select
        cells.*,
        case when related.legal_entity_id is null then 0 else cells.closing_amount_mxn end as related_amount_mxn,
        case when related.legal_entity_id is null then cells.disputed_amount_mxn else 0 end as contested_amount_mxn,
        coalesce(insured.insured_amount_mxn, 0) as cover_amount_mxn
    from cells
    left join related
        on cells.period_month = related.period_month and cells.legal_entity_id = related.legal_entity_id
    left join insured
        on cells.period_month = insured.period_month and cells.legal_entity_id = insured.legal_entity_id
),

remaining as (
    select
        own.*,
        greatest(own.closing_amount_mxn - own.related_amount_mxn - own.contested_amount_mxn, 0) as remaining_amount_mxn
    from own
),

-- Insurance covers what is least late first: so it never takes the place of the rate that is highest.
covered as (
    select
        remaining.*,
        least(
            remaining.remaining_amount_mxn,
            greatest(
                remaining.cover_amount_mxn - coalesce(
                    sum(remaining.remaining_amount_mxn) over (
                        partition by remaining.period_month, remaining.legal_entity_id
                        order by remaining.bucket_number, remaining.currency_code, remaining.segment_code
                        rows between unbounded preceding and 1 preceding
                    ),
                    0
                ),
                0
            )
        ) as insured_amount_mxn
    from remaining
),

exposed as (
    select
        covered.*,
        cast(
            covered.closing_amount_mxn - covered.related_amount_mxn - covered.contested_amount_mxn
            - covered.insured_amount_mxn as decimal(18, 2)
        ) as exposed_amount_mxn
    from covered
)

select
    exposed.period_month,
    exposed.as_of_date,
    exposed.legal_entity_id,
    exposed.currency_code,
    exposed.segment_code,
    exposed.bucket_number,
    exposed.open_amount,
    exposed.closing_amount_mxn,
    cast(exposed.related_amount_mxn as decimal(18, 2)) as related_amount_mxn,
    cast(exposed.contested_amount_mxn as decimal(18, 2)) as disputed_amount_mxn,
    cast(exposed.insured_amount_mxn as decimal(18, 2)) as insured_amount_mxn,
    exposed.exposed_amount_mxn,
    rates.rate_source_code,
    rates.loss_rate,
    -- Below zero there is nothing to lose.
    {{ cents('greatest(exposed.exposed_amount_mxn, 0) * rates.loss_rate') }} as provision_amount_mxn
from exposed
left join {{ ref('fct_loss_rates_monthly') }} as rates
    on
        exposed.period_month = rates.period_month
        and exposed.segment_code = rates.segment_code
        and exposed.bucket_number = rates.bucket_number
