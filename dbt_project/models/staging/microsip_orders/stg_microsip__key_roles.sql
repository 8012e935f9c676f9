select
    rol_clave_cli_id as key_role_number,
    nombre as role_name,
    es_ppal = 'S' as is_main
from {{ known_rows('microsip_roles_claves_clientes') }} as raw_rows
