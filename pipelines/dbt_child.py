"""dbt as a child that does not outlive the run that started it.

Executed as a script by pipelines.resources; imports nothing of ours.

A run that is killed with SIGKILL cannot end its children. A dbt that went on would hold the build
file while the next run makes a new one under the same name, and would remove that one's write-ahead
log when it ends. On Linux the kernel ends the child together with its parent (prctl(2),
PR_SET_PDEATHSIG); elsewhere dbt runs as it is.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Ask the kernel to kill this process when its parent dies.

    Leave at once if it has died already.
    """
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    die_with(int(os.environ["SIGHTLINE_RUN_PID"]))
    from dbt.cli.main import cli

    cli(prog_name="dbt")
