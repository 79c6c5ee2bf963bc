{# Read from the meta of the measure models, so that a definition is written once, beside its SQL. #}
{% if execute %}
    {% for node in graph.nodes.values() | sort(attribute="unique_id") if node.resource_type == "model" and "measure" in node.config.meta %}
        {% set measure = node.config.meta.measure %}
        select
            {{ sql_string(node.name | replace("msr_", "", 1)) }} as measure_id,
            {{ sql_string(node.fqn[-2]) }} as topic,
            {% for field in [
                "title",
                "question",
                "kind",
                "basis",
                "polarity",
                "unit",
                "numerator",
                "denominator",
                "exclusions",
            ] %}
                {{ sql_string(measure[field]) }} as {{ field }},
            {% endfor %}
            {{ sql_string(measure.source.document) }} as source,
            {{ sql_string(measure.source.table) }} as source_table,
            {{ sql_string(measure.owner) }} as owner,
            {{ sql_string(measure.why_it_matters) }} as why_it_matters,
            cast({{ measure.statutory_days or "null" }} as integer) as statutory_days,
            cast(
                [
                    {% for slice in measure.get("slices", ["team"]) %}
                        {{ sql_string(slice) }}{{ ", " if not loop.last }}
                    {% endfor %}
                ] as varchar[]
            ) as slices,
            cast({{ sql_string(measure.reviewed_on) }} as date) as reviewed_on,
            cast({{ sql_string(measure.next_review_on) }} as date) as next_review_on,
            {{ sql_string(node.description) }} as definition,
            {# What was written, not what it compiles to: the as-at date of a run is no change of definition. #}
            {{ sql_string(local_md5(node.raw_code ~ tojson(measure, sort_keys=true))) }}
            as definition_hash {{ "union all" if not loop.last }}
    {% endfor %}
{% endif %}
