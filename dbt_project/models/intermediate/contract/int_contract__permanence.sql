{% set landed_systems = systems_landed(
    ["ssd", "cin", "ssda903", "annex_a", "northgate", "frameworki"]
) %}
with
    typed as (select * from {{ ref("int_contract_typed__permanence") }}),
    superseded as (select * from {{ ref("int_superseded_id") }})

select
    typed.authority,
    typed.source_system,
    'permanence' as source_table,
    typed.source_file,
    typed.source_row,
    typed.perm_table_id,
    typed.perm_person_id,
    {% if landed_systems | length > 1 %}
        coalesce(perm_cla_id_superseded.counting_id, typed.perm_cla_id)
    {% else %} typed.perm_cla_id
    {% endif %} as perm_cla_id,
    typed.perm_adm_decision_date,
    typed.perm_ffa_cp_decision_date,
    typed.perm_placement_order_date,
    typed.perm_placed_for_adoption_date,
    typed.perm_matched_date,
    typed.perm_adopted_by_carer_flag,
    typed.perm_placed_ffa_cp_date,
    typed.perm_decision_reversed_date,
    typed.perm_placed_foster_carer_date,
    typed.perm_part_of_sibling_group,
    typed.perm_siblings_placed_together,
    typed.perm_siblings_placed_apart,
    typed.perm_placement_provider_urn,
    typed.perm_decision_reversed_reason,
    typed.perm_permanence_order_date,
    typed.perm_permanence_order_type,
    {% if landed_systems | length > 1 %}
        coalesce(perm_adoption_worker_id_superseded.counting_id, typed.perm_adoption_worker_id)
    {% else %} typed.perm_adoption_worker_id
    {% endif %} as perm_adoption_worker_id,
    typed.perm_adopter_sex,
    typed.perm_adopter_legal_status,
    typed.perm_number_of_adopters
from typed
{% if landed_systems | length > 1 %}
    left join
        superseded as perm_cla_id_superseded
        on typed.authority = perm_cla_id_superseded.authority
        and perm_cla_id_superseded.id_of = 'cla_episodes.clae_cla_id'
        and typed.perm_cla_id = perm_cla_id_superseded.given_id
        and coalesce(perm_cla_id_superseded.person_id, typed.perm_person_id) = typed.perm_person_id
    left join
        superseded as perm_adoption_worker_id_superseded
        on typed.authority = perm_adoption_worker_id_superseded.authority
        and perm_adoption_worker_id_superseded.id_of = 'professionals.prof_professional_id'
        and typed.perm_adoption_worker_id = perm_adoption_worker_id_superseded.given_id
        and coalesce(perm_adoption_worker_id_superseded.person_id, typed.perm_person_id)
        = typed.perm_person_id
{% endif %}
where typed.row_status = 'loaded'
