-- What the lines of a sales document say is still pending: units not fulfilled, at the line's net price.
select
    sales_document_id,
    cast(count(*) as integer) as line_count,
    cast(count(case when fulfilled_unit_count < ordered_unit_count then 1 end) as integer) as pending_line_count,
    {{ total('net_amount') }} as lines_net_amount,
    {{ total(prorated(
        'net_amount', 'greatest(ordered_unit_count - fulfilled_unit_count, 0)', 'ordered_unit_count'
    )) }} as pending_lines_net_amount
from {{ ref('stg_microsip__sales_lines') }}
group by sales_document_id
