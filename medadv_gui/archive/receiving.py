"""What comes in by C-STORE, during C-GET or C-MOVE: written as it came, behind a file meta header of this program's."""

from __future__ import annotations

import threading
from io import BytesIO
from typing import cast

from pydicom.uid import UID
from pynetdicom import evt
from pynetdicom.dimse_primitives import C_STORE
from pynetdicom.presentation import PresentationContext, build_context

from medadv_gui.archive.channel import Line
from medadv_gui.archive.peer import Report
from medadv_gui.archive.store import MAX_OBJECT, Fetch
from medadv_gui.archive.uids import HEAD, file_head, uids
from medadv_gui.core.errors import MedadvError

# PS3.5 Annex A: as it is, and each compression of its own, since a context has one answer. Neither deflated nor
# big-endian.
NATIVE = ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")
COMPRESSED = (
    "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70",
    "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91",
    "1.2.840.10008.1.2.5",
)  # fmt: skip
# PS3.4 B.5: the images that this program opens, for archives that do not tell what a series holds.
COMMON = (
    "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.4",
    "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.1.1",
    "1.2.840.10008.5.1.4.1.1.1.2", "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.77.1.1",
    "1.2.840.10008.5.1.4.1.1.77.1.4", "1.2.840.10008.5.1.4.1.1.77.1.5.1", "1.2.840.10008.5.1.4.1.1.6.1",
)  # fmt: skip
_MOST_CONTEXTS = 120  # an association has 128
ACCEPTED, FULL, NOT_ASKED_FOR = 0x0000, 0xA700, 0xA900


def storage_contexts(fetch: Fetch) -> tuple[tuple[str, ...], list[PresentationContext]]:
    """The SOP classes that may come, and a context for each with each group of transfer syntaxes."""
    classes = tuple(dict.fromkeys(uid for uid in fetch.expected.values() if uid)) or COMMON
    groups = [list(NATIVE), *([syntax] for syntax in COMPRESSED)]
    contexts = [build_context(uid, group) for group in groups for uid in classes]
    return classes, contexts[:_MOST_CONTEXTS]


class Receiver:
    """Takes the objects of a fetch. fault : what went wrong on this side; nothing more is taken then."""

    def __init__(self, fetch: Fetch, report: Report, line: Line) -> None:
        self.fetch, self.report, self.line = fetch, report, line
        self.fault: MedadvError | None = None
        self._lock = threading.Lock()  # an archive may send over several associations

    def store(self, event: evt.Event) -> int:
        """An object has come; the status that the archive is told."""
        with self._lock:
            self.line.budget.left = min(MAX_OBJECT, max(0, self.fetch.room) + (1 << 20))
            if self.fault is not None:
                return FULL
            request, syntax = event.request, str(event.context.transfer_syntax)
            assert isinstance(request, C_STORE)
            content = cast(BytesIO, request.DataSet).getbuffer()
            found = uids(content[:HEAD], syntax)
            if found is not None and str(request.AffectedSOPInstanceUID) != found.sop:
                self.fetch.refuse("an object that is another than the archive calls it")
                return NOT_ASKED_FOR
            try:
                head = b"" if found is None else file_head(found.sop_class, found.sop, UID(syntax))
                taken = self.fetch.take((head, content), found)
            except MedadvError as error:
                self.fault = error
                self.line.close()
                return FULL
            finally:
                content.release()
            if taken:
                self.report()
            return ACCEPTED if taken else NOT_ASKED_FOR
