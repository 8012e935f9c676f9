-- From last month's provision to this month's, one change after the other: exchange rates, how much is owed, by
-- whom and how late, what history says, what is expected, the overlay. What was written off is a bucket after the
-- last one, lost in full: so the steps hold the month's whole loss, and the write-offs use it.
with periods as (
    select
        periods.period_month,
        periods.as_of_date,
        previous.period_month as previous_month,
        previous.as_of_date as previous_date
    from {{ ref('dim_periods') }} as periods
    left join {{ ref('dim_periods') }} as previous
        on periods.month_number = previous.month_number + 1
),

balances as (
    select
        period_month,
        currency_code,
        segment_code,
        bucket_number,
        sum(greatest(exposed_amount_mxn, 0)) as exposed_amount_mxn,
        sum(provision_amount_mxn) as provision_amount_mxn
    from {{ ref('fct_provision_monthly') }}
    group by 1, 2, 3, 4
),

-- Each balance closes its own month and opens the next.
ends as (
    select
        period_month,
        currency_code,
        segment_code,
        bucket_number,
        0 as opening_exposed_mxn,
        exposed_amount_mxn as closing_exposed_mxn,
        0 as opening_amount_mxn,
        provision_amount_mxn as closing_amount_mxn
    from balances
    union all
    select
        periods.period_month,
        balances.currency_code,
        balances.segment_code,
        balances.bucket_number,
        balances.exposed_amount_mxn,
        0 as closing_exposed_mxn,
        balances.provision_amount_mxn,
        0 as closing_amount_mxn
    from balances
    inner join periods
        on balances.period_month = periods.previous_month
),

summed as (
    select
        period_month,
        currency_code,
        segment_code,
        bucket_number,
        sum(opening_exposed_mxn) as opening_exposed_mxn,
        sum(closing_exposed_mxn) as closing_exposed_mxn,
        sum(opening_amount_mxn) as opening_amount_mxn,
        sum(closing_amount_mxn) as closing_amount_mxn
    from ends
    group by 1, 2, 3, 4
),

-- Last month's balances at this month's rate of exchange; where a rate is missing, as they were.
revalued as (
    select
        summed.*,
        case
            when closing.closing_rate is null or opening.closing_rate is null then summed.opening_exposed_mxn
            else {{ prorated('summed.opening_exposed_mxn', 'closing.closing_rate * 10', 'opening.closing_rate * 10') }}
        end as revalued_exposed_mxn,
        coalesce(earlier.base_rate, rates.base_rate) as old_base_rate,
        coalesce(earlier.forward_looking_factor, rates.forward_looking_factor) as old_factor,
        coalesce(earlier.overlay_rate, rates.overlay_rate) as old_overlay_rate,
        rates.base_rate,
        rates.forward_looking_factor,
        rates.loss_rate
    from summed
    inner join periods
        on summed.period_month = periods.period_month
    left join {{ ref('fct_loss_rates_monthly') }} as rates
        on
            summed.period_month = rates.period_month
            and summed.segment_code = rates.segment_code
            and summed.bucket_number = rates.bucket_number
    left join {{ ref('fct_loss_rates_monthly') }} as earlier
        on
            periods.previous_month = earlier.period_month
            and summed.segment_code = earlier.segment_code
            and summed.bucket_number = earlier.bucket_number
    left join {{ ref('int_closing_rates_dated') }} as closing
        on periods.as_of_date = closing.as_of_date and summed.currency_code = closing.currency_code
    left join {{ ref('int_closing_rates_dated') }} as opening
        on periods.previous_date = opening.as_of_date and summed.currency_code = opening.currency_code
),

rated as (
    select
        revalued.*,
        {{ loss_rate('old_base_rate', 'old_factor', 'old_overlay_rate') }} as old_rate,
        {{ loss_rate('base_rate', 'old_factor', 'old_overlay_rate') }} as history_rate,
        {{ loss_rate('base_rate', 'forward_looking_factor', 'old_overlay_rate') }} as forward_rate
    from revalued
),

written_off as (
    select
        period_month,
        currency_code,
        segment_code,
        sum(written_off_amount_mxn) as written_off_amount_mxn
    from {{ ref('fct_bucket_migrations_monthly') }}
    where bucket_number is null
    group by 1, 2, 3
),

