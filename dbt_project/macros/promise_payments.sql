{# What pays a promise, one row per payment: promise_id, credit_id, paid_date, paid_amount. Of an invoice what receipts
   have applied to it, and what the customer had paid before and the ERP applies now (use of credit); on account any
   receipt in its currency; of a plan that names no invoice what is applied to the charges from before it was agreed,
   for it is about what was owed then. From which day on is for the caller to say.
   `promises` has promise_id, kind_code, legal_entity_id, charge_id, document_number, made_date and currency_code. #}
{% macro promise_payments(promises) -%}
    select
        promises.promise_id,
        applications.credit_id,
        applications.effective_date as paid_date,
        applications.applied_amount as paid_amount
    from {{ promises }} as promises
    inner join {{ ref('fct_applications') }} as applications
        on promises.charge_id = applications.charge_id
    inner join {{ ref('policy_entry_classes') }} as classes
        on applications.class_code = classes.class_code
    where classes.is_cash or applications.class_code = 'unapplied_use'
    union all
    select
        promises.promise_id,
        entries.document_id as credit_id,
        entries.entry_date as paid_date,
        -entries.amount as paid_amount
    from {{ promises }} as promises
    inner join {{ ref('dim_customers') }} as customers
        on promises.legal_entity_id = customers.legal_entity_id
    inner join {{ ref('fct_ledger_entries') }} as entries
        on customers.customer_id = entries.customer_id and promises.currency_code = entries.currency_code
    where promises.document_number is null and promises.kind_code = 'promise' and entries.is_cash
    union all
    select
        promises.promise_id,
        applications.credit_id,
        applications.effective_date as paid_date,
        applications.applied_amount as paid_amount
    from {{ promises }} as promises
    inner join {{ ref('dim_customers') }} as customers
        on promises.legal_entity_id = customers.legal_entity_id
    inner join {{ ref('fct_charges') }} as charges
        on
            customers.customer_id = charges.customer_id
            and promises.currency_code = charges.currency_code
            and promises.made_date >= charges.charge_date
    inner join {{ ref('fct_applications') }} as applications
        on charges.charge_id = applications.charge_id
    inner join {{ ref('policy_entry_classes') }} as classes
        on applications.class_code = classes.class_code
    where
        promises.document_number is null
        and promises.kind_code = 'plan'
        and (classes.is_cash or applications.class_code = 'unapplied_use')
{%- endmacro %}
