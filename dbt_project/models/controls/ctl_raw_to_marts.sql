-- The ledger derived a second time, straight from the raw tables and without the models in between.
with raw_lines as (
    select
        'M-' || cast(headers.docto_cc_id as varchar) as document_id,
        headers.fecha as document_date,
        case
            when amounts.tipo_impte = 'C' or (amounts.tipo_impte is null and headers.naturaleza_concepto = 'C')
                then
                    amounts.importe + coalesce(amounts.impuesto, 0)
                    - coalesce(amounts.iva_retenido, 0) - coalesce(amounts.isr_retenido, 0)
            when amounts.tipo_impte = 'T'
                then amounts.importe + coalesce(amounts.impuesto, 0) + coalesce(amounts.dscto_ppag, 0)
            else -(amounts.importe + coalesce(amounts.impuesto, 0) + coalesce(amounts.dscto_ppag, 0))
        end as amount
    from {{ source('raw', 'microsip_doctos_cc') }} as headers
    inner join {{ source('raw', 'microsip_importes_doctos_cc') }} as amounts
        on headers.docto_cc_id = amounts.docto_cc_id
    cross join {{ source('raw', 'run_parameters') }} as run
    where
        headers.cancelado = 'N' and headers.aplicado = 'S'
        and amounts.cancelado = 'N' and amounts.aplicado = 'S'
        and headers.known_from <= run.known_at and coalesce(headers.known_to > run.known_at, true)
        and amounts.known_from <= run.known_at and coalesce(amounts.known_to > run.known_at, true)
    union all
    select
        'L-' || invoices.customer_code || '/' || invoices.document_number as document_id,
        invoices.document_date,
        invoices.amount
    from {{ source('raw', 'ledger_invoices') }} as invoices
    cross join {{ source('raw', 'run_parameters') }} as run
    where invoices.known_from <= run.known_at and coalesce(invoices.known_to > run.known_at, true)
    union all
    select
        'L-' || invoices.customer_code || '/' || invoices.document_number || '/S' as document_id,
        invoices.settled_date,
        -invoices.amount as amount
    from {{ source('raw', 'ledger_invoices') }} as invoices
    cross join {{ source('raw', 'run_parameters') }} as run
    where
        invoices.settled_date is not null
        and invoices.known_from <= run.known_at and coalesce(invoices.known_to > run.known_at, true)
    union all
    select
        'L-' || receipts.customer_code || '/R/' || receipts.receipt_number as document_id,
        receipts.receipt_date,
        -receipts.amount as amount
    from {{ source('raw', 'ledger_receipts') }} as receipts
    cross join {{ source('raw', 'run_parameters') }} as run
    where receipts.known_from <= run.known_at and coalesce(receipts.known_to > run.known_at, true)
),

delivered as (
    select
        document_id,
        min(document_date) as document_date,
        sum(amount) as amount
    from raw_lines
    group by document_id
),

published as (
    select
        document_id,
        min(entry_date) as document_date,
        sum(amount) as amount
    from {{ ref('fct_ledger_entries') }}
    group by document_id
),

comparison as (
    select
        cast({{ dbt.date_trunc('month', 'coalesce(delivered.document_date, published.document_date)') }} as date)
            as period_month,
        'document' as subject_type_code,
        coalesce(delivered.document_id, published.document_id) as subject_id,
        cast(null as varchar) as currency_code,
        coalesce(delivered.amount, 0) as expected_amount,
        coalesce(published.amount, 0) as actual_amount
    from delivered
    full outer join published
        on delivered.document_id = published.document_id and delivered.document_date = published.document_date
)

{{ compared('raw_to_marts', 'comparison') }}
