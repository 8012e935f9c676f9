select
    closed_month,
    snapshot_id,
    as_of_date,
    known_at as reported_at,
    has_other_policies
from {{ source('raw', 'sealed_months') }}
