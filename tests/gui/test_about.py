"""The About box says which build runs, on which device, and why on that one."""

from __future__ import annotations

import pytest
import torch
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from medadv_gui.core.build import build_id
from medadv_gui.gui.dialogs import AboutDialog
from medadv_gui.models.device import why


def test_build_and_device_with_its_reason(qtbot: QtBot) -> None:
    reason = "this PyTorch is built for the CPU alone"
    dialog = AboutDialog("CPU (2 threads)", reason)
    qtbot.addWidget(dialog)
    text = "\n".join(label.text() for label in dialog.findChildren(QLabel))
    assert f"CPU (2 threads) ({reason})" in text
    assert f"build {build_id()}" in text


@pytest.mark.parametrize(
    ("cuda", "name", "device", "text"),
    [
        (None, "auto", "cpu", "built for the CPU alone"),
        ("13.0", "auto", "cpu", "no NVIDIA GPU or no driver"),
        ("13.0", "cpu", "cpu", "chosen by the user"),
        ("13.0", "auto", "cuda", "NVIDIA GPU"),
        (None, "auto", "mps", "Apple GPU"),
    ],
)
def test_why_a_device(monkeypatch: pytest.MonkeyPatch, cuda: str | None, name: str, device: str, text: str) -> None:
    monkeypatch.setattr(torch.version, "cuda", cuda)
    assert text in why(name, torch.device(device))
