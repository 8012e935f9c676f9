-- A receipt or credit memo is stamped as itself, an invoice in the module that made its charge.
with uses as (
    select distinct
        system_code,
        document_id,
        voucher_id,
        fiscal_document_id
    from {{ ref('stg_microsip__fiscal_uses') }}
    where voucher_id is not null
),

resolved as (
    select
        uses.document_id,
        uses.voucher_id,
        uses.fiscal_document_id,
        'own' as match_code,
        1 as preference_number
    from uses
    where uses.system_code = 'CC'
    union all
    select
        links.to_document_id as document_id,
        uses.voucher_id,
        uses.fiscal_document_id,
        'link' as match_code,
        2 as preference_number
    from uses
    inner join {{ ref('stg_microsip__system_links') }} as links
        on uses.document_id = links.from_document_id
    inner join {{ ref('stg_microsip__documents') }} as documents
        on links.to_document_id = documents.document_id
    -- A cash sale links to its receipt as well, and its voucher is the invoice's.
    where uses.system_code <> 'CC' and links.to_system_code = 'CC' and documents.nature_code = 'C'
    union all
    select
        invoices.charge_id as document_id,
        uses.voucher_id,
        uses.fiscal_document_id,
        invoices.match_code,
        3 as preference_number
    from uses
    inner join {{ ref('fct_invoice_charges') }} as invoices
        on uses.document_id = invoices.sales_document_id
    where invoices.match_code = 'folio'
),

-- One way from a document to a voucher is enough.
chosen as (
    select *
    from (
        select
            resolved.*,
            row_number() over (
                partition by resolved.document_id, resolved.voucher_id
                order by resolved.preference_number, resolved.fiscal_document_id nulls last
            ) as choice_number
        from resolved
    ) as ranked
    where choice_number = 1
),

vouchers as (
    select *
    from (
        select
            fiscal_documents.*,
            row_number() over (
                partition by fiscal_documents.voucher_id
                order by fiscal_documents.fiscal_document_id
            ) as copy_number
        from {{ ref('stg_microsip__fiscal_documents') }} as fiscal_documents
        where fiscal_documents.is_issued and fiscal_documents.voucher_id is not null
    ) as ranked
    where copy_number = 1
)

select
    chosen.document_id,
    chosen.voucher_id,
    chosen.match_code,
    documents.document_date,
    documents.is_cancelled,
    vouchers.voucher_type_code,
    vouchers.voucher_date,
    vouchers.voucher_amount,
    vouchers.voucher_currency_code,
    vouchers.voucher_cancelled_date
from chosen
inner join {{ ref('stg_microsip__documents') }} as documents
    on chosen.document_id = documents.document_id
left join vouchers on chosen.voucher_id = vouchers.voucher_id
