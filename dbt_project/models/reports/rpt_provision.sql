-- The provision as it is signed: by segment, currency and bucket, with everything its rate is made of.
with cells as (
    select
        period_month,
        as_of_date,
        segment_code,
        currency_code,
        bucket_number,
        {{ total('open_amount') }} as open_amount,
        {{ total('closing_amount_mxn') }} as closing_amount_mxn,
        {{ total('related_amount_mxn') }} as related_amount_mxn,
        {{ total('disputed_amount_mxn') }} as disputed_amount_mxn,
        {{ total('insured_amount_mxn') }} as insured_amount_mxn,
        {{ total('exposed_amount_mxn') }} as exposed_amount_mxn,
        cast(sum(provision_amount_mxn) as decimal(18, 2)) as provision_amount_mxn
    from {{ ref('fct_provision_monthly') }}
    group by 1, 2, 3, 4, 5
)

select
    cells.period_month,
    cells.as_of_date,
    cells.segment_code,
    segments.label_es as segment_label_es,
    segments.label_en as segment_label_en,
    cells.currency_code,
    cells.bucket_number,
    cells.open_amount,
    cells.closing_amount_mxn,
    cells.related_amount_mxn,
    cells.disputed_amount_mxn,
    cells.insured_amount_mxn,
    cells.exposed_amount_mxn,
    rates.history_month_count,
    rates.roll_rate,
    rates.history_rate,
    rates.floor_rate,
    rates.rate_source_code,
    rates.forward_looking_factor,
    rates.overlay_rate,
    rates.loss_rate,
    cells.provision_amount_mxn
from cells
left join {{ ref('policy_provision_segments') }} as segments
    on cells.segment_code = segments.segment_code
left join {{ ref('fct_loss_rates_monthly') }} as rates
    on
        cells.period_month = rates.period_month
        and cells.segment_code = rates.segment_code
        and cells.bucket_number = rates.bucket_number
