"""The `sightline` command.

Each command reads its arguments, calls what does the work, and prints what a person wants to know.

An error is a `Fault`: a sentence on stderr, exit code 2. Anything unexpected is a defect of ours: a
sentence that names the log file with the traceback, and exit code 3. Imports that take seconds
stand inside the commands that need them.
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError
from rich.console import Console

from pipelines.faults import Fault
from pipelines.settings import Settings
from returns.faults import ReturnFault

if TYPE_CHECKING:
    from pipelines.sample import Written

FAULT, DEFECT = 2, 3
RETURNS_IN_WORDS = "cin or ssda903"

app = typer.Typer(
    name="sightline",
    help="Performance and statutory returns for English children's social care.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

AsAt = Annotated[
    str | None,
    typer.Option("--as-at", metavar="DATE", help="Day whose state is meant, 2026-07-31."),
]
Authorities = Annotated[
    list[str] | None,
    typer.Option("--authority", metavar="LA", help="Three-digit number; may be repeated."),
]
Authority = Annotated[
    str | None, typer.Option("--authority", metavar="LA", help="Three-digit number.")
]
Year = Annotated[str, typer.Option("--year", metavar="YEAR", help="Collection year, 2025-26.")]
ReturnName = Annotated[str, typer.Argument(metavar="RETURN", help=RETURNS_IN_WORDS)]


@app.command()
def sample(
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write to.")] = None,
    children: Annotated[int, typer.Option(min=1, help="Children ever known in the window.")] = 60,
    years: Annotated[
        int, typer.Option(min=1, max=15, help="Years of history, up to the last snapshot.")
    ] = 3,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same bytes.")] = 1,
    authorities: Annotated[
        str,
        typer.Option(
            help="How many authorities (999, 998, ...), or their numbers with commas: 999,998."
        ),
    ] = "999",
    faults: Annotated[
        float,
        typer.Option(min=0, help="Recording faults, as a multiple of the usual rates; 0 for none."),
    ] = 1,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Print how near the first comes to England.")
    ] = False,
) -> None:
    """Write sample authorities: invented children, as SSD and extension files in three snapshots.

    Beside the snapshots of an authority lies its ledger: every late entry, correction, merge and
    deletion between them, and every recording fault.
    """
    from pipelines.sample import calibrated, write_sample

    if calibration:
        first = _authorities(authorities)
        out_console().print(
            calibrated(
                "999" if isinstance(first, int) else first[0],
                children=children,
                years=years,
                seed=seed,
            )
        )
    if out is None:
        if calibration:
            return
        raise Fault("There is nowhere to write to.", where="--out", remedy="Name a folder.")
    started = time.perf_counter()
    written = write_sample(
        out,
        children=children,
        years=years,
        seed=seed,
        authorities=_authorities(authorities),
        fault_rate=faults,
    )
    _print_written(written, time.perf_counter() - started)


def _print_written(written: Sequence[Written], seconds: float) -> None:
    for each in written:
        rows = ", ".join(f"{count:,} as at {as_at}" for as_at, count in each.rows.items())
        for line in (
            f"{each.authority} in {each.folder}: {len(each.files)} files",
            f"  rows: {rows}",
            f"  ledger: {each.changes:,} lines on what changed between snapshots, "
            f"{each.faults:,} on recording faults",
        ):
            out_console().print(line, highlight=False, soft_wrap=True)
    count = "1 authority" if len(written) == 1 else f"{len(written)} authorities"
    out_console().print(f"Wrote {count} in {seconds:.1f} seconds.", highlight=False)


@app.command()
def ingest(
    system: Annotated[
        str,
        typer.Argument(
            metavar="SYSTEM", help="ssd, northgate, frameworki, ssda903, cin or annex_a."
        ),
    ],
    source: Annotated[
        str,
        typer.Argument(
            metavar="PATH_OR_ADDRESS",
            help="Folder, zip or file; or postgresql://host/db, mssql://host/db, with "
            "SIGHTLINE_DB_USER and SIGHTLINE_DB_PASSWORD in the environment.",
        ),
    ],
    as_at: Annotated[str, typer.Option("--as-at", metavar="DATE", help="Day that the drop shows.")],
    authority: Authority = None,
    schema: Annotated[
        str | None, typer.Option("--schema", help="Of a database: where the tables are.")
    ] = None,
    tables: Annotated[
        str | None,
        typer.Option("--tables", metavar="NAMES", help="Of a database: only these, with commas."),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(
            "--year",
            metavar="YEAR",
            help="Collection year of an SSDA903 or CIN census, where neither header nor name says "
            "it. A folder may hold the returns of several years, each with its year in its name.",
        ),
    ] = None,
    accept_shrinkage: Annotated[
        list[str] | None,
        typer.Option(
            "--accept-shrinkage",
            metavar="TABLE",
            help="A table that is rightly empty, absent or much smaller; may be repeated.",
        ),
    ] = None,
    accepted_by: Annotated[
        str | None, typer.Option("--accepted-by", metavar="NAME", help="Who takes it as right.")
    ] = None,
    because: Annotated[
        str | None, typer.Option("--because", metavar="WHY", help="Why it is right.")
    ] = None,
) -> None:
    """Take one drop into landing and print the ingestion report.

    A drop in which a table is empty, absent or much smaller than in the last one is refused.
    """
    from pipelines.connectors.database import DatabaseSource
    from pipelines.connectors.database_address import credentials_of, is_database, parsed
    from pipelines.connectors.database_session import Patience
    from pipelines.connectors.report import print_report
    from pipelines.connectors.systems import ingest as ingest_system
    from pipelines.contract import load_contract
    from pipelines.history import since_before
    from pipelines.landing import landed_table_names
    from pipelines.progress import progress
    from pipelines.shrinkage import guard_of

    settings = installation()
    limits = settings.shrinkage_limits
    limits.require_known(landed_table_names(load_contract()))
    guard = guard_of(limits, accept_shrinkage, accepted_by, because)
    names = [name for name in (tables or "").split(",") if name.strip()] or None
    with ExitStack() as stack:
        place: Path | DatabaseSource
        if is_database(source):
            place = DatabaseSource(
                parsed(source),
                credentials_of(settings.db_user, settings.db_password),
                stack.enter_context(progress(err_console())),
                schema=schema,
                tables=names,
                patience=Patience(statement=settings.db_timeout_seconds),
            )
        elif schema or names:
            raise Fault("Files have no --schema and no --tables.", remedy="Leave them out.")
        else:
            place = Path(source)
        result = ingest_system(
            system,
            place,
            as_at=_day(as_at),
            authority=authority or settings.authority,
            landing_dir=settings.landing_dir,
            max_mb=settings.max_upload_mb,
            year=year,
            guard=guard,
        )
    print_report(out_console(), result)
    told = since_before(settings.landing_dir, settings.history_dir, result.drop)
    if told:
        out_console().print(told, highlight=False, soft_wrap=True)


@app.command()
def run(as_at: AsAt = None, authority: Authorities = None) -> None:
    """The main job: build, validate, write returns and pack, publish."""
    from pipelines.progress import progress
    from pipelines.run import run as run_job

    with progress(err_console()) as reporter:
        summary = run_job(installation(), _day(as_at) if as_at else None, authority, reporter)
    console = out_console()
    console.print(
        f"Published run {summary.run_id} as at {summary.as_at.isoformat()} "
        f"in {summary.seconds:.0f} seconds."
    )
    for sentence in summary.old_drops:
        console.print(sentence, highlight=False, soft_wrap=True)
    for number in sorted(summary.authorities):
        console.print(f"Authority {number}", highlight=False)
        for drop in summary.made_from[number]:
            console.print(f"  from     {drop}", highlight=False, soft_wrap=True)
        console.print(f"  returns  {summary.returns[number]}", highlight=False, soft_wrap=True)
        for pack_path in summary.packs[number]:
            console.print(f"  pack     {pack_path}", highlight=False, soft_wrap=True)
    console.print(f"Pointer    {summary.pointer}", highlight=False, soft_wrap=True)
    console.print("Open the dashboards with `make serve`.")


@app.command()
def validate(
    return_name: ReturnName,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The return: file or folder.")],
    year: Year,
    previous: Annotated[
        list[Path] | None,
        typer.Option(
            "--previous", help="Last year's return, for rules that compare; of several the newest."
        ),
    ] = None,
    authority: Authority = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for issues.csv and runs.csv.")
    ] = None,
    reconcile: Annotated[
        bool, typer.Option("--reconcile", help="Also count it beside last year's: CSV and a page.")
    ] = False,
    postcodes: Annotated[
        str | None,
        typer.Option(metavar="PATH|package", help="SSDA903: list of postcodes, or its package."),
    ] = None,
    providers: Annotated[
        list[Path] | None,
        typer.Option(help="SSDA903: Ofsted's list of providers; may be repeated."),
    ] = None,
) -> None:
    """Check a return that somebody already has.

    Exit 0: clean, 1: errors or queries, 2: could not be read.
    """
    from pipelines.handed_in import check_path
    from pipelines.return_words import print_result
    from pipelines.rule_lists import Lists

    settings = installation()
    folder = out or settings.outputs_dir / f"{return_name}-{year}"
    checked = check_path(
        settings,
        return_name,
        path,
        year=year,
        authority=authority,
        previous=previous or [],
        out=folder,
        lists=Lists(postcodes, tuple(providers or ())),
        with_reconciliation=reconcile,
    )
    console = out_console()
    if checked.previous:
        console.print(f"Compared with {checked.previous}.", highlight=False, soft_wrap=True)
    for older in checked.left_aside:
        console.print(
            f"Older, and no rule looks so far back: {older}.", highlight=False, soft_wrap=True
        )
    for doubt in checked.doubts:
        console.print(doubt, highlight=False, soft_wrap=True)
    print_result(console, checked.result, checked.issues)
    console.print(f"{checked.issues.height} findings are in {folder}", soft_wrap=True)
    if checked.result.has_findings:
        raise typer.Exit(1)


@app.command()
def returns(
    return_name: ReturnName,
    year: Year,
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
    authority: Authority = None,
) -> None:
    """Write a return from the published warehouse, with its validation report and fix list."""
    from pipelines.published import write_return
    from pipelines.return_words import print_result

    settings = installation()
    number = authority or settings.authority
    made = write_return(settings, return_name, year, number, out)
    console = out_console()
    for path in made.paths:
        console.print(str(path), highlight=False, soft_wrap=True)
    if made.previous:
        console.print(f"Compared with {made.previous.words}.", highlight=False, soft_wrap=True)
    print_result(console, made.result, made.issues)
    console.print(f"{made.issues.height} findings; see issues.csv, runs.csv and fix_list.csv.")


@app.command()
def submitted(
    return_name: ReturnName,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="The return: file or folder.")],
    year: Year,
    authority: Authority = None,
) -> None:
    """Keep a return as it was submitted; next year's rules compare with it."""
    from pipelines.handed_in import keep_submitted

    settings = installation()
    kept, already = keep_submitted(settings, return_name, path, year=year, authority=authority)
    name = f"The return {kept.return_name} {kept.year} of authority {kept.authority}"
    if already:
        out_console().print(f"{name} was kept already, on {kept.kept_on}; nothing has changed.")
        return
    out_console().print(
        f"{name} is kept as number {kept.link.sequence}: {', '.join(kept.link.source)}.",
        highlight=False,
        soft_wrap=True,
    )
    out_console().print(
        f"From now on it is what {kept.year} was, for the rules that compare the year after.",
        highlight=False,
    )


