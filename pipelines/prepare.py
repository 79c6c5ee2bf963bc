"""`python -m pipelines.prepare`: what `make dagster` and `make check` need before they start.

That is the dbt manifest of the models as they are now, and DAGSTER_HOME with our dagster.yaml and
the snapshots that have landed as partitions; all of it lies below the data root. A run prepares
what it needs by itself.
"""

from __future__ import annotations

import sys

from dagster import DagsterInstance

from pipelines.faults import Fault
from pipelines.landing import drops
from pipelines.partitions import days_of, keep_in_step
from pipelines.run import prepare_dagster_home
from pipelines.settings import Settings
from pipelines.warehouse import ensure_manifest


def main() -> None:
    """Prepare, and print where the manifest is."""
    settings = Settings()
    try:
        print(ensure_manifest(settings))
        home = prepare_dagster_home(settings)
        with DagsterInstance.from_config(str(home)) as instance:
            keep_in_step(instance, days_of(drops(settings.landing_dir)))
    except Fault as fault:
        print(fault.sentence(), file=sys.stderr)
        sys.exit(2)


if __name__ == "__main__":
    main()
