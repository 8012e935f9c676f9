-- What of an order or delivery note is still pending, before tax: the lower of what its lines and its links
-- leave. Not every installation keeps both, and what is invoiced must not count twice.
with measured as (
    select
        documents.sales_document_id,
        documents.net_amount,
        coalesce(line_totals.line_count, 0) as line_count,
        coalesce(line_totals.pending_line_count, 0) as pending_line_count,
        -- The header's net amount holds its own discount; the lines' do not.
        case
            when line_totals.line_count is null then documents.net_amount
            else {{ prorated(
                'documents.net_amount', 'line_totals.pending_lines_net_amount', 'line_totals.lines_net_amount'
            ) }}
        end as left_by_lines_amount,
        greatest(documents.net_amount - coalesce(link_totals.linked_net_amount, 0), 0) as left_by_links_amount
    from {{ ref('int_sales_documents_classified') }} as documents
    left join {{ ref('int_sales_lines_totalled') }} as line_totals
        on documents.sales_document_id = line_totals.sales_document_id
    left join {{ ref('int_sales_links_totalled') }} as link_totals
        on documents.sales_document_id = link_totals.sales_document_id
    where documents.is_pending and not documents.is_cancelled
)

select
    sales_document_id,
    pending_line_count,
    cast(least(left_by_lines_amount, left_by_links_amount) as decimal(18, 2)) as pending_net_amount,
    case
        when left_by_links_amount < left_by_lines_amount then 'links'
        when line_count = 0 then 'header'
        else 'lines'
    end as pending_basis_code
from measured
