"""The errors a user can meet: each message is one line that says what happened, to which file, and why."""

from __future__ import annotations


class MedadvError(Exception):
    """A fault that the user can understand and mend; anything else that is raised is a bug.

    Whatever a file's values put into the message, it stays one line of printable characters.
    """

    def __init__(self, message: str) -> None:
        super().__init__(" ".join("".join(c if c.isprintable() else " " for c in message).split()))

    def reason(self, name: str) -> str:
        """The message without the `name` of the file in front of it, which may be its patient's."""
        return str(self).removeprefix(f"{MedadvError(name)}: ")


class InputError(MedadvError):
    """A path or file that cannot be read as an image, mask or manifest."""


class ModelError(MedadvError):
    """A model, card or weight file that is refused or does not fit the image."""


class SettingsError(MedadvError):
    """Attack settings that contradict each other or the image."""


class OutputError(MedadvError):
    """A result that cannot be written."""


class ArchiveError(MedadvError):
    """An archive that cannot be reached, refuses, or answers other than it must."""
