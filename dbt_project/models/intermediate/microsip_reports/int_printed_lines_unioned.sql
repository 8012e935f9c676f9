-- Of a file the content it has now, and of each day the last delivery: what is printed again replaces
-- what was printed before. Movements are often printed for one customer alone and replace only those.
with lines as (
    select
        'aging' as report_code,
        print_id,
        line_number,
        as_of_date as printed_date,
        customer_code,
        cast(null as varchar) as printed_for_code,
        cast(null as varchar) as currency_name,
        cast(null as varchar) as document_number,
        is_net_of_unapplied,
        false as is_cancelled,
        balance_amount as printed_amount,
        delivered_at,
        delivery_id
    from {{ ref('stg_microsip_reports__aging_lines') }}
    union all
    select
        'balances' as report_code,
        print_id,
        line_number,
        as_of_date as printed_date,
        customer_code,
        null as printed_for_code,
        null as currency_name,
        null as document_number,
        is_net_of_unapplied,
        false as is_cancelled,
        balance_amount as printed_amount,
        delivered_at,
        delivery_id
    from {{ ref('stg_microsip_reports__balance_lines') }}
    union all
    select
        'movements' as report_code,
        print_id,
        line_number,
        as_of_date as printed_date,
        customer_code,
        customer_code as printed_for_code,
        currency_name,
        null as document_number,
        is_net_of_unapplied,
        false as is_cancelled,
        balance_amount as printed_amount,
        delivered_at,
        delivery_id
    from {{ ref('stg_microsip_reports__movement_lines') }}
    union all
    select
        'documents' as report_code,
        print_id,
        line_number,
        document_date as printed_date,
        customer_code,
        null as printed_for_code,
        null as currency_name,
        document_number,
        false as is_net_of_unapplied,
        is_cancelled,
        total_amount as printed_amount,
        delivered_at,
        delivery_id
    from {{ ref('stg_microsip_reports__document_lines') }}
),

files as (
    select
        delivery_id,
        row_number() over (partition by file_name order by delivered_at desc, recorded_at desc) as recency
    from {{ ref('stg_cartera__deliveries') }}
    where source_code = 'microsip_reports' and status_code = 'accepted'
),

ranked as (
    select
        lines.*,
        rank() over (
            partition by lines.report_code, lines.printed_date, lines.printed_for_code
            order by lines.delivered_at desc
        ) as recency
    from lines
    inner join files on lines.delivery_id = files.delivery_id
    where files.recency = 1
)

select
    report_code,
    print_id,
    line_number,
    printed_date,
    customer_code,
    currency_name,
    document_number,
    is_net_of_unapplied,
    is_cancelled,
    printed_amount
from ranked
where recency = 1
