"""Cohort runs in the window: what to attack, how far it is, what it shows. Runs are those of the command line."""
