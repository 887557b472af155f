"""The ledger: what a video may become, and which account may have it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa

from kling.client import journal as journals
from kling.models.profiles import DEFAULT
from kling.productions import ledger as ledgers
from kling.productions import tables as t
from kling.productions.accounts import Account, chosen
from kling.productions.databases import driven, ledger_address
from kling.productions.earlier import give
from kling.productions.entries import later
from kling.productions.files import Record, is_foreign
from kling.productions.journal import SharedJournal
from kling.productions.ledger import Ledger, OtherVersion
from kling.productions.plan import Plan, plan
from kling.productions.production import read
from kling.productions.sync import sync
from tests.productions.conftest import FOUR, NEEDS_POSTGRES, Write


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    found = Ledger(ledger_address(tmp_path, None))
    yield found
    found.close()


@pytest.fixture
def four(write: Write) -> Plan:
    return plan(read(write(FOUR)), DEFAULT)


def _given_to(account: str, made: Plan) -> dict[str, str]:
    return {item.video.name: account for item in made.items}


def test_a_state_changes_only_from_the_one_that_is_expected(ledger: Ledger, four: Plan) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    entry = ledger.entries("p")[0]
    assert ledger.move(entry, "queued", ("waiting",))
    assert not ledger.move(entry, "queued", ("waiting",))
    assert ledger.move(entry, "waiting", ("queued",), attempt=entry.attempt + 1)
    assert not ledger.move(entry, "queued", ("waiting",))  # that was another attempt


def test_a_request_that_an_account_may_have_is_never_given_to_another(ledger: Ledger, four: Plan) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    sent, refused, *_ = ledger.entries("p")
    ledger.move(sent, "submitting", ("waiting",), is_bound=True)
    ledger.move(sent, "waiting", ("submitting",))
    ledger.move(refused, "submitting", ("waiting",), is_bound=True)
    ledger.move(refused, "paused", ("submitting",), is_bound=False)
    sync(ledger, "p", four, _given_to("b", four))
    assert [entry.account for entry in ledger.entries("p")] == ["a", "b", "b", "b"]


def test_what_an_account_may_have_been_charged_for_is_given_away_only_to_pay_again(ledger: Ledger, four: Plan) -> None:
    from kling import Client

    sync(ledger, "p", four, _given_to("a", four))
    sent, never, *_ = ledger.entries("p")
    ledger.move(sent, "submitting", ("waiting",), is_bound=True)
    ledger.move(sent, "waiting", ("submitting",))  # whoever sent it died, and it is in line again
    with Client(api_key="k") as client:
        other = Account("b", client, 3)
        assert give(ledger, ledger.entries("p")[:2], other, pay_again=False) == (1, [sent.name])
        assert [entry.account for entry in ledger.entries("p")[:2]] == ["a", "b"]
        assert give(ledger, ledger.entries("p")[:1], other, pay_again=True) == (1, [])
    assert never.name == ledger.entries("p")[1].name


def test_no_more_requests_hold_slots_than_the_account_has(ledger: Ledger, four: Plan) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    first, second, third = ledger.ready("p", "a", 3)
    assert [ledger.take_slot(entry, 2) for entry in (first, second, third)] == ["taken", "taken", "full"]
    assert ledger.take_slot(first, 2) == "taken"  # a step that runs twice keeps its slot
    ledger.move(first, "made", ("submitting",))
    assert ledger.take_slot(third, 2) == "taken"
    assert ledger.take_slot(first, 9) == "gone"
    assert [entry.name for entry in ledger.ready("p", "a", 9)] == ["night"]
    assert ledger.ready("p", "b", 9) == []


def test_many_who_take_slots_at_once_get_no_more_than_there_are(ledger: Ledger, four: Plan) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    with ThreadPoolExecutor(8) as pool:
        takings = [pool.submit(ledger.take_slot, entry, 2) for entry in ledger.entries("p") * 2]
        assert all(taking.result() in ("taken", "full") for taking in takings)
    assert ledger.counts("p") == {"submitting": 2, "waiting": 2}


def test_what_waits_for_an_account_that_cannot_pay_is_paused_at_once(ledger: Ledger, four: Plan) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    sent = ledger.entries("p")[0]
    ledger.move(sent, "generating", ("waiting",))
    ledger.pause("p", "a", "no units left")
    assert [(entry.state, entry.reason) for entry in ledger.entries("p")] == [
        ("generating", None),
        *[("paused", "no units left")] * 3,
    ]


def test_requests_that_are_wanted_no_more_are_forgotten_and_their_charges_are_not(
    ledger: Ledger, four: Plan, write: Write
) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    ledger.charge(ledger.entries("p")[0], "876543210987654321", "1.8")
    two = plan(read(write("\n".join(FOUR.splitlines()[:4]))), DEFAULT)
    sync(ledger, "p", two, _given_to("a", two))
    assert [entry.name for entry in ledger.entries("p")] == ["dawn"]
    assert [str(charge.units) for charge in ledger.charges("p")] == ["1.8"]


def test_the_same_request_under_two_names_goes_to_one_account_and_shares_follow_the_slots(write: Write) -> None:
    from kling import Client
    from kling.app.productions import shares as shared_out

    same = "{scenario: t2v, mode: std, duration: 3, prompt: A boat.}"
    others = "".join(f"  o{n}: {{scenario: t2v, mode: std, duration: 3, prompt: Boat {n}.}}\n" for n in range(8))
    made = plan(read(write(f"briefs:\n  one: {same}\n{others}  two: {same}\n")), DEFAULT)
    with Client(api_key="k") as client:
        accounts = {"big": Account("big", client, 3), "small": Account("small", client, 1)}
        shares = shared_out(made, accounts)
        assert shared_out(made, dict(reversed(accounts.items()))) == shares
    assert shares["one"] == shares["two"]
    many = [chosen(str(n), {"big": 3, "small": 1}) for n in range(4000)]
    assert 900 < many.count("small") < 1100
    with_third = [chosen(str(n), {"big": 3, "third": 1, "small": 1}) for n in range(4000)]
    assert {new for old, new in zip(many, with_third, strict=True) if old != new} == {"third"}


@pytest.mark.parametrize(
    ("change", "told"),
    [("UPDATE kling_version SET version = 99", "format 99"), ("DROP TABLE kling_version", "format 0")],
)
def test_a_ledger_of_another_version_is_left_alone_and_told(
    ledger: Ledger, tmp_path: Path, change: str, told: str
) -> None:
    import sqlite3

    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        db.execute(change)
    db.close()
    for _ in range(2):
        with pytest.raises(OtherVersion, match=told):
            Ledger(ledger_address(tmp_path, None))


NEW_IN_3 = ("kling_files", "kling_journal", "kling_refusals", "kling_stops")


def _as_before(db: sa.Connection) -> None:
    """The names that format 3 had."""
    for index in t.videos.indexes:
        db.execute(sa.text(f"DROP INDEX {index.name}"))
        columns = ", ".join(column.name for column in index.columns)
        name = str(index.name).replace("kling_videos", "kling_wishes")
        db.execute(sa.text(f"CREATE INDEX {name} ON kling_videos ({columns})"))
    db.execute(sa.text("UPDATE kling_videos SET state = 'kept' WHERE state = 'downloaded'"))
    db.execute(sa.text("ALTER TABLE kling_videos RENAME COLUMN first_id TO wish_id"))
    db.execute(sa.text("ALTER TABLE kling_videos RENAME COLUMN is_blocked TO is_held"))
    db.execute(sa.text("ALTER TABLE kling_videos RENAME TO kling_wishes"))


@pytest.mark.filterwarnings("error::ResourceWarning", "error::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("version", [2, 3])
def test_a_ledger_of_an_earlier_format_is_brought_to_this_one(
    database: str, tmp_path: Path, four: Plan, version: int
) -> None:
    """With what it holds; what it kept on the disk counts as made here."""
    film = tmp_path / "harbour" / "dawn.mp4"
    film.parent.mkdir()
    film.write_bytes(b"a film")
    url = ledger_address(tmp_path, os.environ.get("KLING_DATABASE_URL"))
    ledger = Ledger(url)
    sync(ledger, "p", four, _given_to("a", four))
    first = ledger.entries("p")[0]
    assert ledger.move(first, "downloaded", ("waiting",), task_id="7", attempt=1)
    ledger.charge(first, "7", "1.8")
    ledger.close()
    engine = sa.create_engine(url)
    with engine.begin() as db:
        _as_before(db)
        for table in NEW_IN_3 if version == 2 else ():
            db.execute(sa.text(f"DROP TABLE {table}"))
        if database == "postgres":
            if version == 2:
                db.execute(sa.text("ALTER TABLE kling_wishes ALTER COLUMN attempt TYPE INTEGER USING 1"))
            now = "extract(epoch from clock_timestamp())"
            db.execute(sa.text(f"INSERT INTO kling_workers VALUES ('old', {now})"))
        db.execute(sa.text(f"UPDATE kling_version SET version = {version}"))
    if database == "postgres":
        with pytest.raises(OtherVersion, match=r"1 processes of an earlier version work with it \(old\); end them"):
            Ledger(url)
        with engine.begin() as db:
            db.execute(sa.text("DELETE FROM kling_workers"))
    engine.dispose()
    for _ in range(2):
        renewed = Ledger(url)
        here, *others = renewed.entries("p")
        assert (here.state, here.task_id, len(others)) == ("downloaded", "7", 3)
        assert [str(charge.units) for charge in renewed.charges("p")] == ["1.8"]
        assert is_foreign(renewed, Path(here.path)) == (version == 3)  # which noted its files itself; here none
        assert renewed.move(others[0], "queued", ("waiting", "queued"), attempt=later(1))  # milliseconds
        renewed.close()
    engine = sa.create_engine(url)
    assert {index["name"] for index in sa.inspect(engine).get_indexes("kling_videos")} >= {
        i.name for i in t.videos.indexes
    }
    assert not sa.inspect(engine).has_table("kling_wishes")
    engine.dispose()


def test_a_shot_has_its_turn_when_the_one_before_is_here_and_not_when_that_is_gone_again(
    ledger: Ledger, write: Write, tmp_path: Path
) -> None:
    shots = "- {scenario: t2v, prompt: A boat leaves.}\n        - {prompt: The boat is far out.}\n"
    film = f"films:\n    trip:\n      chain: last_frame\n      shots:\n        {shots}"
    made = plan(read(write(f"  defaults: {{mode: std, duration: 3}}\n  {film}")), DEFAULT)

    def ready() -> list[str]:
        sync(ledger, "p", made, _given_to("a", made))
        return [entry.name for entry in ledger.ready("p", "a", 9)]

    assert ready() == ["trip/01"]
    first = ledger.entries("p")[0]
    assert ledger.move(first, "downloaded", ("waiting",))
    assert [entry.name for entry in ledger.ready("p", "a", 9)] == ["trip/02"]
    assert ledger.joinable("p") == []
    assert ledger.move(ledger.entries("p")[1], "downloaded", ("waiting",))
    assert [film.name for film in ledger.joinable("p")] == ["trip"]
    assert ledger.joinable("q") == []
    assert ready() == ["trip/01"]  # its file is not there: it is fetched first


def test_a_film_is_joined_by_the_shots_of_its_own_production(ledger: Ledger, write: Write) -> None:
    text = "defaults: {mode: std}\nfilms: {trip: {shots: [{scenario: t2v, prompt: A boat leaves.}]}}"
    made = plan(read(write(text)), DEFAULT)
    for production in ("p", "q"):
        sync(ledger, production, made, _given_to("a", made))
    assert ledger.move(ledger.entries("p")[0], "downloaded", ("waiting",))
    assert ledger.joinable("q") == []
    [film] = ledger.joinable("p")
    assert ledger.move_film(film, "joining", ("waiting",))
    assert [film.state for production in ("p", "q") for film in ledger.films(production)] == ["joining", "waiting"]


def test_a_callback_counts_once_and_only_the_newest_are_kept(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "CALLBACKS_MAX", 2)
    assert [ledger.note_callback(f"c{n}", f"task{n}", None, "succeed") for n in (1, 2, 3)] == [True] * 3
    assert not ledger.note_callback("c3", "task3", None, "succeed")
    assert ledger.note_callback("c4", "task4", "kling-4", "succeed")
    assert ledger.callbacks(0)[1] == ["task3", "task4", "kling-4"]
    newest, told = ledger.callbacks(ledger.callbacks(0)[0] - 1)
    assert told == ["task4", "kling-4"]
    assert ledger.callbacks(newest) == (newest, [])


def test_what_the_service_deletes_first_is_fetched_first(ledger: Ledger, four: Plan) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    for entry, expires in zip(ledger.entries("p"), (30.0, 10.0, 20.0, 40.0), strict=True):
        ledger.move(entry, "generating", ("waiting",))
        assert ledger.ended(entry, f"task-{entry.name}", "1.8", expires)
        assert not ledger.ended(entry, f"task-{entry.name}", "1.8", expires)  # it is made by now
    first = [entry.expires for entry in ledger.made("p", "a", 3)]
    assert first == [10.0, 20.0, 30.0]
    assert ledger.made("p", "a", 0) == []


def test_units_that_are_known_stay_known_and_a_task_is_charged_once(ledger: Ledger, four: Plan) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    entry = ledger.entries("p")[0]
    ledger.move(entry, "submitting", ("waiting",))
    assert ledger.sent(entry, "1")
    assert [charge.units for charge in ledger.charges("p")] == [None]
    ledger.charge(entry, "1", "1.8")
    ledger.charge(entry, "1")
    (charge,) = ledger.charges("p")
    assert (charge.task_id, str(charge.units), str(charge.estimate)) == ("1", "1.8", entry.estimate)
    ledger.charge(charge, "2", "0.9")  # what the service says counts, and the rest stays
    assert ledger.charges("p") == [replace(charge, task_id="2", units=Decimal("0.9"))]
    assert (ledger.running(entry), ledger.is_busy("p", ["a"]), ledger.is_busy("p", ["b"])) == (1, True, False)


def test_a_production_is_charged_for_its_own_tasks_alone(ledger: Ledger, four: Plan) -> None:
    for number, production in enumerate("abc"):  # each for another of the four requests
        sync(ledger, production, four, _given_to("x", four))
        ledger.charge(ledger.entries(production)[number], f"task of {production}", "1.8")
    for production in "abc":
        assert [charge.task_id for charge in ledger.charges(production)] == [f"task of {production}"]
    assert len(ledger.charges()) == 3


def test_a_file_that_this_program_did_not_write_is_foreign_whatever_is_in_it(ledger: Ledger, tmp_path: Path) -> None:
    files = [tmp_path / f"{n}.mp4" for n in range(9)]
    for n, file in enumerate(files):
        file.write_text(f"film {n}")
    ledger.note_file(tmp_path / "elsewhere.mp4", Record.of(files[4]))
    assert [file for file in files if not is_foreign(ledger, file)] == [files[4]]


@NEEDS_POSTGRES
def test_two_who_note_one_row_at_once_both_go_on(postgres: str, four: Plan) -> None:
    """Each has looked before the other has written; in a file they take turns anyway."""
    ledger = Ledger(driven(postgres))
    journal = SharedJournal(ledger, 60)
    file, record = Path("dawn.mp4"), Record(1, 2, "digest")
    claim = journals.Entry("here", "kling-1", "a", "key", "v1", "fingerprint", 1.0)

    def at_once(first: Callable[[sa.Connection], object], second: Callable[[], object]) -> None:
        with ThreadPoolExecutor(1) as pool:
            with ledger.begin() as db:
                first(db)
                waiting = pool.submit(second)
                blocked = sa.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
                while not waiting.done() and not db.scalar(blocked):
                    pass
            waiting.result(10)

    try:
        sync(ledger, "p", four, _given_to("a", four))
        entry = ledger.entries("p")[0]
        at_once(lambda db: ledger._charge(db, entry, "1", "1.8"), lambda: ledger.charge(entry, "1"))
        (charge,) = ledger.charges("p")
        assert (charge.task_id, str(charge.units), str(charge.estimate)) == ("1", "1.8", entry.estimate)
        at_once(lambda db: ledger._note_file(db, str(file), Record(3, 4, "")), lambda: ledger.note_file(file, record))
        assert ledger.file(file) == record
        journal.claim(claim)
        sent = replace(claim, state="sending")
        at_once(lambda db: db.execute(sa.update(t.journal).values(lost=1)), lambda: journal.note(sent))
        assert journal.find("here", "kling-1") == sent
        worker = {"worker": "w", "seen": 0.0}
        at_once(lambda db: db.execute(sa.insert(t.workers).values(worker)), lambda: ledger.heartbeat("w", 60))
        given = _given_to("a", four)
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(sync, ledger, "q", four, given) for _ in range(4)]:
                done.result()
        assert len(ledger.entries("q")) == 4
    finally:
        ledger.close()


def test_what_is_rehearsed_changes_nothing(ledger: Ledger, four: Plan) -> None:
    sync(ledger, "p", four, _given_to("a", four))
    entry = ledger.entries("p")[0]
    before = ledger.entries("p"), ledger.charges()
    ledger.rehearse(entry)
    assert (ledger.entries("p"), ledger.charges()) == before
    with ledger.begin() as db:
        assert ledger.file_of(db, "") is None


@NEEDS_POSTGRES
def test_a_worker_lives_as_long_as_it_says_so(postgres: str) -> None:
    ledger = Ledger(postgres)
    try:
        assert ledger.heartbeat("one", 60) == {"one"}
        assert ledger.heartbeat("two", 60) == {"one", "two"}
        with ledger.begin() as db:
            assert ledger.is_alive(db, "one", 60)
            assert not ledger.is_alive(db, "one", -60)
            assert not ledger.is_alive(db, "three", 60)
        assert ledger.heartbeat("two", -60) == set()
        with ledger.begin() as db:
            db.execute(sa.text("UPDATE kling_workers SET seen = seen - 90000 WHERE worker = 'two'"))
        assert ledger.heartbeat("one", 1e6) == {"one"}  # what was silent for a day is forgotten
    finally:
        ledger.close()
