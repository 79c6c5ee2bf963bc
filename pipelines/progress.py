"""How far a command is: a bar on a terminal, plain lines elsewhere, such as in a log or a pipe."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)


class PlainLines:
    """One line for each part of the work."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._started = time.monotonic()

    def stage(self, words: str, steps: int = 0) -> None:
        """Print the words with the seconds since the start."""
        seconds = time.monotonic() - self._started
        self._console.print(
            f"[{seconds:5.1f} s] {words}", markup=False, highlight=False, soft_wrap=True
        )

    def advance(self, words: str = "") -> None:
        """A line for each step would be noise."""


class Bar:
    """One bar for each part of the work."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._task: TaskID | None = None

    def stage(self, words: str, steps: int = 0) -> None:
        """End the bar before and begin the next; one without a known number of steps pulses."""
        self._finish()
        self._task = self._bars.add_task(words, total=steps or None)

    def advance(self, words: str = "") -> None:
        """Move the bar by one step."""
        if self._task is not None:
            self._bars.advance(self._task)

    def _finish(self) -> None:
        if self._task is not None:
            task = self._bars.tasks[self._task]
            total = task.total or 1
            self._bars.update(self._task, total=total, completed=total)


@contextmanager
def progress(console: Console) -> Iterator[PlainLines | Bar]:
    """A reporter for the body."""
    if not console.is_terminal:
        yield PlainLines(console)
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, redirect_stdout=False, redirect_stderr=False) as bars:
        reporter = Bar(bars)
        yield reporter
        reporter.stage("Done", 1)
        reporter.advance()
