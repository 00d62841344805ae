"""Cohorts: many images, models, attacks and budgets, run so that nothing finished is ever lost, and what they show."""
