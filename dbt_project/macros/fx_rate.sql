{# The pesos per unit of a currency on a day for a purpose, as a scalar: null where there is none, 1 for
   the peso itself. `currency` and `day` are expressions; the purpose is one of those of
   policy_rate_purposes. #}
{% macro fx_rate(currency, day, purpose) -%}
    {%- if purpose not in ['accounting_close', 'tax', 'settlement'] -%}
        {{ exceptions.raise_compiler_error('fx_rate: no such purpose: ' ~ purpose) }}
    {%- endif -%}
    case
        when {{ currency }} = 'MXN' then cast(1 as decimal(18, 6))
        else (
            select fx_rates.exchange_rate
            from {{ ref('fct_exchange_rates_by_purpose') }} as fx_rates
            where
                fx_rates.currency_code = {{ currency }}
                and fx_rates.rate_date = {{ day }}
                and fx_rates.purpose_code = '{{ purpose }}'
        )
    end
{%- endmacro %}
