-- Each rule of policy_credit_rules that fires, or will fire if nothing is paid, with its first day and what cures it.
with booked as (
    {{ booked_customers() }}
),

rules as (
    select
        periods.as_of_date,
        periods.period_month,
        rules.rule_code,
        rules.action_code,
        rules.threshold_value,
        rules.minimum_amount_mxn,
        rules.window_days
    from {{ ref('policy_credit_rules') }} as rules
    inner join {{ ref('dim_periods') }} as periods
        on
            rules.valid_from <= periods.as_of_date
            and (rules.valid_to is null or rules.valid_to >= periods.as_of_date)
),

-- Receipts that the bank has not confirmed have not lowered the exposure yet.
exposures as (
    select
        exposures.*,
        exposures.exposure_amount_mxn + exposures.unconfirmed_amount_mxn as held_amount_mxn
    from {{ ref('fct_credit_exposure_monthly') }} as exposures
),

aged as (
    select
        as_of_date,
        period_month,
        legal_entity_id,
        rule_code,
        action_code,
        threshold_value,
        case
            when rule_code = 'oldest_item' then oldest_past_due_days
            else {{ ratio('100 * too_old_amount_mxn', 'held_amount_mxn', 2) }}
        end as reading_value,
        fires_on_date,
        'pay' as cure_code,
        case
            when rule_code = 'oldest_item' then too_old_amount_mxn
            -- The least that, paid of what is overdue, leaves no more than the part allowed: up to a cent.
            when
                100 * (too_old_amount_mxn - share_cure_amount_mxn)
                > threshold_value * (held_amount_mxn - share_cure_amount_mxn)
                then share_cure_amount_mxn + cast(0.01 as decimal(3, 2))
            else share_cure_amount_mxn
        end as cure_amount_mxn,
        booked_fires_on_date
    from (
        select
            dates.*,
            {{ prorated(
                '100 * too_old_amount_mxn - threshold_value * held_amount_mxn', '1', '100 - threshold_value'
            ) }} as share_cure_amount_mxn
        from {{ ref('fct_aging_rule_dates_monthly') }} as dates
    ) as cured
),

over_limit as (
    select
        rules.as_of_date,
        rules.period_month,
        exposures.legal_entity_id,
        rules.rule_code,
        rules.action_code,
        rules.threshold_value,
        {{ ratio('100 * exposures.held_amount_mxn', 'exposures.limit_amount_mxn', 2) }} as reading_value,
        rules.as_of_date as fires_on_date,
        'pay' as cure_code,
        {{ cents('exposures.held_amount_mxn - exposures.limit_amount_mxn * rules.threshold_value * 0.01') }}
            as cure_amount_mxn,
        case
            when
                100 * exposures.exposure_amount_mxn > rules.threshold_value * exposures.limit_amount_mxn
                then rules.as_of_date
        end as booked_fires_on_date
    from exposures
    inner join rules
        on exposures.period_month = rules.period_month and rules.rule_code = 'over_limit'
    where
        exposures.held_amount_mxn > 0
        and 100 * exposures.held_amount_mxn > rules.threshold_value * exposures.limit_amount_mxn
        and 100 * (exposures.held_amount_mxn - rules.minimum_amount_mxn)
        > rules.threshold_value * exposures.limit_amount_mxn
),

-- What happens on a day and counts from it: a promise broken, a document, an insurance or a review past its date.
latest_documents as (
    select
        periods.period_month,
        customers.legal_entity_id,
        customers.customer_id,
        documents.kind_code,
        -- One that does not expire, or is renewed, replaces the earlier one of its kind.
        max(coalesce(documents.expiry_date, cast('9999-12-31' as date))) as expiry_date
    from {{ ref('stg_books__credit_documents') }} as documents
    inner join booked as customers
        on upper(documents.customer_code) = customers.customer_code
    inner join {{ ref('dim_periods') }} as periods
        on documents.issued_date is null or documents.issued_date <= periods.as_of_date
    where documents.copy_code <> 'missing'
    group by periods.period_month, customers.legal_entity_id, customers.customer_id, documents.kind_code
),

dated_events as (
    select
        period_month,
        legal_entity_id,
        'broken_promises' as rule_code,
        promise_id as event_id,
        cast({{ dbt.dateadd('day', 1, 'deadline_date') }} as date) as event_date,
        unpaid_amount_mxn
    from {{ ref('fct_promises_monthly') }}
    where outcome_code <> 'kept' and unpaid_amount > 0
    union all
    select
        period_month,
        legal_entity_id,
        'expired_documents' as rule_code,
        customer_id || '/' || kind_code as event_id,
        cast({{ dbt.dateadd('day', 1, 'expiry_date') }} as date) as event_date,
        0 as unpaid_amount_mxn
    from latest_documents
    where expiry_date < cast('9999-12-31' as date)
    union all
    select
        period_month,
        legal_entity_id,
        'expired_insurance' as rule_code,
        legal_entity_id as event_id,
        cast({{ dbt.dateadd('day', 1, 'insurance_expiry_date') }} as date) as event_date,
        0 as unpaid_amount_mxn
    from {{ ref('fct_credit_exposure_monthly') }}
    where insurance_expiry_date is not null
    union all
    select
        period_month,
        legal_entity_id,
        'review_due' as rule_code,
        legal_entity_id as event_id,
        cast({{ dbt.dateadd('day', 1, 'next_review_date') }} as date) as event_date,
        0 as unpaid_amount_mxn
    from {{ ref('fct_credit_exposure_monthly') }}
    where next_review_date is not null
),

