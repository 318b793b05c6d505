//! A message as a row, and back.

use rusqlite::types::FromSqlError;
use rusqlite::{CachedStatement, Connection, Row};
use tertulia_protocol::{
    MessageId, Name, Number, Operator, Person, PersonId, Posted, Private, Said, UnixMillis,
};

use super::checksum::Checksum;
use super::errors::{Fault, Result};
use crate::storage::{KeptMessage, Readers};

/// What [`MessageRow::read`] wants selected, from a table or alias `message`.
pub(super) const COLUMNS: &str = "message.id, message.time, message.kind, message.author, \
     message.person, message.name, message.to_person, message.to_name, message.text, \
     message.readers, message.session, message.number, message.checksum";

const INSERT: &str = "INSERT INTO message (id, time, kind, author, person, name, to_person, \
     to_name, text, readers, session, number, checksum, public) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

const INSERT_READER: &str = "INSERT OR IGNORE INTO reader (person, message) VALUES (?1, ?2)";
const DELETE_READER: &str = "DELETE FROM reader WHERE person = ?1 AND message = ?2";
const DELETE: &str = "DELETE FROM message WHERE id = ?1";

const SAID: i64 = 0;
const ACTION: i64 = 1;
const PRIVATE: i64 = 2;
const OPERATOR: i64 = 3;
const OPERATOR_TO_SOME: i64 = 4;

/// The values of one row, borrowed from a message or from the database.
#[derive(Debug)]
pub(super) struct MessageRow<'a> {
    id: i64,
    time: i64,
    kind: i64,
    author: Option<i64>,
    from: Option<(i64, &'a str)>,
    to: Option<(i64, &'a str)>,
    text: &'a str,
    /// Eight bytes each; none when everybody may read it.
    readers: Option<&'a [u8]>,
    /// The session's key, and the number in it.
    origin: Option<(i64, i64)>,
}

/// Adds messages.
pub(super) struct MessageWriter<'c> {
    message: CachedStatement<'c>,
    reader: CachedStatement<'c>,
}

impl<'c> MessageWriter<'c> {
    pub(super) fn new(connection: &'c Connection) -> Result<Self> {
        Ok(Self {
            message: connection.prepare_cached(INSERT)?,
            reader: connection.prepare_cached(INSERT_READER)?,
        })
    }

    /// Adds the message, and an entry for each of its readers unless everybody is.
    pub(super) fn write(&mut self, row: &MessageRow<'_>) -> Result<()> {
        self.message.execute(rusqlite::params![
            row.id,
            row.time,
            row.kind,
            row.author,
            row.from.map(|(person, _)| person),
            row.from.map(|(_, name)| name),
            row.to.map(|(person, _)| person),
            row.to.map(|(_, name)| name),
            row.text,
            row.readers,
            row.origin.map(|(session, _)| session),
            row.origin.map(|(_, number)| number),
            row.checksum(),
            row.readers.is_none(),
        ])?;
        if row.readers.is_some() {
            for person in row.people() {
                self.reader.execute([person.0.cast_signed(), row.id])?;
            }
        }
        Ok(())
    }
}

/// Who may read a message, as a row has it.
pub(super) fn readers_as_bytes(readers: &Readers) -> Option<Vec<u8>> {
    match readers {
        Readers::Everyone => None,
        Readers::Only(people) => {
            let bytes = people.iter().flat_map(|person| person.0.to_le_bytes());
            Some(bytes.collect())
        }
    }
}

impl<'a> MessageRow<'a> {
    /// `session` is the key of the session of the message's origin.
    pub(super) fn of(
        message: &'a KeptMessage,
        readers: Option<&'a [u8]>,
        session: Option<i64>,
    ) -> Self {
        fn person(person: &Person) -> (i64, &str) {
            (person.id.0.cast_signed(), person.name.as_str())
        }
        let (kind, from, to, time, text) = match &message.posted {
            Posted::Said(said) => {
                let kind = if said.action { ACTION } else { SAID };
                (kind, Some(person(&said.from)), None, said.time, &said.text)
            }
            Posted::Private(private) => (
                PRIVATE,
                Some(person(&private.from)),
                Some(person(&private.to)),
                private.time,
                &private.text,
            ),
            Posted::Operator(operator) => {
                let to_some = operator.private;
                let kind = if to_some { OPERATOR_TO_SOME } else { OPERATOR };
                (kind, None, None, operator.time, &operator.text)
            }
        };
        let number = message.origin.map(|(_, number)| number.0.cast_signed());
        Self {
            id: message.posted.id().0.cast_signed(),
            time: time.0.cast_signed(),
            kind,
            author: message.author.map(|author| author.0.cast_signed()),
            from,
            to,
            text,
            readers,
            origin: session.zip(number),
        }
    }

