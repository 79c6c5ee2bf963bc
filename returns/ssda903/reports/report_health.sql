/*---
report: health
order: 160
title: Health of children looked after for twelve months
definition: >-
  Children who were looked after for the whole year without a break, and what the return says of their health.
source: "DfE, Children looked after in England including adoptions: health outcomes of children looked after for at least 12 months"
table: OC2
fields: {Episodes: [DECOM, DEC], OC2: [SDQ_SCORE]}
lines:
  - {line: twelve_months, label: Children looked after for twelve months, counts: children}
  - {line: all, label: "Of those, with a record of outcomes"}
  - {line: immunised, label: Immunisations up to date}
  - {line: immunised_percent, label: Share with immunisations up to date, percent: [immunised, all]}
  - {line: dentist, label: Teeth checked by a dentist}
  - {line: dentist_percent, label: Share with teeth checked, percent: [dentist, all]}
  - {line: assessed, label: Health assessment in the year}
  - {line: assessed_percent, label: Share with a health assessment, percent: [assessed, all]}
  - {line: sdq, label: With a strengths and difficulties score}
  - {line: convicted, label: Convicted or given a final warning}
  - {line: substance_misuse, label: With a substance misuse problem}
---*/
with outcome as (select * from OC2 semi join continuously_looked_after using (CHILD))

select 'twelve_months' as line, 'Episodes' as table_name, row_number
from Episodes
semi join continuously_looked_after using (CHILD)
where DECOM_on <= $collection_end
union all
select
    unnest(
        list_filter(
            [
                'all',
                case when IMMUNISATIONS = '1' then 'immunised' end,
                case when TEETH_CHECK = '1' then 'dentist' end,
                case when HEALTH_ASSESSMENT = '1' then 'assessed' end,
                case when SDQ_SCORE_n is not null then 'sdq' end,
                case when CONVICTED = '1' then 'convicted' end,
                case when SUBSTANCE_MISUSE = '1' then 'substance_misuse' end
            ],
            lambda line: line is not null
        )
    ) as line,
    'OC2' as table_name,
    row_number
from outcome
