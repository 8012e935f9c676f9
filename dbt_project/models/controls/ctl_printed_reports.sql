-- What the ERP prints is what we say: per customer on each month's as-of date, per document in its month.
-- Expected: what is printed. Microsip gives one customer per currency, so a customer's amounts add up.
with customers as (
    -- A code that names two customers names neither.
    select
        upper(trim(customer_code)) as customer_code,
        min(customer_id) as customer_id
    from {{ ref('stg_microsip__customer_keys') }}
    group by upper(trim(customer_code))
    having count(distinct customer_id) = 1
),

printed_lines as (
    select
        printed_rows.*,
        coalesce(customers.customer_id, printed_rows.customer_code) as customer_id,
        -- Of movements the last line has the balance.
        row_number() over (
            partition by
                printed_rows.report_code, printed_rows.print_id, printed_rows.customer_code,
                printed_rows.currency_name
            order by printed_rows.line_number desc
        ) as line_rank
    from {{ ref('int_printed_lines_unioned') }} as printed_rows
    left join customers on printed_rows.customer_code = customers.customer_code
),

printed as (
    select
        printed_lines.report_code,
        'customer_in_' || printed_lines.report_code as subject_type_code,
        printed_lines.print_id,
        periods.period_month,
        printed_lines.customer_id,
        printed_lines.is_net_of_unapplied,
        sum(printed_lines.printed_amount) as balance_amount
    from printed_lines
    inner join {{ ref('int_periods') }} as periods on printed_lines.printed_date = periods.as_of_date
    where
        printed_lines.report_code in ('aging', 'balances')
        or (printed_lines.report_code = 'movements' and printed_lines.line_rank = 1)
    group by
        printed_lines.report_code, printed_lines.print_id, periods.period_month,
        printed_lines.customer_id, printed_lines.is_net_of_unapplied
),

ledger as (
    select
        aging.period_month,
        aging.customer_id,
        min(aging.currency_code) as currency_code,
        sum(aging.open_amount) as open_amount,
        sum(aging.balance_amount) as net_amount
    from {{ ref('fct_aging_monthly') }} as aging
    inner join {{ ref('dim_customers') }} as dim on aging.customer_id = dim.customer_id
    where dim.source_code = 'microsip'
    group by aging.period_month, aging.customer_id
),

whole_reports as (
    select distinct
        subject_type_code,
        period_month,
        is_net_of_unapplied
    from printed
    -- These list all customers; movements may be printed for a few.
    where report_code in ('aging', 'balances')
),

first_report as (
    select min(period_month) as period_month from whole_reports
),

printed_documents as (
    select
        print_id,
        customer_id,
        document_number,
        printed_date as document_date,
        sum(case when is_cancelled then 0 else abs(printed_amount) end) as total_amount
    from printed_lines
    where report_code = 'documents'
    group by print_id, customer_id, document_number, printed_date
),

-- A discount is granted beside a document's total, and the use of kept credit is told by what it pays.
ledger_documents as (
    select
        customer_id,
        document_number,
        document_date,
        min(document_id) as document_id,
        min(currency_code) as currency_code,
        sum(abs(total_amount)) as total_amount
    from (
        select
            customer_id,
            document_number,
            entry_date as document_date,
            document_id,
            currency_code,
            sum(amount - discount_amount) as total_amount
        from {{ ref('fct_ledger_entries') }}
        where
            source_code = 'microsip' and entry_kind_code <> 'unapplied_use'
            and document_number in (select printed_documents.document_number from printed_documents)
        group by customer_id, document_number, entry_date, document_id, currency_code
    ) as documents
    group by customer_id, document_number, document_date
),

comparison as (
    select
        printed.period_month,
        printed.subject_type_code,
        printed.customer_id as subject_id,
        ledger.currency_code,
        printed.balance_amount as expected_amount,
        coalesce(case when printed.is_net_of_unapplied then ledger.net_amount else ledger.open_amount end, 0)
            as actual_amount
    from printed
    left join ledger
        on printed.period_month = ledger.period_month and printed.customer_id = ledger.customer_id
    union all
    -- A customer who owes and is not printed.
    select
        ledger.period_month,
        whole_reports.subject_type_code,
        ledger.customer_id as subject_id,
        ledger.currency_code,
        0 as expected_amount,
        case when whole_reports.is_net_of_unapplied then ledger.net_amount else ledger.open_amount end
            as actual_amount
    from whole_reports
    inner join ledger on whole_reports.period_month = ledger.period_month
    left join printed
        on
            whole_reports.period_month = printed.period_month
            and whole_reports.subject_type_code = printed.subject_type_code
            and ledger.customer_id = printed.customer_id
    where printed.customer_id is null
    union all
    -- A closed month that nobody printed, once they are printed.
    select
        periods.period_month,
        'report' as subject_type_code,
        'aging, balances' as subject_id,
        ledger.currency_code,
        0 as expected_amount,
        sum(ledger.net_amount) as actual_amount
    from {{ ref('int_periods') }} as periods
    inner join first_report on periods.period_month > first_report.period_month
    inner join ledger on periods.period_month = ledger.period_month
    left join whole_reports on periods.period_month = whole_reports.period_month
    where periods.is_month_end and whole_reports.period_month is null
    group by periods.period_month, ledger.currency_code
    union all
    select
        cast({{ dbt.date_trunc('month', 'printed_documents.document_date') }} as date) as period_month,
        'document' as subject_type_code,
        coalesce(
            ledger_documents.document_id,
            printed_documents.customer_id || '/' || printed_documents.document_number
        ) as subject_id,
        ledger_documents.currency_code,
        printed_documents.total_amount as expected_amount,
        coalesce(ledger_documents.total_amount, 0) as actual_amount
    from printed_documents
    left join ledger_documents
        on
            printed_documents.customer_id = ledger_documents.customer_id
            and printed_documents.document_number = ledger_documents.document_number
            and printed_documents.document_date = ledger_documents.document_date
)

{{ compared('printed_reports', 'comparison') }}
