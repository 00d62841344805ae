"""Synthetic demo cases, drawn by code: no picture here was ever taken of anyone."""

from medadv_gui.demo.cases import CASES, DemoCase, write

__all__ = ["CASES", "DemoCase", "write"]
