"""Model cards, safe loading, preprocessing, tasks, networks and the recipes of the bundled models."""
