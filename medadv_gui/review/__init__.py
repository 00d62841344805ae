"""Reader studies: protocol, worklist, append-only store. Neither torch nor a model is needed to read."""
