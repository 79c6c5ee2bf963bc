-- Every code that means the authority of the return: the one given, the department's three digits
-- and those of the Office for National Statistics, old and new.
with
    own as (
        select
            coalesce(
                (select any_value(la_code) from authority_code where ons_code = $authority),
                $authority
            ) as la_code
    )
select la_code as code
from own
union
select authority_code.ons_code as code
from own
inner join authority_code using (la_code)
