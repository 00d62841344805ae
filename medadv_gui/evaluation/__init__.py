"""Many answers looked at together: what a model is measured by, and the page that shows it."""
