"""Key stores that tests put in the place of the system's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import keyring
from keyring.backend import KeyringBackend

from medadv_gui.archive import connections


class Memory(KeyringBackend):
    """A key store that lasts as long as its test."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@contextmanager
def key_store(store: KeyringBackend) -> Iterator[None]:
    """Have the system's key store be this one."""
    before = keyring.get_keyring()
    keyring.set_keyring(store)
    yield
    keyring.set_keyring(before)
    connections._entered.clear()
