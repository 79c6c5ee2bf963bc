{#
    Keys of rows in other relations: fails with every key that no row there has. `to` says which: `columns` of this model (the
    authority is always one), the relation `of` which they are the key, and `as` what they are called there, if otherwise. A key that
    lacks a value points nowhere, which is no fault.
    Real data have orphans, which the ingestion report names: so a run leaves these tests out, by their tag, and `make test` holds
    them where nothing is wrong, over a sample without recording faults. One test for all keys of a model, because each test has its
    price.
#}
{% test references(model, to) %}

    {{ config(tags=["relationship"]) }}

    with given as (select * from {{ model }})

    {% for key in to %}
        {% if not loop.first %}
            union all by name
        {% endif %}
        select distinct '{{ key.of.name }}' as points_to, authority, {{ key.columns | join(", ") }}
        from given
        where
            {{ key.columns | join(" is not null and ") }} is not null
            and not exists (
                select 1
                from {{ key.of }} as found
                where
                    found.authority = given.authority
                    {% for column in key.columns %}
                        and found.{{ (key["as"] or key.columns)[loop.index0] }} = given.{{ column }}
                    {% endfor %}
            )
    {% endfor %}

{% endtest %}
