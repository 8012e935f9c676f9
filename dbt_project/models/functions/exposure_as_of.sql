with asked as (
    {{ asked_day() }}
),

exposed as (
    {{ exposure_components(
        ref('open_items_as_of') ~ '(asked_date)', ref('unapplied_credits_as_of') ~ '(asked_date)', 'asked') }}
)

select * from exposed
