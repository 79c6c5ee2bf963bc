"""Settings of one installation, from the environment (prefix SIGHTLINE_).

No other module of pipelines reads the environment; the dashboards read the data root,
SIGHTLINE_ROLES and SIGHTLINE_UPLOAD_MB for themselves. All that Sightline writes lies below one
data root, so that a run needs neither root nor a writable home.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from pipelines.publish.pointer import VERSIONS_KEPT
from pipelines.shrinkage import DEFAULT_ROWS, DEFAULT_SHARE, Limits

PROJECT_ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Where things are and what this council has chosen.

    Attributes:
        data_dir: the data root; landing, warehouse, published, outputs, state and Dagster's storage
            lie below it.
        authority: three-digit DfE number of the authority that commands default to; 999 is
            Barsetshire, the sample.
        code_version: what the run manifest records as the code, where that is not a git clone: the
            tag of an image, say. Default is the commit, or the version of the package.
        return_years: collection years whose returns a run makes, as a JSON list; each must be one
            that the returns package knows.
        postcodes: the list of postcodes for the SSDA903, a file or `package`; by default that in
            `lists_dir`.
        max_upload_mb: largest file, or total of an archive when unpacked, that is read.
        max_shrinkage: share of its rows that a table may lose against the last drop of its system;
            a drop in which one lost more is refused.
        max_shrinkage_of: the share for single tables, as JSON: `{"contacts": "0.5"}`.
        shrinkage_rows: a loss of so few rows is let through, whatever its share.
        db_user: who reads a database that is ingested by its address.
        db_password: that user's password; shown by no repr, and written nowhere.
        db_timeout_seconds: how long a server may take for one table.
        keep_drops: of each system, so many of the newest drops are never pruned; neither is the
            newest of any quarter, nor what a frozen, submitted or published figure names.
        keep_days: a drop that landed within so many days is never pruned.
        keep_published: published versions that stay, with the current one.
        fresh_days: a system whose newest drop is older than so many days is said to be old.
    """

    model_config = SettingsConfigDict(env_prefix="SIGHTLINE_", extra="ignore")

    data_dir: Path = Field(default=PROJECT_ROOT / "data")
    authority: str = Field(default="999", pattern=r"^\d{3}$")
    code_version: str | None = None
    return_years: list[str] = Field(default=["2025-26"], min_length=1)
    postcodes: str | None = None
    max_upload_mb: int = Field(default=500, gt=0)
    max_shrinkage: Decimal = Field(default=DEFAULT_SHARE, ge=0, le=1)
    max_shrinkage_of: dict[str, Decimal] = Field(default={})
    shrinkage_rows: int = Field(default=DEFAULT_ROWS, ge=0)
    db_user: str | None = None
    db_password: SecretStr | None = None
    db_timeout_seconds: float = Field(default=600, gt=0)
    keep_drops: int = Field(default=31, ge=1)
    keep_days: int = Field(default=366, ge=0)
    keep_published: int = Field(default=VERSIONS_KEPT, ge=1)
    fresh_days: int = Field(default=100, ge=0)

    @property
    def shrinkage_limits(self) -> Limits:
        """How much a table may lose against the last drop."""
        return Limits(self.max_shrinkage, self.shrinkage_rows, self.max_shrinkage_of)

    @property
    def root(self) -> Path:
        """The data root as an absolute path, whatever the working directory of the process."""
        return self.data_dir.expanduser().resolve()

    @property
    def landing_dir(self) -> Path:
        """Immutable drops: <authority>/<system>/<as-at>-<hash>/."""
        return self.root / "landing"

    @property
    def warehouse_path(self) -> Path:
        """The build file: one writer, under `build_lock_path`, never read by people."""
        return self.root / "warehouse" / "build.duckdb"

    @property
    def build_lock_path(self) -> Path:
        """Operating-system file lock that a run holds; the kernel releases it when the run dies."""
        return self.root / "warehouse" / "build.lock"

    @property
    def published_dir(self) -> Path:
        """Versioned files for readers, and current.json that names those of the newest run."""
        return self.root / "published"

    @property
    def outputs_dir(self) -> Path:
        """Files that a command wrote for a person: returns, validation reports, packs."""
        return self.root / "outputs"

    @property
    def lists_dir(self) -> Path:
        """Lists of postcodes and providers that rules look into, in a folder for each authority."""
        return self.root / "lists"

    @property
    def benchmarks_dir(self) -> Path:
        """Published figures that were given since the release of Sightline, as they were kept."""
        return self.root / "benchmarks"

    @property
    def state_dir(self) -> Path:
        """What people entered and what was submitted or frozen: never rebuilt, always backed up."""
        return self.root / "state"

    @property
    def history_dir(self) -> Path:
        """What changed from drop to drop: <authority>/<system>/; outlives drops that are pruned."""
        return self.root / "history"

    @property
    def keeping_lock_path(self) -> Path:
        """Lock that a backup and a pruning hold: neither may see the other half-way."""
        return self.root / "warehouse" / "keeping.lock"

    @property
    def dagster_home(self) -> Path:
        """Dagster's own storage."""
        return self.root / "dagster"
