"""The public validators of Data to Insight (MIT), each in an environment of its own.

They need releases of pandas and numpy that we do not, so they are never installed beside us.
`csc-validator-be-cin` does not pin numpy and cannot be imported with numpy 2.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from pipelines.settings import Settings

PEERS: dict[str, tuple[str, ...]] = {
    "cin": ("csc-validator-be-cin==0.1.13", "numpy<1.25"),
    "ssda903": ("csc-validator-be-903==0.1.17",),
}
SCRIPTS = Path(__file__).parent / "peer_scripts"


class PeerUnavailable(Exception):  # noqa: N818 - the house names faults without Error
    """The public validator could not be installed, in words."""


def peer_python(return_name: str) -> Path:
    """The Python of the public validator's environment, which is made when it is first asked for.

    Raises:
        PeerUnavailable: the registry cannot be reached, or refuses.
    """
    folder = Settings().root / "bench" / f"peer-{return_name}"
    python, made = folder / "bin" / "python", folder / ".complete"
    wanted = " ".join(PEERS[return_name])
    if made.is_file() and made.read_text(encoding="utf-8") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", *PEERS[return_name]],
    ):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            raise PeerUnavailable(
                f"The public validator ({wanted}) could not be installed: {' '.join(last)}. "
                "Ours is timed without it."
            )
    made.write_text(wanted, encoding="utf-8")
    return python