@app.command()
def freeze(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="2025-26-Q4")],
    signed_off_by: Annotated[
        str, typer.Option("--signed-off-by", metavar="NAME", help="Who answers for the figures.")
    ],
    authority: Authority = None,
    remark: Annotated[str | None, typer.Option("--remark", help="A remark to keep.")] = None,
) -> None:
    """Freeze the published figures of a quarter, with the rows that they are made of."""
    from pipelines.freezing import freeze as freeze_quarter

    settings = installation()
    number = authority or settings.authority
    done = freeze_quarter(settings, quarter, number, signed_off_by=signed_off_by, remark=remark)
    kept = done.freeze
    name = f"{kept.quarter} of authority {kept.authority}"
    if done.is_known:
        out_console().print(
            f"{name} was frozen already as number {kept.number} on "
            f"{kept.signed_off_on.isoformat()}, signed off by {kept.signed_off_by}; nothing has "
            "changed.",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
        return
    out_console().print(
        f"{name} is frozen as number {kept.number}: {done.figures:,} figures and the {done.rows:,} "
        f"rows that they are made of, signed off by {kept.signed_off_by}.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    out_console().print(
        f"Its hash is {kept.link.link_hash}; in the minutes it proves later what was frozen.",
        highlight=False,
        soft_wrap=True,
    )
    out_console().print("The next run publishes it.")


@app.command()
def restatements(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="2025-26-Q4")],
    authority: Authority = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="CSV; it is about children.")
    ] = None,
) -> None:
    """Show what of a frozen quarter is told differently now, and which rows caused it.

    Exit 0: nothing differs, 1: something does, 2: cannot be told.
    """
    from pipelines.restatements import restate
    from pipelines.restatements.report import print_restatement, write_lines
    from pipelines.state import record_access

    settings = installation()
    number = authority or settings.authority
    found = restate(settings, quarter, number)
    path = out or settings.outputs_dir / f"restatements-{quarter}-{number}.csv"
    lines = write_lines(found, path)
    record_access(
        settings.state_dir,
        role="command",
        page="restatements",
        what=f"{quarter} of authority {number}",
        rows=lines.height,
    )
    console = out_console()
    print_restatement(console, found)
    if found.differs:
        console.print(f"Every figure with every row: {path}", highlight=False, soft_wrap=True)
        raise typer.Exit(1)


