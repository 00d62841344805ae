"""Where a window's results lie while it is open."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path


class Scratch:
    """A folder made when it is first asked for, which lives no longer than the window unless another was named."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._own = True
        self._count = 0

    def keep_in(self, folder: Path) -> None:
        """Write results into `folder`, which is the caller's to remove."""
        self._folder, self._own = folder, False

    @property
    def folder(self) -> Path:
        if self._folder is None:
            self._folder, self._own = Path(tempfile.mkdtemp(prefix="medadv-gui-")), True
        return self._folder

    def next(self, prefix: str) -> Path:
        """A path in the folder that begins with `prefix` and that no other attack of this window has."""
        self._count += 1
        return self.folder / f"{prefix}{self._count}"

    def remove(self) -> None:
        """Remove the folder, unless it is another's."""
        if self._folder is not None and self._own:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder = None
