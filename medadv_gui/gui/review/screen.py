"""What a reading says of the screen that it was given at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from medadv_gui.review.protocol import Display


def screen_facts(room: QWidget, display: Display, calibrated: str) -> dict[str, str]:
    """Size, resolution and scale of the screen that `room` is on, how images are enlarged, and what the reader said of
    its calibration. Nothing names the screen."""
    screen = room.screen()
    ratio, size, sides = room.devicePixelRatioF(), screen.size(), screen.physicalSize()
    return {
        "screen_pixels": f"{round(size.width() * ratio)} x {round(size.height() * ratio)}",
        "screen_mm": f"{sides.width():.0f} x {sides.height():.0f}",
        "device_pixel_ratio": f"{ratio:g}",
        "one_to_one": "yes" if display.one_to_one else "no",
        "interpolation": "smooth" if display.smooth and not display.one_to_one else "none",
        "calibrated": calibrated,
    }
