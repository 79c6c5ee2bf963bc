"""Published figures of other councils, regions and England: reading them, and keeping newer ones.

The figures that come with the project are tabulated by scripts/tabulate_published.py into
dbt_project/seeds/benchmarks; `sightline benchmark-data` keeps newer ones below the data root. Both
read the files of the Department for Education with `tidy`, by the one specification `series.yml`.
"""
