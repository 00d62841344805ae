"""Reader studies in the window: case library, study builder, reading room, results. None of it needs torch, but for
asking a model about shams when a study is built."""
