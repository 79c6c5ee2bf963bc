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
        getvariable('bank_holidays'), lambda day: day > starts_on and day <= ends_on
    ));
