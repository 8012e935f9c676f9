-- An entry of a closed month that came to be as it is after the close: a late document, one dated back into the month,
-- an amount or an application that was changed. It stands in the first later month that was not closed yet when it
-- became known: that month's readers have not seen it.
-- A version of an entry holds while the versions of its line and its header do, and has what counts of both.
with entry_versions as (
    select
        'M-' || cast(doc_lines.impte_docto_cc_id as varchar) as entry_id,
        'M-' || cast(headers.cliente_id as varchar) as customer_id,
        case
            when coalesce(doc_lines.tipo_impte, headers.naturaleza_concepto) = 'R'
                then 'M-' || cast(doc_lines.docto_cc_acr_id as varchar)
        end as applied_to_id,
        headers.fecha as entry_date,
        abs(
            doc_lines.importe + coalesce(doc_lines.impuesto, 0)
            + case
                when coalesce(doc_lines.tipo_impte, headers.naturaleza_concepto) = 'C'
                    then -coalesce(doc_lines.iva_retenido, 0) - coalesce(doc_lines.isr_retenido, 0)
                else coalesce(doc_lines.dscto_ppag, 0)
            end
        ) as amount,
        greatest(doc_lines.known_from, headers.known_from) as known_from
    from {{ source('raw', 'microsip_doctos_cc') }} as headers
    inner join {{ source('raw', 'microsip_importes_doctos_cc') }} as doc_lines
        on
            headers.docto_cc_id = doc_lines.docto_cc_id
    where
        coalesce(headers.known_from < doc_lines.known_to, true)
        and coalesce(doc_lines.known_from < headers.known_to, true)
        and headers.cancelado = 'N' and headers.aplicado = 'S'
        and doc_lines.cancelado = 'N' and doc_lines.aplicado = 'S'
    union all
    select
        'L-' || customer_code || '/' || document_number as entry_id,
        'L-' || customer_code as customer_id,
        cast(null as varchar) as applied_to_id,
        document_date,
        abs(amount) as amount,
        known_from
    from {{ source('raw', 'ledger_invoices') }}
    union all
    select
        'L-' || customer_code || '/' || document_number || '/S' as entry_id,
        'L-' || customer_code as customer_id,
        case when amount > 0 then 'L-' || customer_code || '/' || document_number end as applied_to_id,
        settled_date,
        abs(amount) as amount,
        known_from
    from {{ source('raw', 'ledger_invoices') }}
    where settled_date is not null
    union all
    select
        'L-' || customer_code || '/R/' || receipt_number || '/' || document_number as entry_id,
        'L-' || customer_code as customer_id,
        case when document_number <> '' then 'L-' || customer_code || '/' || document_number end as applied_to_id,
        receipt_date,
        abs(amount) as amount,
        known_from
    from {{ source('raw', 'ledger_receipts') }}
),

known as (
    select
        entries.entry_id,
        entries.document_id,
        entries.currency_code,
        entries.amount,
        closes.closed_month,
        closes.reported_at,
        min(entry_versions.known_from) as known_from
    from {{ ref('fct_ledger_entries') }} as entries
    inner join {{ ref('stg_cartera__sealed_months') }} as closes
        on entries.period_month = closes.closed_month
    inner join entry_versions
        on
            entries.entry_id = entry_versions.entry_id
            and entries.customer_id = entry_versions.customer_id
            and entries.entry_date = entry_versions.entry_date
            and abs(entries.amount) = entry_versions.amount
            and coalesce(case when entries.entry_kind_code = 'application' then entries.charge_id end, '')
            = coalesce(entry_versions.applied_to_id, '')
    group by
        entries.entry_id, entries.document_id, entries.currency_code, entries.amount, closes.closed_month,
        closes.reported_at
),

shown as (
    select
        known.entry_id,
        known.document_id,
        known.currency_code,
        known.amount,
        min(periods.period_month) as period_month
    from known
    inner join {{ ref('int_periods') }} as periods on known.closed_month < periods.period_month
    left join {{ ref('stg_cartera__sealed_months') }} as closes
        on periods.period_month = closes.closed_month
    where
        known.known_from > known.reported_at
        and coalesce(known.known_from <= closes.reported_at, true)
    group by known.entry_id, known.document_id, known.currency_code, known.amount
),

comparison as (
    select
        period_month,
        'document' as subject_type_code,
        document_id as subject_id,
        currency_code,
        cast(0 as decimal(18, 2)) as expected_amount,
        sum(abs(amount)) as actual_amount
    from shown
    group by period_month, document_id, currency_code
    union all
    -- What was looked into in the closed months themselves.
    select
        closed_month,
        'document' as subject_type_code,
        document_id as subject_id,
        currency_code,
        0 as expected_amount,
        0 as actual_amount
    from known
    where known_from <= reported_at
)

{{ compared('late_movements', 'comparison') }}
