"""Prism: an OpenAPI document goes in, the URL of a mock server for it comes out, which lives as long as the `with` statement."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PRISM = ROOT / ".contract" / "node_modules" / ".bin" / "prism"
_PATIENCE = 60.0
"""Seconds for Node.js to start on a busy machine."""


class MockError(Exception):
    """Prism is not installed or does not start."""


@contextmanager
def mocking(document: Path) -> Generator[str]:
    """A mock of the document on a free port of loopback. It refuses with 4XX what the document does not allow. Raises MockError."""
    if not PRISM.exists():
        raise MockError("Prism is not installed: run `make contract`")
    port = _free_port()
    command = [str(PRISM), "mock", "--errors", "--seed", "contract", "--host", "127.0.0.1", "--port", str(port)]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen([*command, str(document)], stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait(process, port)
            yield f"http://127.0.0.1:{port}"
        except MockError as error:
            log.seek(0)
            raise MockError(f"{error}:\n{log.read()}") from None
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if process.poll() is not None:
            raise MockError(f"Prism ended with status {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise MockError(f"Prism did not listen within {_PATIENCE:.0f} s")
