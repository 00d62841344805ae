"""How a cohort tells apart its attacks of one name: by the parameters in which they differ. Imports no torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from medadv_gui.attack.settings import ATTACKS
from medadv_gui.report.words import plain

Variant = Mapping[str, Any]  # parameters by name


class _Asked(Protocol):
    """An attack as it is asked for: `spec.Attack`."""

    @property
    def name(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, Any]: ...


class _Told(Protocol):
    """What came of one: `row.Row`, `row.Failure`."""

    @property
    def attack(self) -> str: ...
    @property
    def variant(self) -> Variant: ...


def variants(attacks: Sequence[_Asked]) -> list[dict[str, Any]]:
    """Of each attack the parameters in which it differs from others of its name; none where its name tells it."""
    given = [{**attack.parameters, **attack.parameters["options"]} for attack in attacks]
    return [
        {
            key: value
            for key, value in own.items()
            if key != "options"
            and any(other.get(key) != value for of, other in zip(attacks, given, strict=True) if of.name == attack.name)
        }
        for attack, own in zip(attacks, given, strict=True)
    ]


def attack_name(of: _Told) -> str:
    """What the statistics call an attack, another for each of the cohort: "pgd", or "pgd (restarts 10)"."""
    return _with(of.attack, of)


def attack_title(of: _Told) -> str:
    """The same for people: "PGD (restarts 10)"."""
    return _with(ATTACKS[of.attack].title if of.attack in ATTACKS else of.attack, of)


def _with(name: str, of: _Told) -> str:
    return f"{name} ({_words(of.attack, of.variant)})" if of.variant else name


def _words(attack: str, variant: Variant) -> str:
    """The parameters as the attack's form calls them."""
    known = {p.name: p.title for p in ATTACKS[attack].parameters} if attack in ATTACKS else {}
    titles = {key: known.get(key, key.replace("_", " ")) for key in variant}
    return ", ".join(
        f"{titles[key][:1].lower()}{titles[key][1:]} {'of its own' if value is None else plain(value)}"
        for key, value in variant.items()
    )
