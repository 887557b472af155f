"""The v2 wire ("new design standard"): ``POST /omni-video/kling-3.0-omni`` and ``/tasks`` (V2, since 2026-07-15)."""
