-- The same customer, day, amount and bank reference under two ids looks like one payment posted twice; two cheques of
-- one amount look the same. What has no reference says nothing.
with documents as (
    select
        entries.document_id,
        entries.customer_id,
        entries.period_month,
        entries.entry_date,
        entries.currency_code,
        documents.bank_reference,
        sum(entries.amount) as amount
    from {{ ref('stg_microsip__documents') }} as documents
    inner join {{ ref('fct_ledger_entries') }} as entries
        on documents.document_id = entries.document_id
    where documents.bank_reference is not null
    group by
        entries.document_id, entries.customer_id, entries.period_month, entries.entry_date, entries.currency_code,
        documents.bank_reference
),

comparison as (
    select
        period_month,
        'document' as subject_type_code,
        document_id as subject_id,
        cast(null as varchar) as currency_code,
        1 as expected_amount,
        row_number() over (
            partition by customer_id, entry_date, currency_code, amount, bank_reference
            order by document_id
        ) as actual_amount
    from documents
)

{{ compared('documents_not_repeated', 'comparison') }}
