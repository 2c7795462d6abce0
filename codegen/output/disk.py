"""The operations that change the disk, each of which leaves every file either old or new; and the lock between two runs.

All writing goes through `Disk`, so that a test can stop a run at every step.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress

from codegen.output.tree import TEMPORARY_PREFIX, TEMPORARY_SUFFIX

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class Disk:
    """The real disk. `OSError` comes out of every operation as the system raised it."""

    def make_folder(self, path: str) -> None:
        with suppress(FileExistsError):  # another run may make it at the same moment
            os.mkdir(path)

    def create(self, path: str, data: bytes) -> None:
        """Creates a new file.

        It is not forced to the platter, which would take longer than all the rest: should the power fail, the next check finds the
        hashes wrong, and the next run writes what is wrong again.
        """
        with open(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666), "wb"
        ) as file:
            file.write(data)

    def replace(self, temporary: str, path: str) -> None:
        os.replace(temporary, path)

    def remove(self, path: str) -> None:
        os.unlink(path)

    def remove_folder(self, path: str) -> None:
        os.rmdir(path)

    def put(self, path: str, data: bytes) -> None:
        """Puts a file in place at once: whoever looks sees the old content or the new. The mode of an old file stays."""
        temporary = os.path.join(os.path.dirname(path), f"{TEMPORARY_PREFIX}{os.path.basename(path)}{TEMPORARY_SUFFIX}")
        with suppress(FileNotFoundError):
            self.remove(temporary)
        self.create(temporary, data)
        with suppress(OSError):  # no file yet, or a disk without modes
            os.chmod(temporary, stat.S_IMODE(os.lstat(path).st_mode) & 0o777)
        self.replace(temporary, path)


@contextmanager
def locked(path: str, on_wait: Callable[[], None]) -> Generator[None]:
    """Holds the lock at `path`; waits, after a call of `on_wait`, while another process holds it.

    The system lets go of the lock when a process ends in whatever way, so a file that a killed run left behind bars nobody.
    """
    waited = False
    while True:
        # Not through a link, which could lead to any file; and never waiting for the other end of a pipe.
        guards = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | guards, 0o666)
        try:
            if not _try_lock(descriptor):
                if not waited:
                    on_wait()
                    waited = True
                _wait_for_lock(descriptor)
            # The holder before us removes the file as it leaves: what we hold then is a lock that nobody else will meet.
            if _is_at(descriptor, path):
                break
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
    try:
        yield
    finally:
        with suppress(OSError):  # Windows removes no open file; the empty file that stays there is harmless
            os.unlink(path)
        os.close(descriptor)


def _is_at(descriptor: int, path: str) -> bool:
    try:
        there = os.stat(path)
    except FileNotFoundError:
        return False
    return os.path.samestat(os.fstat(descriptor), there)


if sys.platform == "win32":

    def _try_lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_for_lock(descriptor: int) -> None:
        while True:
            with suppress(OSError):  # gives up after ten seconds of its own
                msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
                return

else:

    def _try_lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait_for_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
