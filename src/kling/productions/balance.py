"""Whether accounts can pay for a production, and how wide their queues are, by the service's own figures."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kling.client import KlingError
from kling.client.account import Pack
from kling.productions.accounts import Account
from kling.productions.plan import Item, bill

log = logging.getLogger("kling.productions")

_ANSWER_SECONDS = 10.0

_WIDTH = re.compile(r"(\d+)Con(?![a-z])")  # Trial-Video-100Units-5Con-1Months; spec: LA+ LIVE


def online(account: Account) -> list[Pack] | None:
    """The packs that an account pays from; None when the service does not say so soon: what they hold is only told."""
    asking = account.client.with_options(timeout=_ANSWER_SECONDS, max_retries=1)
    try:
        return [pack for pack in asking.account.packs() if pack.status == "online"]
    except KlingError as error:
        log.info("what account %s has left is not known: %s", account.name, error)
        return None


def width(packs: Iterable[Pack]) -> int | None:
    """How many tasks the packs allow at once, as their names say; None when none does."""
    found = [int(match[1]) for pack in packs if (match := _WIDTH.search(pack.resource_pack_name))]
    return max((n for n in found if 0 < n <= 1000), default=None)


def short(owed: Iterable[Item], account_for: Mapping[str, str], packs: Mapping[str, list[Pack]]) -> list[str]:
    """Accounts whose packs cannot pay for their share, each as a sentence."""
    told, items = [], list(owed)
    for name, found in packs.items():
        due = bill(item for item in items if account_for[item.video.name] == name)
        left = sum((Decimal(str(pack.remaining_quantity)) for pack in found), Decimal(0))
        if due.units is not None and due.units > left:
            told.append(f"account {name} has {left.normalize():f} units left, and its share is {due}")
    return told
