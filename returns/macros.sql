-- What rules of any return may call. The engine makes these before it takes the outside world away.

-- Whole years lived on a day: somebody born on 29 February is a year older on 1 March.
create macro age_on(born_on, day) as
    year(day) - year(born_on)
    - (month(day) * 100 + day(day) < month(born_on) * 100 + day(born_on))::integer;

-- Weekdays from Monday 1 January 1900 up to and including a day.
create macro weekdays_to(day) as
    ((day - date '1900-01-01' + 1) // 7) * 5 + least((day - date '1900-01-01' + 1) % 7, 5);

-- Working days d of England with starts_on < d <= ends_on: day 0 is the start. Bank holidays are
-- known from 2010; a count that starts earlier misses those before.
create macro working_days_between(starts_on, ends_on) as
    weekdays_to(ends_on) - weekdays_to(starts_on)
    - len(list_filter(
        getvariable('bank_holidays'), lambda holiday: holiday > starts_on and holiday <= ends_on
    ));

-- Whether a day lies in the collection year; false where the day is not known.
create macro in_year(day) as coalesce(
    day between getvariable('collection_start') and getvariable('collection_end'), false
);

-- Whether something is open at the close of a day: it has started, and has not ended by then. What
-- has an end that cannot be read is not known to be open. `ends_as_text` is the cell, `ends_on` its
-- date.
create macro is_open_on(starts_on, ends_as_text, ends_on, day) as coalesce(
    starts_on <= day and (ends_as_text is null or ends_on > day), false
);

-- The same day that many calendar months later (or earlier), clipped to the end of the month.
create macro months_after(day, months) as (day + to_months(months))::date;

-- A postcode without its spaces, in capitals: what two writings of one postcode have in common.
create macro postcode_key(postcode) as upper(replace(postcode, ' ', ''));

-- Whether the code of a placement's authority stands for a place outside England, or for one kept
-- secret: SCO, WAL, NIR, NUK, CON and the ONS codes of the other countries. Unknown is inside.
create macro is_outside_england(authority_code) as coalesce(
    upper(authority_code)[1] in ('C', 'N', 'S', 'W'), false
);
