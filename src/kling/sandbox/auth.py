"""Who may call: the API key, or a JWT signed with the access key's secret.

Codes: 1000 a signed token without the needed claims, 1001 no header, 1002 anything that is no valid token, 1003 not
valid yet, 1004 expired (DOC V1). The wording of a malformed token is recorded (LIVE LA).
"""

from __future__ import annotations

import hmac

import jwt
from starlette.requests import Request

from kling.api.fields import Wire
from kling.sandbox.errors import Refusal
from kling.sandbox.options import ACCESS_KEY, API_KEY, SECRET_KEY
from kling.sandbox.service import Service

_NO_KEY_PAIRS = (  # LIVE LA, for a JWT and for a wrong API key alike
    "Authentication error. The current API does not support AK/SK; please go to the console "
    "(https://kling.ai/dev/api-key) to create API key."
)

_OURS = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False, "verify_iss": False}
"""Claims are compared here, with the sandbox's clock."""


def authorize(request: Request, service: Service, wire: Wire = "v1") -> None:
    """Pass, or raise Refusal 1000 to 1004. The v2 wire takes the API key only."""
    judge(request.headers.get("authorization"), service.clock.seconds(), wire)
    if service.options.account_status == "revoked":
        raise Refusal(1002, "Authorization is invalid: the key was revoked")


def judge(header: str | None, now: float, wire: Wire = "v1") -> None:
    """Pass, or raise Refusal. ``now`` in Unix seconds."""
    if header is None or not header.strip():
        raise Refusal(1001, "Authorization is empty")
    scheme, _, token = header.strip().partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refusal(1002, "Authorization is invalid: expected 'Bearer <token>'")
    if hmac.compare_digest(token.encode(), API_KEY.encode()):
        return
    if wire == "v2":
        raise Refusal(1002, _NO_KEY_PAIRS)
    if (parts := token.count(".") + 1) != 3:
        found = {1: "0", 2: "2"}.get(parts, "> 3")
        raise Refusal(1002, f"The token was expected to have 3 parts, but got {found}")
    if _issuer(token) not in (None, ACCESS_KEY):  # the service finds no secret to verify the signature with
        raise Refusal(1002, "access key not found")  # LIVE MJ
    try:
        claims = jwt.decode(token, SECRET_KEY, algorithms=["HS256"], options=_OURS)  # type: ignore[arg-type]
    except jwt.InvalidSignatureError:
        raise Refusal(1002, "Authorization is invalid: the signature does not belong to this access key") from None
    except jwt.InvalidTokenError:
        raise Refusal(1002, "Authorization is invalid: the token cannot be read as a JWT signed with HS256") from None
    _judge(claims, now)


def _issuer(token: str) -> object:
    """Who a token says it is from, believed by nobody yet; None when it cannot be read."""
    try:
        return jwt.decode(token, options={**_OURS, "verify_signature": False}).get("iss")  # type: ignore[arg-type]
    except jwt.InvalidTokenError:
        return None


def _judge(claims: dict[str, object], now: float) -> None:
    issuer, expires, not_before = claims.get("iss"), claims.get("exp"), claims.get("nbf", 0)
    if issuer is None or expires is None:
        raise Refusal(1000, "Authentication failed: the token needs the claims iss and exp")
    if not isinstance(expires, int | float) or not isinstance(not_before, int | float):
        raise Refusal(1002, "Authorization is invalid: exp and nbf are Unix seconds")
    if not_before > now:
        raise Refusal(1003, "Authorization is not valid yet: nbf is in the future")
    if expires <= now:
        raise Refusal(1004, "Authorization has expired: sign a new token")
