"""How the bundled models were trained: one module a model, each repeatable from its data folders."""
