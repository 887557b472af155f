"""The tables of the ledger, in SQLite or Postgres."""

from __future__ import annotations

import sqlalchemy as sa

VERSION = 4
LOCK = 0x6B6C696E67  # any number of ours

meta = sa.MetaData()
videos = sa.Table(
    "kling_videos",
    meta,
    sa.Column("production", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("film", sa.Text),
    sa.Column("previous", sa.Text),
    sa.Column("chain", sa.Text),
    sa.Column("brief", sa.Text, nullable=False),
    sa.Column("base", sa.Text, nullable=False),
    sa.Column("profile", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("is_bound", sa.Boolean, nullable=False),
    sa.Column("first_id", sa.Text, nullable=False),
    sa.Column("take", sa.Integer, nullable=False),
    sa.Column("attempt", sa.BigInteger, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("is_blocked", sa.Boolean, nullable=False),  # the shot before it is not here yet
    sa.Column("reason", sa.Text),
    sa.Column("task_id", sa.Text),
    sa.Column("estimate", sa.Text),
    sa.Column("units", sa.Text),
    sa.Column("seconds", sa.Float),
    sa.Column("expires", sa.Float),
    sa.Column("since", sa.Float, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    # None of the engine's questions must take longer the more videos wait.
    sa.Index("kling_videos_by_turn", "production", "account", "state", "is_blocked", "position"),
    sa.Index("kling_videos_by_previous", "production", "previous"),
    sa.Index("kling_videos_by_state", "production", "state"),
    sa.Index("kling_videos_by_film", "production", "film", "state"),
    sa.Index("kling_videos_by_slot", "account", "state"),
    sa.Index("kling_videos_by_change", "production", "revision"),
    sa.Index("kling_videos_by_revision", "revision"),
)
films = sa.Table(
    "kling_films",
    meta,
    sa.Column("production", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    sa.Column("made_from", sa.Text),
)
charges = sa.Table(
    "kling_charges",
    meta,
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("production", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("film", sa.Text),
    sa.Column("task_id", sa.Text, nullable=False),
    sa.Column("estimate", sa.Text),
    sa.Column("units", sa.Text),
    sa.Column("at", sa.Float, nullable=False),
)
productions = sa.Table(
    "kling_productions",
    meta,
    sa.Column("production", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, nullable=False),
    sa.Column("folder", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
arguments = sa.Table(
    "kling_arguments",
    meta,
    sa.Column("production", sa.Text, primary_key=True),
    sa.Column("arguments", sa.Text, nullable=False),  # JSON
)
callbacks = sa.Table(
    "kling_callbacks",
    meta,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
    sa.Column("callback", sa.Text, nullable=False, unique=True),
    sa.Column("task_id", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
)
files = sa.Table(
    "kling_files",
    meta,
    sa.Column("path", sa.Text, primary_key=True),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("mtime", sa.BigInteger, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Index("kling_files_by_digest", "digest"),
)
versions = sa.Table("kling_version", meta, sa.Column("version", sa.Integer, primary_key=True))
workers = sa.Table(
    "kling_workers", meta, sa.Column("worker", sa.Text, primary_key=True), sa.Column("seen", sa.Float, nullable=False)
)

# The journal of what was sent (kling.client.journal), where it is shared.
journal = sa.Table(
    "kling_journal",
    meta,
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("wire", sa.Text, nullable=False),
    sa.Column("fingerprint", sa.Text, nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("task_id", sa.Text),
    sa.Column("lost", sa.Integer, nullable=False),
    sa.Column("owner", sa.Text),
    sa.Index("kling_journal_by_task", "place", "task_id"),
)
refusals = sa.Table(
    "kling_refusals",
    meta,
    sa.Column("place", sa.Text, primary_key=True),
    sa.Column("wire", sa.Text, primary_key=True),
)
stops = sa.Table(
    "kling_stops",
    meta,
    sa.Column("place", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("external_id", sa.Text, nullable=False),
    sa.Column("task_ids", sa.Text, nullable=False),
)
