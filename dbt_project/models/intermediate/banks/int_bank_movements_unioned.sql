select * from {{ ref('stg_bbva__movements') }}
union all
select * from {{ ref('stg_banorte__movements') }}
