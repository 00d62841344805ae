"""The user's settings as data: one schema from which the preferences dialog is made, and the values themselves."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, QSettings, Signal

GENERAL, VIEWER, SESSION = "General", "Viewer", "Attack and session"


@dataclass(frozen=True)
class Setting:
    """One setting.

    `key` in the settings file; `default` tells the kind: a text is one of `choices` (value, words for it), a bool a
    check box, an int a number from `low` to `high`. `restart`: it counts from the next start on.
    """

    key: str
    page: str
    title: str
    default: str | bool | int
    help: str
    choices: tuple[tuple[str, str], ...] = ()
    low: int = 0
    high: int = 0
    unit: str = ""
    restart: bool = False

    def read(self, value: object) -> str | bool | int:
        """A stored value as one of this setting; the default where it is none."""
        if isinstance(self.default, bool):
            return {"true": True, "false": False}.get(str(value).lower(), self.default)
        if isinstance(self.default, int):
            try:
                return min(max(int(str(value)), self.low), self.high)
            except ValueError:
                return self.default
        return str(value) if str(value) in dict(self.choices) else self.default


SETTINGS: tuple[Setting, ...] = (
    Setting("general/theme", GENERAL, "Theme", "system", "Colours of the window. The images stay on black.",
            (("system", "As the desktop"), ("dark", "Dark"), ("light", "Light"), ("contrast", "High contrast"))),
    Setting("general/scale", GENERAL, "Size of text and controls", "100", "On top of the desktop's own scaling.",
            (("100", "100 %"), ("125", "125 %"), ("150", "150 %"), ("200", "200 %")), restart=True),
    Setting("general/language", GENERAL, "Language", "system", "Of menus, panels, dialogs, messages and help. "
            "Reports and result files are in English.",
            (("system", "As the desktop"), ("en", "English"), ("de", "Deutsch")), restart=True),
    Setting("general/tour", GENERAL, "Show the tour at the next start", True, "Six steps through the window."),
    Setting("viewer/window_drag", VIEWER, "Window drag", "standard", "What dragging down does to the picture.",
            (("standard", "Down is darker"), ("inverted", "Down is brighter"))),
    Setting("viewer/cine_rate", VIEWER, "Cine speed", 10, "Slices shown in a second.", low=1, high=60,
            unit=" per second"),
    Setting("viewer/corner_text", VIEWER, "Corner text", "full", "Text over the corners of the images.",
            (("full", "All"), ("short", "Slice and window"), ("off", "None"))),
    Setting("attack/device", SESSION, "Device", "auto", "Where models run.",
            (("auto", "Automatic"), ("cpu", "CPU"), ("cuda", "CUDA"), ("mps", "Apple GPU (MPS)"))),
    Setting("session/restore", SESSION, "At the start", "crash", "What is offered of the session before: paths, "
            "results and notes, kept on this computer.",
            (("crash", "Offer the session after a crash"), ("always", "Always offer the last session"),
             ("never", "Keep no session"))),
)  # fmt: skip

BY_KEY = {setting.key: setting for setting in SETTINGS}


def in_words(text: str) -> str:
    """A text of the schema in the user's language."""
    return QCoreApplication.translate("preferences", text)


class Preferences(QObject):
    """The values, in the user's settings file, or in memory alone where there is none."""

    changed = Signal(str)

    def __init__(self, store: QSettings | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._held: dict[str, object] = {}

    def value(self, key: str) -> str | bool | int:
        """The value of a setting; KeyError where the schema has none of this key."""
        setting = BY_KEY[key]
        found = self.store.value(key) if self.store is not None else self._held.get(key)
        return setting.default if found is None else setting.read(found)

    def text(self, key: str) -> str:
        return str(self.value(key))

    def set(self, key: str, value: str | bool | int) -> None:
        """Keep a value and announce it."""
        if value == self.value(key):
            return
        if self.store is not None:
            self.store.setValue(key, value)
            self.store.sync()
        else:
            self._held[key] = value
        self.changed.emit(key)

    def keys(self) -> dict[str, str]:
        """The keys that the user gave to actions, by the actions' ids; an empty one takes the key away."""
        if self.store is None:
            return {}
        self.store.beginGroup("keys")
        found = {name: str(self.store.value(name)) for name in self.store.childKeys()}
        self.store.endGroup()
        return found

    def set_keys(self, keys: dict[str, str]) -> None:
        """Keep these keys and no others."""
        if self.store is not None:
            self.store.remove("keys")
            for name, key in keys.items():
                self.store.setValue(f"keys/{name}", key)
            self.store.sync()
