select
    'M-' || cast(forma_cobro_doc_id as varchar) as document_payment_form_id,
    {{ microsip_document_id("replace(upper(trim(nom_tabla_doctos)), 'DOCTOS_', '')", 'docto_id') }} as document_id,
    -- Another module's forms of payment have ids of their own.
    case
        when coalesce(upper(trim(clave_sis_forma_cob)), 'CC') = 'CC'
            then 'M-' || cast(forma_cobro_id as varchar)
    end as payment_form_id,
    referencia as reference,
    nullif(importe, 0) as amount
from {{ known_rows('microsip_formas_cobro_doctos') }} as raw_rows
