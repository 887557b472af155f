"""The record of what was sent: on disk before a create leaves, private, and one sender at a time."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kling.client import Client
from kling.client.errors import JournalError
from kling.client.journal import Entry, InHand, LocalJournal, Stop
from kling.client.place import place_of
from kling.client.records import take_over
from kling.sandbox import Sandbox

ENTRY = Entry("https://api.example", "kw-1", "", "k1", "v1", "f1", 1000.0)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[LocalJournal]:
    kept = LocalJournal(tmp_path / "journal")
    yield kept
    kept.close()


def again(journal: LocalJournal, tmp_path: Path) -> LocalJournal:
    """The same journal as another process would open it."""
    journal.close()
    return LocalJournal(tmp_path / "journal")


def test_what_was_noted_is_there_after_the_process(journal: LocalJournal, tmp_path: Path) -> None:
    assert journal.claim(ENTRY) is None
    journal.note(replace(ENTRY, state="sending"))
    journal.note(replace(ENTRY, state="accepted", task_id="77"))
    kept = again(journal, tmp_path)
    assert (
        kept.find(ENTRY.place, "kw-1") == kept.find(ENTRY.place, "77") == replace(ENTRY, state="accepted", task_id="77")
    )
    assert kept.find("https://elsewhere.example", "kw-1") is None
    assert kept.claim(ENTRY) == replace(ENTRY, state="accepted", task_id="77")
    kept.close()


def test_that_a_create_may_leave_and_what_it_made_wait_for_the_disk_and_claims_do_not(tmp_path: Path) -> None:
    said: list[str] = []

    def traced(file: Path, **settings: Any) -> sqlite3.Connection:
        connection = sqlite3.Connection(file, **settings)
        connection.set_trace_callback(said.append)
        return connection

    def synced(change: Callable[[Entry], object], entry: Entry) -> str:
        said.clear()
        change(entry)
        assert said[-1] == "COMMIT" or "BEGIN IMMEDIATE" not in said  # each statement by itself then
        return [statement for statement in said if "synchronous" in statement][-1].rpartition(" ")[2]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite3, "connect", traced)
        journal = LocalJournal(tmp_path / "journal")
        assert synced(journal.claim, ENTRY) == "NORMAL"
        for state in ("sending", "unknown", "accepted", "refused"):
            assert synced(journal.note, replace(ENTRY, state=state)) == "FULL"
        assert synced(journal.release, ENTRY) == "NORMAL"
        journal.close()


def test_a_request_has_one_sender_at_a_time(journal: LocalJournal, tmp_path: Path) -> None:
    other = LocalJournal(tmp_path / "journal")
    journal.claim(ENTRY)
    for one in (journal, other):
        with pytest.raises(InHand):
            one.claim(ENTRY)
    other.claim(replace(ENTRY, external_id="kw-2"))
    journal.release(ENTRY)
    assert other.claim(ENTRY) == ENTRY
    other.close()


CLAIM = """
import sys
from pathlib import Path
from typing import Any
from kling.client.journal import Entry, LocalJournal
journal = LocalJournal(Path(sys.argv[1]))
entry = Entry("https://api.example", "kw-1", "", "k1", "v1", "f1", 1000.0, "sending")
journal.claim(entry)
print("claimed", flush=True)
sys.stdin.read()
"""


def test_the_claim_of_a_killed_process_ends_with_it_and_its_record_stays(journal: LocalJournal, tmp_path: Path) -> None:
    command = [sys.executable, "-c", CLAIM, str(tmp_path / "journal")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "claimed\n"
        with pytest.raises(InHand):
            journal.claim(ENTRY)
        other.kill()
        other.wait()
    assert journal.claim(ENTRY) == replace(ENTRY, state="sending")


def test_a_fork_does_not_hold_the_claims_of_its_parent(journal: LocalJournal) -> None:
    journal.claim(ENTRY)
    pid = os.fork()
    if pid == 0:
        try:
            journal.claim(ENTRY)
        except InHand:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7
    with pytest.raises(InHand):
        journal.claim(ENTRY)


def test_only_its_owner_can_read_it_and_no_key_is_in_it(journal: LocalJournal, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        journal.claim(ENTRY)
    finally:
        os.umask(old)
    found = list((tmp_path / "journal").rglob("*"))
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o700
    assert {path.name for path in found} >= {"journal.sqlite", "lock"}
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "journal").glob("journal.sqlite*")} == {0o600}


def test_a_damaged_journal_is_one_sentence(journal: LocalJournal, tmp_path: Path) -> None:
    journal.claim(ENTRY)
    journal.close()
    for path in (tmp_path / "journal").glob("journal.sqlite*"):
        path.write_bytes(b"these are my notes " * 500)
    with pytest.raises(JournalError, match=r"is damaged: .*move it away"):
        LocalJournal(tmp_path / "journal").claim(ENTRY)


def test_a_journal_of_a_later_version_is_left_alone(journal: LocalJournal, tmp_path: Path) -> None:
    journal.claim(ENTRY)
    journal.close()
    with sqlite3.connect(tmp_path / "journal" / "journal.sqlite") as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(JournalError, match="another version"):
        LocalJournal(tmp_path / "journal").claim(ENTRY)


def test_a_journal_of_format_1_says_what_it_said_and_its_program_sends_no_more(
    journal: LocalJournal, tmp_path: Path
) -> None:
    journal.claim(replace(ENTRY, state="unknown", lost=1))
    journal.close()
    with sqlite3.connect(tmp_path / "journal" / "journal.sqlite") as before:
        before.execute("ALTER TABLE requests RENAME TO wishes")
        before.execute("DROP INDEX requests_by_task")
        before.execute("CREATE INDEX wishes_by_task ON wishes (place, task_id)")
        before.execute("PRAGMA user_version = 1")
    kept = LocalJournal(tmp_path / "journal")
    assert kept.claim(ENTRY) == replace(ENTRY, state="unknown", lost=1)
    kept.note(replace(ENTRY, state="accepted", task_id="77"))
    assert again(kept, tmp_path).find(ENTRY.place, "77") == replace(ENTRY, state="accepted", task_id="77")
    with pytest.raises(sqlite3.OperationalError, match="wishes"):
        before.execute("SELECT * FROM wishes")


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(JournalError, match=r"cannot be kept.*KLING_HOME"):
        LocalJournal(tmp_path / "file" / "journal").claim(ENTRY)


def test_what_was_learnt_of_a_service_holds_for_its_place_and_wire(journal: LocalJournal, tmp_path: Path) -> None:
    assert not journal.refuses_duplicates("a", "v1")
    journal.saw_refusal("a", "v1")
    journal.saw_refusal("a", "v1")
    kept = again(journal, tmp_path)
    assert [kept.refuses_duplicates(*of) for of in (("a", "v1"), ("a", "v2"), ("b", "v1"))] == [True, False, False]
    kept.close()


def test_a_stop_holds_for_the_account_by_name_or_key_until_it_is_taken_back(journal: LocalJournal) -> None:
    why = Stop("kw-1", ("1", "2"))
    journal.stop("a", "studio", "k1", why)
    assert journal.stopped("a", "studio", "k2") == journal.stopped("a", "", "k1") == why
    assert journal.stopped("a", "", "k2") is None
    assert journal.stopped("b", "studio", "k1") is None
    journal.resume("a", "studio", "k2")
    assert journal.stopped("a", "", "k1") is None


def test_a_renewed_key_of_a_named_account_is_the_same_account() -> None:
    named = replace(ENTRY, account="studio")
    assert named.is_same_account("studio", "k2")
    assert named.is_same_account("", "k1")
    assert not named.is_same_account("other", "k2")
    assert not ENTRY.is_same_account("", "k2")


def test_first_uses_at_the_same_moment_make_one_journal(tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def first(n: int) -> bool:
        journal = LocalJournal(tmp_path / "journal")
        try:
            return journal.claim(replace(ENTRY, external_id=f"kw-{n}")) is None
        finally:
            journal.close()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(first, range(16)))


def test_in_memory_nothing_reaches_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_HOME", str(tmp_path / "home"))
    journal = LocalJournal(in_memory=True)
    assert journal.claim(ENTRY) is None
    journal.release(ENTRY)
    assert journal.claim(ENTRY) == ENTRY
    assert not (tmp_path / "home").exists()


def test_a_request_is_taken_over_once_whoever_sent_it_has_let_go_of_it(sandbox: Sandbox, tmp_path: Path) -> None:
    """As a run does that knows an account again under a new key, soon after the one before was killed."""
    kept, dead = (LocalJournal(tmp_path / "journal") for _ in range(2))
    with Client(api_key="sandbox", base_url=sandbox.url, journal=kept, account_name="new") as client:
        place = client._transport.run(place_of(client._session)).name
        dead.claim(replace(ENTRY, place=place, account="old", state="sending"))
        ends = threading.Timer(0.3, dead.close)
        ends.start()
        take_over(client, ENTRY.external_id)
        ends.join()
        known = kept.find(place, ENTRY.external_id)
        assert known is not None
        assert (known.account, known.state) == ("new", "sending")
