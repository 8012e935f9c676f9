-- How much of a sales document went into the documents that came out of it. One that came out of several
-- is shared among them by their net amounts.
with links as (
    select distinct
        from_document_id,
        to_document_id
    from {{ ref('stg_microsip__sales_links') }}
    where from_document_id <> to_document_id
),

shares as (
    select
        links.from_document_id,
        targets.net_amount as target_net_amount,
        origins.net_amount as origin_net_amount,
        sum(origins.net_amount) over (partition by links.to_document_id) as origins_net_amount
    from links
    inner join {{ ref('int_sales_documents_classified') }} as origins
        on links.from_document_id = origins.sales_document_id
    inner join {{ ref('int_sales_documents_classified') }} as targets
        on links.to_document_id = targets.sales_document_id
    where not origins.is_cancelled and not targets.is_cancelled
)

select
    from_document_id as sales_document_id,
    {{ total(prorated('target_net_amount', 'origin_net_amount', 'origins_net_amount')) }} as linked_net_amount
from shares
group by from_document_id
