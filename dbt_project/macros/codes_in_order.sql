{# A list of codes as text, `a,b`, in order of what each stands with; null where none is.

   entries: for each code that may occur its text and what it is ordered by, null where it does not occur:
   pairs of (text, [place, ...]). Of columns and not an ordered aggregate: that keeps every group's rows in
   memory, and a large company has millions of groups. #}
{% macro codes_in_order(entries) -%}
    nullif(
        array_to_string(
            list_transform(
                list_sort(
                    list_filter(
                        [
                            {% for text, places in entries -%}
                                case
                                    when {{ places[0] }} is not null
                                        then
                                            struct_pack(
                                                {% for place in places -%}
                                                    place_{{ loop.index }} := {{ place }},
                                                {% endfor -%}
                                                code := {{ text }}
                                            )
                                end{{ "," if not loop.last }}
                            {% endfor %}
                        ],
                        item -> item is not null
                    )
                ),
                item -> item.code
            ),
            ','
        ),
        ''
    )
{%- endmacro %}
