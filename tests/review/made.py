"""A protocol that tests make for themselves."""

from medadv_gui.core.types import Window
from medadv_gui.review.protocol import Case, Consent, Display, Item, Order, Picture, Protocol, Task


def task(**changes: object) -> Task:
    return Task(**{"id": "seen", "kind": "detection", "question": "Is the image altered?", "threshold": 50, **changes})


def case(number: int, items: int = 2, pictures: int = 1, practice: bool = False) -> Case:
    shown = tuple(
        Item(
            f"I{number:04}{k:02}",
            tuple(Picture(f"P{number:04}{k:02}{n}", "0" * 64) for n in range(pictures)),
        )
        for k in range(items)
    )
    return Case(
        f"C{number:05}", practice, 8, 8, False, "uint8", "", "", 1.0, 0.0, False, 0, 255, Window(0.0, 255.0), None,
        shown,
    )  # fmt: skip


def protocol(cases: int = 6, items: int = 2, practice: int = 0, pictures: int = 1, **changes: object) -> Protocol:
    made = tuple(case(n, items, pictures, n >= cases) for n in range(cases + practice))
    values = {
        "id": "study", "title": "A study", "program": "0", "tasks": (task(),), "cases": made, "order": Order(1),
        "consent": Consent("I agree.", "EK 1/2026"), "display": Display(), "margin": None, "key_sha256": "0" * 64,
    }  # fmt: skip
    return Protocol(**{**values, **changes})