@app.command()
def history(
    child_id: Annotated[
        str, typer.Argument(metavar="CHILD", help="The id that the case system gave.")
    ],
    authority: Authority = None,
    as_at: AsAt = None,
) -> None:
    """Show since when each row about a child is known, and which changed or are gone.

    With --as-at: as it was known from the drops up to that day.
    """
    from pipelines.child_history import child_history, print_history
    from pipelines.state import record_access

    settings = installation()
    number = authority or settings.authority
    rows = child_history(settings, number, child_id, _day(as_at) if as_at else None)
    record_access(
        settings.state_dir,
        role="command",
        page="history",
        what=f"one child of authority {number}",
        rows=len(rows),
    )
    print_history(out_console(), child_id, rows)


@app.command()
def pack(
    quarter: Annotated[str, typer.Argument(metavar="QUARTER", help="2025-26-Q4")],
    out: Annotated[Path, typer.Option("--out", help="Folder to write to.")],
    authority: Authority = None,
) -> None:
    """Write the scrutiny pack of a quarter from the published, disclosure-controlled figures."""
    from pipelines.published import write_pack

    settings = installation()
    path = write_pack(settings, quarter, authority or settings.authority, out)
    out_console().print(str(path), highlight=False, soft_wrap=True)


@app.command("benchmark-data")
def benchmark_data(
    source: Annotated[
        str,
        typer.Argument(metavar="PATH_OR_API", help="Data file, folder, zip, or address of one."),
    ],
    release: Annotated[
        str | None, typer.Option("--release", metavar="NAME", help="What the release is called.")
    ] = None,
    published_on: Annotated[
        str | None, typer.Option("--published-on", metavar="DATE", help="Day of the release.")
    ] = None,
) -> None:
    """Keep published figures of explore-education-statistics, as its files are downloaded."""
    from pipelines.benchmarks.fetch import fetched, is_address
    from pipelines.benchmarks.loading import keep
    from pipelines.benchmarks.report import print_kept

    settings = installation()
    day = _day(published_on) if published_on else None
    with ExitStack() as stack:
        path = (
            stack.enter_context(fetched(source, settings.max_upload_mb))
            if is_address(source)
            else Path(source)
        )
        kept = keep(
            path,
            settings.benchmarks_dir,
            max_mb=settings.max_upload_mb,
            release=release,
            published_on=day,
        )
    print_kept(out_console(), *kept)