    /// Reads what [`COLUMNS`] selected, and checks it.
    pub(super) fn read(row: &'a Row<'_>) -> Result<Self> {
        let number = |column| row.get_ref(column)?.as_i64().map_err(Fault::from);
        let optional = |column| row.get_ref(column)?.as_i64_or_null().map_err(Fault::from);
        let text = |column| row.get_ref(column)?.as_str_or_null().map_err(Fault::from);
        let read = Self {
            id: number(0)?,
            time: number(1)?,
            kind: number(2)?,
            author: optional(3)?,
            from: optional(4)?.zip(text(5)?),
            to: optional(6)?.zip(text(7)?),
            text: text(8)?.ok_or(FromSqlError::InvalidType)?,
            readers: row.get_ref(9)?.as_blob_or_null()?,
            origin: optional(10)?.zip(optional(11)?),
        };
        if i64::from(read.checksum()) == number(12)? {
            Ok(read)
        } else {
            Err(Fault::Damaged(format!("message {} was changed", read.id)))
        }
    }

    pub(super) fn people(&self) -> impl Iterator<Item = PersonId> {
        let (people, _) = self.readers.unwrap_or_default().as_chunks();
        people
            .iter()
            .map(|person| PersonId(u64::from_le_bytes(*person)))
    }

    pub(super) fn id(&self) -> MessageId {
        MessageId(self.id.cast_unsigned())
    }

    pub(super) fn time(&self) -> UnixMillis {
        UnixMillis(self.time.cast_unsigned())
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    pub(super) fn author(&self) -> Option<PersonId> {
        self.author.map(|author| PersonId(author.cast_unsigned()))
    }

    /// Those whom it was addressed to, unless it was to everybody.
    pub(super) fn addressees(&self) -> impl Iterator<Item = PersonId> {
        let author = self.author();
        self.people().filter(move |person| Some(*person) != author)
    }

    pub(super) fn is_for(&self, reader: PersonId) -> bool {
        self.readers.is_none() || self.people().any(|person| person == reader)
    }

    pub(super) fn readers(&self) -> Readers {
        match self.readers {
            None => Readers::Everyone,
            Some(_) => Readers::Only(self.people().collect()),
        }
    }

    /// The key of the session that asked for the message, and its number.
    pub(super) fn origin(&self) -> Option<(i64, Number)> {
        self.origin
            .map(|(session, number)| (session, Number(number.cast_unsigned())))
    }

    pub(super) fn posted(&self) -> Result<Posted> {
        let (id, time, text) = (self.id(), self.time(), self.text.to_owned());
        let person = |person: Option<(i64, &str)>| {
            let (id, name) = person.ok_or_else(|| {
                Fault::Damaged(format!("message {} does not say from whom it is", self.id))
            })?;
            let id = PersonId(id.cast_unsigned());
            let name = name_from(name, id)?;
            Ok::<_, Fault>(Person { id, name })
        };
        Ok(match self.kind {
            SAID | ACTION => Posted::Said(Said {
                id,
                time,
                from: person(self.from)?,
                text,
                action: self.kind == ACTION,
            }),
            PRIVATE => Posted::Private(Private {
                id,
                time,
                from: person(self.from)?,
                to: person(self.to)?,
                text,
            }),
            OPERATOR | OPERATOR_TO_SOME => Posted::Operator(Operator {
                id,
                time,
                text,
                private: self.kind == OPERATOR_TO_SOME,
            }),
            kind => {
                let why = format!("message {} is of unknown kind {kind}", self.id);
                return Err(Fault::Damaged(why));
            }
        })
    }

    fn checksum(&self) -> u32 {
        let person = |checksum: Checksum, person: Option<(i64, &str)>| {
            checksum
                .optional_number(person.map(|(id, _)| id))
                .optional_text(person.map(|(_, name)| name))
        };
        let checksum = Checksum::default()
            .number(self.id)
            .number(self.time)
            .number(self.kind)
            .optional_number(self.author);
        let checksum = person(person(checksum, self.from), self.to);
        checksum
            .bytes(self.text.as_bytes())
            .optional_bytes(self.readers)
            .optional_number(self.origin.map(|(session, _)| session))
            .optional_number(self.origin.map(|(_, number)| number))
            .value()
    }
}

/// Deletes a message and the entries for its readers.
pub(super) fn delete(connection: &Connection, id: MessageId, readers: &[PersonId]) -> Result<()> {
    let id = id.0.cast_signed();
    connection.prepare_cached(DELETE)?.execute([id])?;
    for person in readers {
        let mut delete = connection.prepare_cached(DELETE_READER)?;
        delete.execute([person.0.cast_signed(), id])?;
    }
    Ok(())
}

/// A kept name. What is a name may become stricter with a new version of Unicode or of this program;
/// whoever has one that no longer is gets one made of their id.
pub(super) fn name_from(name: &str, person: PersonId) -> Result<Name> {
    Name::parse(name)
        .or_else(|_| Name::parse(&format!("P{person}")))
        .map_err(|error| Fault::Other(error.to_string()))
}
