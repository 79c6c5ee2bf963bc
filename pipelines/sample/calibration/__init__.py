"""How near an invented authority comes to England: each figure with its target, band and value.

`figures.yml` states the figures; one module for each subject counts them from the tables as a
snapshot shows them, never from what the generator was told to do.
"""

from pipelines.sample.calibration import (
    care_life,
    front_door,
    in_need,
    looked_after,
    money,
    protection,
    workers,
)
from pipelines.sample.calibration.figures import calibrate, seen_tables
from pipelines.sample.calibration.table import calibration_table

# Each module adds its figures when it is imported.
SUBJECTS = (
    front_door,
    in_need,
    protection,
    looked_after,
    care_life,
    money,
    workers,
)

__all__ = ["SUBJECTS", "calibrate", "calibration_table", "seen_tables"]
