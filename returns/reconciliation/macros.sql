-- What reports may call besides the macros of the rules.

-- A code of a list of the year, or 'unknown' for what is blank or not in it.
create macro listed_or_unknown(list_name, value) as
    case
        when value in (select code from collection_code where code_list = list_name)
        then value
        else 'unknown'
    end;

-- How long something lasted, in the bands of the published tables; two years are 730 days.
create macro duration_band(starts_on, ends_on) as
    case
        when starts_on is null or ends_on is null or ends_on < starts_on then 'unknown'
        when ends_on - starts_on >= 730 then 'two_years'
        when months_after(starts_on, 12) <= ends_on then 'under_2_years'
        when months_after(starts_on, 6) < ends_on then 'under_1_year'
        when months_after(starts_on, 3) < ends_on then 'up_to_6_months'
        else 'up_to_3_months'
    end;
