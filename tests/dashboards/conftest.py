"""A published folder of invented rows, the app under a test driver, a real server and browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, sync_playwright
from published_folder import AS_AT, RUN_ID, TEAMS, write_published
from streamlit.testing.v1 import AppTest

from dashboards.access import Viewer
from dashboards.installation import Published, current

APP = Path(__file__).resolve().parents[2] / "dashboards" / "app.py"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--headless=new",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def published_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data root whose `published` folder holds a run; never written to by a test."""
    root = tmp_path_factory.mktemp("data")
    write_published(root / "published")
    return root


@pytest.fixture
def data_root(published_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data root of the test's own, with the same published files, set as this process's."""
    root = tmp_path / "data"
    # Links cost nothing and published files are never changed; state is each test's own.
    shutil.copytree(published_folder / "published", root / "published", copy_function=os.link)
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(root))
    return root


@pytest.fixture
def published(data_root: Path) -> Published:
    """The run that the pointer names."""
    found = current()
    assert found is not None
    assert (found.run_id, found.as_at) == (RUN_ID, AS_AT)
    return found


@pytest.fixture
def viewer() -> Callable[..., Viewer]:
    """Makes a viewer of the sample council; a manager calls the first team their own."""

    def make(role: str) -> Viewer:
        return Viewer(role, "999", TEAMS[:1] if role == "manager" else ())

    return make


@pytest.fixture
def open_page(data_root: Path) -> Callable[..., AppTest]:
    """Opens a page of the app in a role: the role is picked, the address followed."""

    def open_it(role: str, page: str, **address: str) -> AppTest:
        app = AppTest.from_file(str(APP), default_timeout=60).run()
        if role != "scrutiny":
            app.selectbox(key="role").set_value(role).run()
        for name, value in address.items():
            app.query_params[name] = value
        # Pages are functions, which `switch_page` cannot name; the registry of the run knows their
        # addresses.
        addresses = {info["url_pathname"]: key for key, info in app._registered_pages.items()}
        app._page_hash = addresses.get(page) or addresses[""]
        return app.run()

    return open_it


def words(app: AppTest) -> str:
    """Everything that a page says, markup included."""
    said = [element.proto.body for element in app.get("html")]
    for kind in ("title", "header", "markdown", "info", "warning", "error"):
        said += [element.value for element in getattr(app, kind)]
    return "\n".join(said)


@contextmanager
def running_server(root: Path) -> Iterator[str]:
    """The address of a real server on a free local port, over a data root."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)],
        cwd=APP.parents[1],
        env={**os.environ, "SIGHTLINE_DATA_DIR": str(root)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://localhost:{port}/_stcore/health", process)
        yield f"http://localhost:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def server(published_folder: Path) -> Iterator[str]:
    """The server that most browser tests share; its audit rows lie in the shared folder's state."""
    with running_server(published_folder) as address:
        yield address


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    for _ in range(240):
        assert process.poll() is None, f"the server ended with {process.returncode}"
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"{address} did not answer within 60 seconds")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "No Chromium on PATH. Install it with: sudo apt-get install chromium"
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


def ask(path: Path, sql: str) -> list[tuple[object, ...]]:
    """Rows of a published file, for what a test expects."""
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()