-- A promise counts from its day for the window; a document once its window has passed.
spans as (
    select
        rules.as_of_date,
        rules.period_month,
        events.legal_entity_id,
        rules.rule_code,
        rules.action_code,
        rules.threshold_value,
        events.event_id,
        events.unpaid_amount_mxn,
        greatest(
            cast(
                {{ dbt.dateadd(
                    'day',
                    "case when rules.rule_code = 'expired_documents' then rules.window_days else 0 end",
                    'events.event_date'
                ) }} as date
            ),
            rules.as_of_date
        ) as counts_from_date,
        case
            when rules.rule_code = 'broken_promises'
                then cast({{ dbt.dateadd('day', 'rules.window_days', 'events.event_date') }} as date)
        end as counts_until_date
    from dated_events as events
    inner join rules
        on events.period_month = rules.period_month and events.rule_code = rules.rule_code
),

-- The count changes only on a day on which something begins to count.
counting_days as (
    select distinct
        as_of_date,
        period_month,
        legal_entity_id,
        rule_code,
        action_code,
        threshold_value,
        counts_from_date
    from spans
),

counted as (
    select
        counting_days.as_of_date,
        counting_days.period_month,
        counting_days.legal_entity_id,
        counting_days.rule_code,
        counting_days.action_code,
        counting_days.threshold_value,
        counting_days.counts_from_date,
        count(*) as event_count,
        sum(spans.unpaid_amount_mxn) as unpaid_amount_mxn
    from counting_days
    inner join spans
        on
            counting_days.period_month = spans.period_month
            and counting_days.legal_entity_id = spans.legal_entity_id
            and counting_days.rule_code = spans.rule_code
            and counting_days.action_code = spans.action_code
            and counting_days.counts_from_date >= spans.counts_from_date
            and (spans.counts_until_date is null or counting_days.counts_from_date < spans.counts_until_date)
    group by
        counting_days.as_of_date,
        counting_days.period_month,
        counting_days.legal_entity_id,
        counting_days.rule_code,
        counting_days.action_code,
        counting_days.threshold_value,
        counting_days.counts_from_date
),

eventful as (
    select
        as_of_date,
        period_month,
        legal_entity_id,
        rule_code,
        action_code,
        threshold_value,
        coalesce(max(case when counts_from_date = as_of_date then event_count end), 0) as reading_value,
        min(case when event_count > threshold_value then counts_from_date end) as fires_on_date,
        case when rule_code = 'broken_promises' then 'pay' else 'renew' end as cure_code,
        case
            when rule_code = 'broken_promises'
                then max(case when counts_from_date = as_of_date then unpaid_amount_mxn end)
        end as cure_amount_mxn,
        min(case when event_count > threshold_value then counts_from_date end) as booked_fires_on_date
    from counted
    group by as_of_date, period_month, legal_entity_id, rule_code, action_code, threshold_value
),

-- Without a credit file nobody can say what was approved.
file as (
    select count(*) > 0 as is_kept from {{ ref('stg_books__credit_lines') }}
),

decided as (
    select
        rules.as_of_date,
        rules.period_month,
        exposures.legal_entity_id,
        rules.rule_code,
        rules.action_code,
        rules.threshold_value,
        case rules.rule_code
            when 'no_limit' then exposures.held_amount_mxn
            when 'limit_not_approved'
                then exposures.erp_limit_amount_mxn - coalesce(exposures.approved_amount_mxn, 0)
            else 1
        end as reading_value,
        rules.as_of_date as fires_on_date,
        case rules.rule_code when 'suspended' then 'lift' else 'approve' end as cure_code,
        cast(null as decimal(18, 2)) as cure_amount_mxn,
        rules.as_of_date as booked_fires_on_date
    from exposures
    cross join file
    inner join rules
        on exposures.period_month = rules.period_month
    where
        (rules.rule_code = 'suspended' and exposures.is_suspended_in_file)
        or (
            rules.rule_code = 'no_limit'
            and exposures.limit_source_code = 'none'
            and exposures.held_amount_mxn > rules.minimum_amount_mxn
        )
        or (
            rules.rule_code = 'limit_not_approved'
            and file.is_kept
            and exposures.erp_limit_amount_mxn > rules.minimum_amount_mxn
            and exposures.erp_limit_amount_mxn
            > coalesce(exposures.approved_amount_mxn, 0) + rules.threshold_value
        )
),

hits as (
    select * from aged
    union all
    select * from over_limit
    union all
    select * from eventful
    where fires_on_date is not null
    union all
    select * from decided
)

-- A legal entity that neither owes nor orders needs no action.
select
    hits.as_of_date,
    hits.period_month,
    hits.legal_entity_id,
    hits.rule_code,
    hits.action_code,
    hits.fires_on_date <= hits.as_of_date as is_firing,
    cast(hits.fires_on_date as date) as fires_on_date,
    cast(hits.reading_value as decimal(18, 2)) as reading_value,
    cast(hits.threshold_value as decimal(18, 2)) as threshold_value,
    hits.cure_code,
    case when hits.fires_on_date <= hits.as_of_date then cast(hits.cure_amount_mxn as decimal(18, 2)) end
        as cure_amount_mxn,
    hits.fires_on_date <= hits.as_of_date
    and coalesce(hits.booked_fires_on_date > hits.as_of_date, true) as awaits_confirmation
from hits
inner join exposures
    on hits.period_month = exposures.period_month and hits.legal_entity_id = exposures.legal_entity_id
where exposures.held_amount_mxn > 0
