"""Synthetic demo cases, drawn by code: no picture here was ever taken of anyone."""

from medadv_gui.demo.cases import CASES, EDITION, DemoCase, write

__all__ = ["CASES", "EDITION", "DemoCase", "write"]
