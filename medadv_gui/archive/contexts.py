"""What an archive may store here, by kind and by how it is encoded: the presentation contexts of a retrieve."""

from __future__ import annotations

from pynetdicom.presentation import PresentationContext, build_context

from medadv_gui.archive.store import Fetch

# PS3.5 Annex A: as it is, and each other encoding of its own, since a context has one answer: the compressions, then
# the two retired ways of a whole data set, which an archive that cannot convert sends or does not send at all.
NATIVE = ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")
OTHERS = (
    "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51", "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70",
    "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91",
    "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.4.201", "1.2.840.10008.1.2.4.202", "1.2.840.10008.1.2.4.203",
    "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99",
)  # fmt: skip
# PS3.4 B.5: the images that this program opens, for archives that do not tell what a series holds.
COMMON = (
    "1.2.840.10008.5.1.4.1.1.2", "1.2.840.10008.5.1.4.1.1.2.1", "1.2.840.10008.5.1.4.1.1.4",
    "1.2.840.10008.5.1.4.1.1.4.1", "1.2.840.10008.5.1.4.1.1.1", "1.2.840.10008.5.1.4.1.1.1.1",
    "1.2.840.10008.5.1.4.1.1.1.2", "1.2.840.10008.5.1.4.1.1.7", "1.2.840.10008.5.1.4.1.1.77.1.1",
    "1.2.840.10008.5.1.4.1.1.77.1.4", "1.2.840.10008.5.1.4.1.1.77.1.5.1", "1.2.840.10008.5.1.4.1.1.6.1",
)  # fmt: skip
_MOST_CONTEXTS = 120  # an association has 128


def storage_contexts(fetch: Fetch) -> tuple[tuple[str, ...], list[PresentationContext]]:
    """The SOP classes that may come, and a context for each with each group of transfer syntaxes, the usual first."""
    classes = tuple(dict.fromkeys(uid for uid in fetch.expected.values() if uid)) or COMMON
    groups = [list(NATIVE), *([syntax] for syntax in OTHERS)]
    contexts = [build_context(uid, group) for group in groups for uid in classes]
    return classes, contexts[:_MOST_CONTEXTS]
