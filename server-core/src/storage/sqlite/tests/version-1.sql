-- A history as version 1 left it: four messages (two older ones forgotten), two sessions. Never changed.
PRAGMA application_id = 1416787052;
PRAGMA user_version = 1;

CREATE TABLE history (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    run INTEGER NOT NULL,
    latest_message INTEGER NOT NULL,
    latest_person INTEGER NOT NULL,
    forgotten INTEGER NOT NULL,
    alive INTEGER NOT NULL,
    ending INTEGER NOT NULL,
    checksum INTEGER NOT NULL
) STRICT;
INSERT INTO history VALUES (1, -8702182373539203118, 8, 3, 2, 1800000000000, 2, 588384945);
CREATE TABLE session (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    token BLOB NOT NULL UNIQUE,
    person INTEGER,
    name TEXT,
    since INTEGER,
    present INTEGER NOT NULL,
    time INTEGER NOT NULL,
    decided INTEGER,
    checksum INTEGER NOT NULL
) STRICT;
INSERT INTO session VALUES (1, X'00000000000000000000000000000001', 1, 'Guest 1', 0, 1, 1800000000000, NULL, 1564629295);
INSERT INTO session VALUES (2, X'00000000000000000000000000000002', 2, 'Guest 2', 0, 0, 1800000000000, NULL, 2215090154);
CREATE TABLE verdict (
    session INTEGER NOT NULL,
    slot INTEGER NOT NULL,
    number INTEGER NOT NULL,
    time INTEGER NOT NULL,
    message INTEGER,
    reason TEXT,
    sentence TEXT,
    suggestion TEXT,
    checksum INTEGER NOT NULL,
    PRIMARY KEY (session, slot)
) STRICT, WITHOUT ROWID;
INSERT INTO verdict VALUES (1, 0, 10, 1800000000005, 5, NULL, NULL, NULL, 2594034110);
INSERT INTO verdict VALUES (1, 1, 11, 1800000000006, NULL, 'name_taken', '«Bea» is taken.', 'Bea 2', 673116231);
INSERT INTO verdict VALUES (1, 2, 12, 1800000000007, NULL, NULL, NULL, NULL, 356055118);
CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    time INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    author INTEGER,
    person INTEGER,
    name TEXT,
    to_person INTEGER,
    to_name TEXT,
    text TEXT NOT NULL,
    public INTEGER NOT NULL,
    readers BLOB,
    session INTEGER,
    number INTEGER,
    checksum INTEGER NOT NULL
) STRICT;
CREATE INDEX message_public ON message (public);
INSERT INTO message VALUES (3, 1800000000003, 0, 1, 1, 'Guest 1', NULL, NULL, 'the first that is left', 1, NULL, NULL, NULL, 3936750715);
INSERT INTO message VALUES (4, 1800000000004, 3, NULL, NULL, NULL, NULL, NULL, 'maintenance at eight', 1, NULL, NULL, NULL, 2117398797);
INSERT INTO message VALUES (5, 1800000000005, 2, 1, 1, 'Guest 1', 2, 'Guest 2', 'between two
in two lines', 0, X'01000000000000000200000000000000', 1, 10, 2001684769);
INSERT INTO message VALUES (8, 1800000000008, 4, NULL, NULL, NULL, NULL, NULL, 'to one: ¡canción!', 0, X'0300000000000000', NULL, NULL, 2449453306);
CREATE TABLE reader (
    person INTEGER NOT NULL,
    message INTEGER NOT NULL,
    PRIMARY KEY (person, message)
) STRICT, WITHOUT ROWID;
INSERT INTO reader VALUES (1, 5);
INSERT INTO reader VALUES (2, 5);
INSERT INTO reader VALUES (3, 8);
