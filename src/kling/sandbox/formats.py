"""The tables of a state file, and how a file of an earlier format becomes one of the present."""

from __future__ import annotations

FORMATS = (
    """
CREATE TABLE tasks (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    external_id TEXT UNIQUE,
    idempotency_key TEXT,
    created INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    failure TEXT,
    seconds REAL NOT NULL,
    milliunits INTEGER NOT NULL,
    watermark INTEGER NOT NULL,
    owner TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX tasks_by_end ON tasks (ended)
""",
    """
ALTER TABLE tasks ADD COLUMN family TEXT NOT NULL DEFAULT 'omni-video';
ALTER TABLE tasks ADD COLUMN callback TEXT;
ALTER TABLE tasks ADD COLUMN told TEXT;
CREATE INDEX tasks_to_tell ON tasks (seq) WHERE callback IS NOT NULL AND told IS NOT 'end';
CREATE TABLE elements (
    seq INTEGER PRIMARY KEY,
    task_id TEXT NOT NULL UNIQUE,
    external_id TEXT UNIQUE,
    element_id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    created INTEGER NOT NULL,
    ended INTEGER NOT NULL,
    failure TEXT,
    deleted INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL
)
""",
    """
ALTER TABLE tasks RENAME TO before;
CREATE TABLE tasks (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    external_id TEXT,
    idempotency_key TEXT,
    created INTEGER NOT NULL,
    started INTEGER,
    ended INTEGER,
    failure TEXT,
    seconds REAL NOT NULL,
    milliunits INTEGER NOT NULL,
    watermark INTEGER NOT NULL,
    owner TEXT NOT NULL,
    body TEXT NOT NULL,
    family TEXT NOT NULL,
    callback TEXT,
    told TEXT
);
INSERT INTO tasks SELECT * FROM before;
DROP TABLE before;
CREATE INDEX tasks_by_end ON tasks (ended);
CREATE INDEX tasks_by_external_id ON tasks (external_id);
CREATE INDEX tasks_to_tell ON tasks (seq) WHERE callback IS NOT NULL AND told IS NOT 'end'
""",
    """
CREATE TABLE identity AS SELECT lower(hex(randomblob(16))) AS id
""",
    """
ALTER TABLE tasks RENAME COLUMN family TO endpoint
""",
)
"""What brings a file to format 1, from there to 2, and so on."""
