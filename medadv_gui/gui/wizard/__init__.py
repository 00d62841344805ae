"""The import wizard: a user's own model becomes one of the program's, with a card that was filled in and checked."""
