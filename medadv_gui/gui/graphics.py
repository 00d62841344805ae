"""pyqtgraph, without its copy of Qt.

pyqtgraph.Qt copies each name of QtCore, QtGui and QtWidgets into a module of its own. PySide6 makes a class when it is
first asked for; to copy them is to make all of them, a third of the time that the import takes. Here those modules ask
PySide6 for a name when they are asked for it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets


@contextmanager
def _uncopied() -> Iterator[None]:
    """While it lasts, what copies Qt's modules finds nothing in them to copy."""
    listing = [(module, module.__dir__) for module in (QtCore, QtGui, QtWidgets)]
    for module, _ in listing:
        name = f"pyqtgraph.Qt.{module.__name__.rpartition('.')[2]}"
        sys.modules[name] = asking = ModuleType(name, module.__doc__)
        asking.__path__ = []
        asking.__getattr__ = partial(getattr, module)  # type: ignore[method-assign]
        module.__dir__ = list  # type: ignore[method-assign]
    try:
        yield
    finally:
        for module, names in listing:
            module.__dir__ = names  # type: ignore[method-assign]


if "pyqtgraph" in sys.modules:
    import pyqtgraph
else:
    with _uncopied():
        import pyqtgraph

pg = pyqtgraph
