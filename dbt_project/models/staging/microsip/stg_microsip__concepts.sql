select
    'M-' || cast(concepto_cc_id as varchar) as concept_id,
    nombre as concept_name,
    nombre_abrev as concept_short_name,
    upper(translate(trim(nombre), 'áéíóúüÁÉÍÓÚÜ', 'aeiouuAEIOUU')) as concept_key,
    naturaleza as nature_code
from {{ known_rows('microsip_conceptos_cc') }} as raw_rows
