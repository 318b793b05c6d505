-- Finding messages by their words. Filled bit by bit, up to the watermark.
CREATE VIRTUAL TABLE message_text USING fts5 (
    text,
    content = 'message',
    content_rowid = 'id',
    columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE message_text_progress (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    indexed INTEGER NOT NULL          -- the highest id in the index
) STRICT;

INSERT INTO message_text_progress VALUES (1, 0);
