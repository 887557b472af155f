"""The service's error codes and what each means for a create call (identical in V1 and V2)."""

from __future__ import annotations

from typing import Literal, NamedTuple

Retry = Literal["never", "resign", "backoff", "ambiguous"]
"""What a failed *create* allows.

``never``: nothing was created; the same request will fail again until the request or the account changes.
``resign``: nothing was created; sign a new token, then the same create is safe.
``backoff``: refused before it was queued; the same create is safe after a delay.
``ambiguous``: a task may exist; look its external id up before sending anything.
"""


class ErrorCode(NamedTuple):
    """One row of the vendor's table: HTTP status, business code, meaning, retry class and advice."""

    http: int
    code: int
    meaning: str
    retry: Retry
    advice: str


ERROR_CODES: dict[int, ErrorCode] = {
    row.code: row
    for row in (
        ErrorCode(401, 1000, "authentication failed", "never", "check the access key and the secret key"),
        ErrorCode(
            401,
            1001,
            "Authorization header is empty",
            "never",
            "set KLING_API_KEY, or both KLING_ACCESS_KEY and KLING_SECRET_KEY",
        ),
        ErrorCode(
            401,
            1002,
            "Authorization is invalid",
            "never",
            "check the key, and that it was issued for this region's base URL",
        ),
        ErrorCode(401, 1003, "token is not valid yet", "resign", "the clock of this machine is ahead of the service's"),
        ErrorCode(401, 1004, "token has expired", "resign", "sign a new token; check the clock of this machine"),
        ErrorCode(429, 1100, "account is abnormal", "never", "look at the account in the vendor's console"),
        ErrorCode(429, 1101, "account is in arrears", "never", "settle the account in the vendor's console"),
        ErrorCode(
            429,
            1102,
            "resource pack is exhausted or expired",
            "never",
            "buy or renew a video pack; packs are per product type",
        ),
        ErrorCode(403, 1103, "no permission for this API or model", "never", "the account has no access to this model"),
        ErrorCode(400, 1200, "invalid request", "never", "change what it names; `kling explain` has the rules"),
        ErrorCode(400, 1201, "invalid parameter", "never", "change what it names; `kling explain` has the rules"),
        ErrorCode(404, 1202, "method is invalid", "never", "check KLING_BASE_URL"),
        ErrorCode(404, 1203, "resource does not exist", "never", "check model_name and KLING_BASE_URL"),
        ErrorCode(400, 1300, "blocked by platform policy", "never", "change the prompt or the media"),
        ErrorCode(400, 1301, "blocked by content-safety policy", "never", "change the prompt or the media"),
        ErrorCode(429, 1302, "too many requests", "backoff", "slow down"),
        ErrorCode(
            429, 1303, "more tasks in parallel than the pack allows", "backoff", "wait for a running task to end"
        ),
        ErrorCode(
            429,
            1304,
            "address is not on the account's IP allow-list",
            "never",
            "add this machine's address in the vendor's console",
        ),
        ErrorCode(500, 5000, "internal error", "ambiguous", "look the task up by its external id"),
        ErrorCode(503, 5001, "temporarily unavailable", "ambiguous", "look the task up by its external id"),
        ErrorCode(504, 5002, "internal timeout", "ambiguous", "look the task up by its external id"),
    )
}

RESULT_DAYS = 30
"""Results are deleted this many days after generation (DOC V1, V2)."""
