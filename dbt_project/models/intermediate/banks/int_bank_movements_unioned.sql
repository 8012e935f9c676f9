{{ config(materialized='view') }}
{% for bank in ['bbva', 'banorte'] %}
    select
        bank_code,
        account_id,
        movement_date,
        description,
        reference,
        deposit_amount,
        withdrawal_amount,
        balance_amount,
        occurrence_number,
        delivered_at,
        delivery_id,
        file_line
    from {{ ref('stg_' ~ bank ~ '__movements') }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
