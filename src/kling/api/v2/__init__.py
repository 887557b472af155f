"""The v2 wire ("new design standard"): a path for each model, and ``/tasks`` for all (V2, since 2026-07-15)."""
