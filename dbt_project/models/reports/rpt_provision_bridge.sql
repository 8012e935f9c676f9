select
    bridges.period_month,
    bridges.as_of_date,
    bridges.segment_code,
    segments.label_es as segment_label_es,
    segments.label_en as segment_label_en,
    bridges.currency_code,
    bridges.opening_amount_mxn,
    bridges.exchange_amount_mxn,
    bridges.volume_amount_mxn,
    bridges.mix_amount_mxn,
    bridges.rate_amount_mxn,
    bridges.forward_looking_amount_mxn,
    bridges.overlay_amount_mxn,
    cast(-bridges.written_off_amount_mxn as decimal(18, 2)) as used_amount_mxn,
    bridges.closing_amount_mxn
from {{ ref('fct_provision_bridges_monthly') }} as bridges
left join {{ ref('policy_provision_segments') }} as segments
    on bridges.segment_code = segments.segment_code
