"""KLING_BUDGET: what a day may cost, over all doors and processes of this machine."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kling.client import PriceRefused, RequestRefused
from kling.client.budget import fits, reserve, spent
from kling.client.errors import AuthenticationError, ContentRefused, TaskFailed
from kling.client.session import Place
from kling.sandbox import Sandbox
from tests.client.conftest import Connect

KITE: dict[str, Any] = {"prompt": "A kite over a valley", "duration": 3, "mode": "std"}  # 1.8 units


@pytest.fixture
def account(connect: Connect, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A client of a service that is taken for the vendor's, with 4 units a day."""
    monkeypatch.setenv("KLING_BUDGET", "4")
    client = connect()
    client._session.place = Place(sandbox.url, is_sandbox=False)
    return client


def test_a_budget_counts_what_was_spent_before_it_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    reserve({"kw-1": Decimal(4), "kw-2": None})
    monkeypatch.setenv("KLING_BUDGET", "5")
    with pytest.raises(PriceRefused, match="more than the 1 that are left"):
        fits({"kw-3": Decimal(2)})


def test_without_a_budget_nothing_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KLING_HOME", str(tmp_path / "file"))
    reserve({"kw-1": Decimal(4)})


def test_what_does_not_fit_into_the_day_is_refused_and_the_same_request_counts_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KLING_BUDGET", "10")
    reserve({"kw-1": Decimal(4)})
    reserve({"kw-1": Decimal(4)})
    reserve({"kw-2": Decimal(6)})
    with pytest.raises(PriceRefused, match="more than the 0 that are left of the day's 10"):
        reserve({"kw-3": Decimal("0.1")})
    reserve({"kw-2": Decimal(6)})


def test_a_price_that_is_not_known_is_not_covered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_BUDGET", "10")
    with pytest.raises(PriceRefused, match="price is not known"):
        reserve({"kw-1": None})


@pytest.mark.parametrize("text", ["ten", "-1", "nan"])
def test_a_budget_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("KLING_BUDGET", text)
    with pytest.raises(RequestRefused, match="KLING_BUDGET"):
        reserve({"kw-1": Decimal(1)})


def test_whether_it_fits_is_asked_without_counting_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_BUDGET", "10")
    fits({"kw-1": Decimal(10)})
    reserve({"kw-2": Decimal(4)})
    with pytest.raises(PriceRefused, match="more than the 6 that are left"):
        fits({"kw-1": Decimal(10)})
    fits({"kw-2": Decimal(10)})  # counted before


def test_a_program_is_bounded_like_every_other_door(account: Any, sandbox: Sandbox) -> None:
    account.create(**KITE)
    account.create(**KITE)  # the same request
    account.create(**KITE, take=2)
    with pytest.raises(PriceRefused, match=r"more than the 0\.4 that are left"):
        account.create(**KITE, take=3)
    assert (len(sandbox.state()["tasks"]), spent()) == (2, Decimal("3.6"))


def test_a_sandbox_costs_nothing_of_it(connect: Connect, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_BUDGET", "1")
    connect().create(**KITE)
    assert spent() == 0


@pytest.mark.parametrize(("code", "kind"), [(1301, ContentRefused), (1000, AuthenticationError)])
def test_what_the_service_refused_is_given_back(account: Any, sandbox: Sandbox, code: int, kind: type) -> None:
    sandbox.faults({"method": "POST", "code": code})
    with pytest.raises(kind):
        account.create(**KITE)
    assert spent() == 0
    account.create(**KITE)
    assert spent() == Decimal("1.8")


def test_what_failed_for_nothing_is_given_back(account: Any, sandbox: Sandbox) -> None:
    sandbox.faults({"method": "POST", "fail": "the picture is too dark"})
    made = account.create(**KITE)
    assert spent() == Decimal("1.8")
    with pytest.raises(TaskFailed):
        made.wait(deadline=120)
    assert spent() == 0


def test_a_record_that_cannot_be_kept_stops_what_would_be_paid_and_hides_no_other_reason(
    account: Any, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox.faults({"method": "POST", "fail": "the picture is too dark"})
    made = account.create(**KITE)
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KLING_HOME", str(tmp_path / "file"))
    with pytest.raises(PriceRefused, match="cannot be kept"):
        account.create(**KITE, take=2)
    with pytest.raises(TaskFailed, match="too dark"):
        made.wait(deadline=120)
    assert len(sandbox.state()["tasks"]) == 1
