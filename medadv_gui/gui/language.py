"""The window's language: English, or one that resources/translations has."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from medadv_gui.core.resources import resources

LANGUAGES = ("en", "de")
_ours: list[QTranslator] = []


def chosen(choice: str) -> str:
    """The language of a user's choice; "system" is the desktop's where there is a translation, else English."""
    if choice in LANGUAGES:
        return choice
    name = QLocale.system().name().partition("_")[0]
    return name if name in LANGUAGES else "en"


def spoken() -> str:
    """The language that the window speaks now."""
    return _ours[-1].language() if _ours else "en"


def install(app: QCoreApplication, choice: str) -> str:
    """Speak the chosen language from now on: what was built before keeps its words. The language comes back."""
    while _ours:
        app.removeTranslator(_ours.pop())
    name = chosen(choice)
    if name != "en":
        own = resources() / "translations"
        # Qt's own words, such as those on the buttons of dialogs, go first: ours are asked before them.
        for file, folder in (
            (f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
            (f"medadv_gui_{name}", str(own)),
        ):
            translator = QTranslator(app)
            if translator.load(file, folder):
                app.installTranslator(translator)
                _ours.append(translator)
    return name
