-- Finding messages by their words. Filled bit by bit, up to the watermark.
CREATE VIRTUAL TABLE message_text USING fts5 (
    text,
    content = 'message',
    content_rowid = 'id',
    columnsize = 0,
    tokenize = 'unicode61 remove_diacritics 2'
);

-- Its parts are merged a few pages at a time, when somebody asks for it, and never all at once.
INSERT INTO message_text (message_text, rank) VALUES ('automerge', 0);
INSERT INTO message_text (message_text, rank) VALUES ('crisismerge', 1000);

CREATE TABLE message_text_progress (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    indexed INTEGER NOT NULL          -- the highest id in the index
) STRICT;

INSERT INTO message_text_progress VALUES (1, 0);
