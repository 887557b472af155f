"""kling elements and kling account, on the private sandbox."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Kling


def test_an_element_is_made_and_shown_by_commands(kling: Kling, photo: Path) -> None:
    made = kling("elements", "create", "Ada", "-d", "An astronaut", "--image", photo, "--image", photo)
    assert made.code == 0, made.err
    [element] = kling("elements", "list", "--json").json
    assert (element["element_id"], element["element_name"]) == (made.out.strip(), "Ada")
    assert kling("elements", "delete", element["element_id"]).code == 0
    gone = kling("elements", "delete", element["element_id"])
    assert (gone.code, "kling elements list" in gone.err) == (8, True)
    assert "no elements" in kling("elements", "list").err


def test_the_account_shows_its_units(kling: Kling) -> None:
    assert "units, online" in kling("account").out
    assert kling("account", "--ledger", "--json").json["ledger"] == []