-- The same portfolio, valued after each change; every sum is rounded once.
valued as (
    select
        period_month,
        currency_code,
        segment_code,
        sum(opening_amount_mxn) as opening_amount_mxn,
        sum(closing_amount_mxn) as closing_amount_mxn,
        sum(revalued_exposed_mxn) as revalued_exposed_mxn,
        sum(closing_exposed_mxn) as closing_exposed_mxn,
        {{ cents('sum(opening_exposed_mxn * old_rate)') }} as at_opening,
        {{ cents('sum(revalued_exposed_mxn * old_rate)') }} as at_exchange,
        {{ cents('sum(closing_exposed_mxn * old_rate)') }} as at_mix,
        {{ cents('sum(closing_exposed_mxn * history_rate)') }} as at_history,
        {{ cents('sum(closing_exposed_mxn * forward_rate)') }} as at_forward,
        {{ cents('sum(closing_exposed_mxn * loss_rate)') }} as at_overlay
    from rated
    group by 1, 2, 3
),

-- A segment may have nothing but a write-off.
chained as (
    select
        coalesce(valued.period_month, written_off.period_month) as period_month,
        coalesce(valued.currency_code, written_off.currency_code) as currency_code,
        coalesce(valued.segment_code, written_off.segment_code) as segment_code,
        coalesce(valued.opening_amount_mxn, 0) as opening_amount_mxn,
        coalesce(valued.closing_amount_mxn, 0) as closing_amount_mxn,
        coalesce(valued.revalued_exposed_mxn, 0) as revalued_exposed_mxn,
        coalesce(valued.closing_exposed_mxn, 0) + coalesce(written_off.written_off_amount_mxn, 0) as owed_amount_mxn,
        coalesce(written_off.written_off_amount_mxn, 0) as written_off_amount_mxn,
        coalesce(valued.at_opening, 0) as at_opening,
        coalesce(valued.at_exchange, 0) as at_exchange,
        coalesce(valued.at_mix, 0) + coalesce(written_off.written_off_amount_mxn, 0) as at_mix,
        coalesce(valued.at_history, 0) + coalesce(written_off.written_off_amount_mxn, 0) as at_history,
        coalesce(valued.at_forward, 0) + coalesce(written_off.written_off_amount_mxn, 0) as at_forward,
        coalesce(valued.at_overlay, 0) + coalesce(written_off.written_off_amount_mxn, 0) as at_overlay
    from valued
    full outer join written_off
        on
            valued.period_month = written_off.period_month
            and valued.currency_code = written_off.currency_code
            and valued.segment_code = written_off.segment_code
),

-- More or less is owed at last month's average rate. Without a last month all of it is volume.
sized as (
    select
        chained.*,
        case
            when chained.revalued_exposed_mxn > 0
                then {{ prorated('chained.at_exchange', 'chained.owed_amount_mxn', 'chained.revalued_exposed_mxn') }}
            else chained.at_mix
        end as at_volume
    from chained
)

select
    sized.period_month,
    periods.as_of_date,
    sized.currency_code,
    sized.segment_code,
    cast(sized.opening_amount_mxn as decimal(18, 2)) as opening_amount_mxn,
    cast(sized.at_exchange - sized.at_opening as decimal(18, 2)) as exchange_amount_mxn,
    -- Cents that come from rounding cell by cell are volume, by definition.
    cast(
        sized.at_volume - sized.at_exchange
        + (sized.closing_amount_mxn + sized.written_off_amount_mxn - sized.at_overlay)
        - (sized.opening_amount_mxn - sized.at_opening) as decimal(18, 2)
    ) as volume_amount_mxn,
    cast(sized.at_mix - sized.at_volume as decimal(18, 2)) as mix_amount_mxn,
    cast(sized.at_history - sized.at_mix as decimal(18, 2)) as rate_amount_mxn,
    cast(sized.at_forward - sized.at_history as decimal(18, 2)) as forward_looking_amount_mxn,
    cast(sized.at_overlay - sized.at_forward as decimal(18, 2)) as overlay_amount_mxn,
    cast(sized.written_off_amount_mxn as decimal(18, 2)) as written_off_amount_mxn,
    cast(sized.closing_amount_mxn as decimal(18, 2)) as closing_amount_mxn
from sized
inner join periods
    on sized.period_month = periods.period_month
