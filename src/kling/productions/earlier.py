"""What earlier runs sent and this one must know: accounts that are renamed, and requests that are replaced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kling.client import KlingError, TaskData
from kling.client.records import recorded, sent_with, settled, take_over
from kling.productions.accounts import Account
from kling.productions.entries import ACTIVE, Entry, later
from kling.productions.ledger import Ledger
from kling.productions.plan import Plan

_TRIES = 3  # tasks by which an account is recognised


class Unsettled(Exception):
    """What became of an earlier request is not known; says of which, and why."""


def reconcile_accounts(ledger: Ledger, production: str, accounts: Mapping[str, Account]) -> dict[str, str]:
    """Give what belongs to accounts that take no part to those that have the same tasks: the key was renewed, or the
    name changed. Gives the new names by the old ones."""
    found: dict[str, str] = {}
    for old, entries in orphans(ledger, production, accounts).items():
        for name, account in accounts.items():
            if knows(account, entries):
                hand_over(ledger, production, entries, old, account)
                found[old] = name
                break
    return found


def orphans(ledger: Ledger, production: str, accounts: Mapping[str, Account]) -> dict[str, list[Entry]]:
    """The videos that accounts outside of these have, or may have, by account."""
    found: dict[str, list[Entry]] = {}
    for entry in ledger.entries(production):
        if entry.account not in accounts and (entry.is_bound or entry.state in ACTIVE) and entry.state != "downloaded":
            found.setdefault(entry.account, []).append(entry)
    return found


def knows(account: Account, entries: list[Entry]) -> bool:
    """Whether the account sent one of these, or has its task, which makes it the account that they belong to."""
    if any(sent_with(account.client, entry.external_id) for entry in entries):
        return True
    for entry in [entry for entry in entries if entry.task_id][-_TRIES:]:
        try:
            if account.client.get(entry.task_id or "").external_task_id in (None, entry.external_id):
                return True
        except KlingError:
            continue
    return False


def hand_over(ledger: Ledger, production: str, entries: list[Entry], old: str, account: Account) -> None:
    """The account that was called ``old`` is this one."""
    for entry in entries:
        take_over(account.client, entry.external_id)
    ledger.rename_account(production, old, account.name)


def give(ledger: Ledger, entries: list[Entry], account: Account, *, pay_again: bool) -> tuple[int, list[str]]:
    """Give another account's videos to this one: those that were surely never sent, with ``pay_again`` all. Gives how
    many, and the names of those that stay."""
    moved, stay = 0, []
    for entry in entries:
        known = recorded(account.client, entry.external_id)
        was_sent = entry.was_sent or (known is not None and known.may_exist)
        if was_sent and not pay_again:
            stay.append(entry.name)
            continue
        if known is not None:
            take_over(account.client, entry.external_id, is_new=True)
        values: dict[str, Any] = {
            "account": account.name,
            "is_bound": False,
            "task_id": None,
            "attempt": later(entry.attempt),
        }
        moved += ledger.move(entry, "waiting", (entry.state,), **values)
    return moved, stay


def settle_replaced(ledger: Ledger, production: str, plan: Plan, accounts: Mapping[str, Account]) -> None:
    """Find out what became of requests that the plan does not want any more and that were perhaps sent, so that their
    charges are not forgotten. Raises Unsettled."""
    wanted = {item.video.name: item.external_id for item in plan.items}
    for entry in ledger.entries(production):
        if wanted.get(entry.name) == entry.first_id or entry.task_id or not entry.is_bound:
            continue
        if (account := accounts.get(entry.account)) is None:
            raise Unsettled(f"{entry.name} was sent by account {entry.account}, which takes no part in this run")
        try:
            task: TaskData | None = settled(account.client, entry.external_id)
        except KlingError as error:
            raise Unsettled(f"it is not known whether the earlier {entry.name} was made: {error}") from error
        if task is not None:
            ledger.charge(entry, task.task_id, task.final_unit_deduction)
