"""The core attack module: objective, smoothing, budget, loop, verification and metrics."""