@app.command()
def backup(
    target: Annotated[
        Path, typer.Argument(metavar="FILE_OR_FOLDER", help="FILE.tar.zst, or a folder for it.")
    ],
) -> None:
    """Keep a copy of all that no run can build again: what has landed, and what people entered."""
    from pipelines.backup import back_up

    done = back_up(installation(), target)
    out_console().print(
        f"{done.path} holds {done.drops} drops, {done.links} submitted returns and freezes, and "
        f"what people entered: {len(done.manifest.files)} files of {done.size / 1e6:,.1f} MB. It "
        "was read again, and every hash is right.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    out_console().print("It holds children's records: keep it where landing may be kept.")


@app.command()
def restore(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="What `sightline backup` wrote.")],
    into: Annotated[
        Path | None, typer.Option("--into", metavar="DATA_DIR", help="An empty data root.")
    ] = None,
) -> None:
    """Put a backup into an empty data root, after every hash and the chain have been checked."""
    from pipelines.backup import restore as restore_backup

    done = restore_backup(path, into or installation().root)
    made = done.manifest
    out_console().print(
        f"{done.path} holds the backup of {made.made_at:%Y-%m-%d %H:%M} UTC: {done.drops} drops, "
        f"{done.links} submitted returns and freezes, and what people entered. Every hash is "
        "right, and so is the chain.",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    chosen = ", ".join(f"{name}={value}" for name, value in made.settings.items())
    for line in (
        f"It was made by Sightline {made.code_version} with {chosen}.",
        f"Run `sightline run` with SIGHTLINE_DATA_DIR={done.path} to build from it.",
    ):
        out_console().print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def prune(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, and why; change nothing.")
    ] = False,
) -> None:
    """Remove old drops and published versions that nothing names, with a proof in the audit."""
    from pipelines.retention import plan, print_plan, print_pruned, utc_now
    from pipelines.retention import prune as prune_installation

    settings = installation()
    if dry_run:
        print_plan(out_console(), plan(settings, utc_now()))
    else:
        print_pruned(out_console(), prune_installation(settings, utc_now()))


