"""Value types, errors, resources and logging: the ground floor. Standard library and numpy only."""
