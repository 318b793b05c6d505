-- What a history is about. One row.
CREATE TABLE history (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    run INTEGER NOT NULL,             -- 64 random bits
    latest_message INTEGER NOT NULL,  -- at least; the table may hold later ones
    latest_person INTEGER NOT NULL,
    forgotten INTEGER NOT NULL,       -- the highest id of a deleted message
    alive INTEGER NOT NULL,           -- when the server last said that it runs
    ending INTEGER NOT NULL,          -- how it ended: 0 and 1 not in order, 2 in order
    checksum INTEGER NOT NULL
) STRICT;

-- Sessions that can be resumed.
CREATE TABLE session (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    token BLOB NOT NULL UNIQUE,
    person INTEGER,                   -- with name and since: NULL when only numbers are known
    name TEXT,
    since INTEGER,
    present INTEGER NOT NULL,
    time INTEGER NOT NULL,
    decided INTEGER,                  -- a number at least as high as this has been decided
    checksum INTEGER NOT NULL
) STRICT;

-- The latest verdicts of each session, in a ring.
CREATE TABLE verdict (
    session INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    number INTEGER NOT NULL,
    time INTEGER NOT NULL,
    message INTEGER,
    reason TEXT,                      -- with sentence: of a refusal
    sentence TEXT,
    suggestion TEXT,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (session, slot)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    kind INTEGER NOT NULL,            -- 0 said, 1 action, 2 private, 3 operator, 4 operator to some
    author INTEGER,
    person INTEGER,                   -- as the message names its author
    name TEXT,
    to_person INTEGER,
    to_name TEXT,
    text TEXT NOT NULL,
    public INTEGER NOT NULL,          -- whether everybody may read it
    readers BLOB,                     -- otherwise who, eight bytes each
    session INTEGER,                  -- with number: how its author asked for it
    number INTEGER,
    checksum INTEGER NOT NULL
) STRICT;

-- A page of public messages; counting.
CREATE INDEX message_public ON message (public);

-- A page of messages that not everybody may read.
CREATE TABLE reader (
    person INTEGER NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (person, message)
) STRICT, WITHOUT ROWID;