def main() -> None:
    """Run the command; no traceback ever reaches a person."""
    try:
        code = app(standalone_mode=False)
    except (Fault, ReturnFault) as fault:
        _say(fault.sentence())
        sys.exit(FAULT)
    except typer.Abort:
        _say("Stopped.")
        sys.exit(FAULT)
    except KeyboardInterrupt:
        _say("Stopped; nothing was published and nothing needs to be repaired.")
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has left (`sightline … | head`); there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            error.show()
            sys.exit(error.exit_code)
        _say(_defect(error))
        sys.exit(DEFECT)
    sys.exit(code if isinstance(code, int) else 0)


def installation() -> Settings:
    """The settings of this installation.

    Raises:
        Fault: a variable of the environment holds what it may not.
    """
    try:
        return Settings()
    except ValidationError as error:
        wrong = [
            f"SIGHTLINE_{'_'.join(map(str, problem['loc'])).upper()}: {problem['msg']}"
            for problem in error.errors()
        ]
    except SettingsError as error:
        wrong = [str(error)]
    raise Fault(
        f"A setting cannot be used: {'; '.join(wrong)}.",
        where="the environment",
        remedy="The README lists the settings and what they may hold.",
    )


def out_console() -> Console:
    """Where results go; wide enough for the ingestion report where there is no terminal."""
    return Console(width=None if sys.stdout.isatty() else 180)


def err_console() -> Console:
    """Where progress goes, so that results can be piped."""
    return Console(stderr=True)


def _say(sentence: str) -> None:
    Console(stderr=True).print(sentence, markup=False, highlight=False, soft_wrap=True)


def _defect(error: Exception) -> str:
    """Keep the traceback in a log file and say where; if that fails too, say only what happened."""
    words = f"Sightline met something that it did not expect: {type(error).__name__}: {error}."
    try:
        folder = installation().root / "logs"
        folder.mkdir(parents=True, exist_ok=True)
        log = folder / f"defect-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.log"
        log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except (OSError, Fault) as second:
        return f"{words} The details could not be written to a log ({second})."
    return f"{words} This is a defect; please report it with the file {log}."


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault(
            f"{text!r} is no date.", where="--as-at", remedy="Write year-month-day: 2026-07-31."
        ) from None


def _authorities(text: str) -> list[str] | int:
    numbers = [part.strip() for part in text.split(",")]
    if all(len(number) == 3 and number.isdigit() for number in numbers):
        return numbers
    if len(numbers) == 1 and numbers[0].isdigit():
        return int(numbers[0])
    raise Fault(
        f"{text!r} names no authorities.",
        where="--authorities",
        remedy="Give a count (3), or three-digit numbers with commas (999,998).",
    )


if __name__ == "__main__":
    main()
