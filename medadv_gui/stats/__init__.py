"""Intervals, tests and curves, of models and of reader studies. numpy and scipy; no files, no torch, no Qt."""
