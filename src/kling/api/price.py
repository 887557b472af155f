"""What a body costs, from the list prices in the model files."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from kling.api.body import Body
from kling.models.prices import USD_PER_UNIT
from kling.models.profiles import MODELS, Traffic


def billed_seconds(body: Body, clip_seconds: float | None = None) -> int | None:
    """Seconds on the bill: the requested duration, or for an edit the clip's length rounded to whole seconds (half
    up; the rule at .5 is not established). None when that length is not known."""
    if body.refer_type != "base":
        return body.duration
    if clip_seconds is None:
        return None
    return int(Decimal(str(clip_seconds)).quantize(Decimal(1), ROUND_HALF_UP))


def units(body: Body, clip_seconds: float | None = None) -> Decimal | None:
    """Units that the task will cost; None when the length or the combination has no known price."""
    seconds = billed_seconds(body, clip_seconds)
    traffic: Traffic = "video" if body.videos else "sound" if body.sound else "silent"
    model = MODELS.get(body.model)
    per_second = model.prices.get(body.mode, {}).get(traffic) if model else None
    if seconds is None or per_second is None or model is None:
        return None
    billed = -(-seconds // model.billing_step) * model.billing_step
    return (billed * per_second).normalize() + 0


def dollars(amount: Decimal) -> Decimal:
    """List price in US dollars, to the cent."""
    return (amount * USD_PER_UNIT).quantize(Decimal("0.01"), ROUND_HALF_UP)


def plain(units: Decimal) -> str:
    """Units as decimal text without an exponent."""
    return f"{units.normalize():f}"
