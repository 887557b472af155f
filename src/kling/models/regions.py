"""Base URLs (V1, V2, CN). Tasks and keys are regional: a task made on one host cannot be seen from another (LP)."""

from __future__ import annotations

REGIONS: dict[str, str] = {
    "global": "https://api-singapore.klingai.com",
    "china": "https://api-beijing.klingai.com",
}
DEFAULT_BASE_URL = REGIONS["global"]
V2_TASKS_PATH = "/tasks"
ELEMENTS_PATH = "/v1/general/advanced-custom-elements"
PRESET_ELEMENTS_PATH = "/v1/general/advanced-presets-elements"
DELETE_ELEMENTS_PATH = "/v1/general/delete-advanced-elements"
PRESET_VOICES_PATH = "/v1/general/presets-voices"
COSTS_PATH = "/account/costs"
PACKAGE_LEDGER_PATH = "/account/billing/package"
BALANCE_LEDGER_PATH = "/account/billing/balance"

V1_ONLY_HOSTS = ("api.klingai.com",)
"""Former hosts: /tasks answers 404 there (FZ)."""
