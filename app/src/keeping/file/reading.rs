//! Reading what a session's file has.

use std::collections::BTreeMap;

use rusqlite::OptionalExtension as _;
use serde::de::DeserializeOwned;
use tertulia_protocol::{Fingerprint, MessageId, Number, PersonId, RunId, Token, UnixMillis};

use super::{FileError, SessionFile};
use crate::connection::{
    Correspondent, Kept, KeptItem, KeptRequest, LocalId, MAX_KEPT_ITEMS, Restored, ServerKind,
};
use crate::keeping::records::{BodyRecord, ItemRecord};

/// What an offer says of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::keeping) struct Summary {
    pub(in crate::keeping) host: String,
    pub(in crate::keeping) port: u16,
    pub(in crate::keeping) wanted: String,
    pub(in crate::keeping) name: String,
    pub(in crate::keeping) reached: Option<ServerKind>,
    pub(in crate::keeping) waiting: u64,
    pub(in crate::keeping) failed: u64,
    pub(in crate::keeping) drafts: u64,
    pub(in crate::keeping) items: u64,
    pub(in crate::keeping) changed: UnixMillis,
}

impl SessionFile {
    /// Reads everything. An entry of the transcript that makes no sense is left out; a request
    /// that makes none means that the file is damaged, since a message would be lost silently.
    pub(in crate::keeping) fn read(&self) -> Result<Restored, FileError> {
        Ok(Restored {
            kept: self.read_kept()?,
            items: self.read_items()?,
        })
    }

    /// Everything but the transcript.
    pub(in crate::keeping) fn read_kept(&self) -> Result<Kept, FileError> {
        let mut kept = self.read_session()?;
        kept.requests = self.read_requests()?;
        let above = kept.requests.keys().next_back();
        let above = above.map_or(Number(0), |number| Number(number.0 + 1));
        kept.next_number = kept.next_number.max(above);
        let mut drafts = self.connection.prepare("SELECT person, text FROM draft")?;
        let rows = drafts.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for row in rows {
            let (person, text): (String, String) = row?;
            kept.drafts.insert(correspondent(person), text);
        }
        Ok(kept)
    }

    fn read_session(&self) -> Result<Kept, FileError> {
        let query = "SELECT token, host, port, name, reached, run, last_seen, own_ids, next_number,
            handed, wanted, key FROM session";
        let read = |row: &rusqlite::Row<'_>| {
            let token: Vec<u8> = row.get(0)?;
            let own_ids: String = row.get(7)?;
            let run: Option<i64> = row.get(5)?;
            let last: Option<i64> = row.get(6)?;
            let run = run.map(|run| RunId(run.cast_unsigned()));
            let last = last.map(|last| MessageId(last.cast_unsigned()));
            let kept = Kept {
                token: Token([0; 16]),
                key: row.get::<_, Option<[u8; 32]>>(11)?.map(Fingerprint),
                host: row.get(1)?,
                port: row.get(2)?,
                wanted: row.get(10)?,
                name: row.get(3)?,
                reached: reached(row.get::<_, Option<String>>(4)?.as_deref()),
                last_seen: run.zip(last),
                own_ids: Vec::new(),
                next_number: Number(row.get::<_, i64>(8)?.cast_unsigned()),
                handed: Number(row.get::<_, i64>(9)?.cast_unsigned()),
                requests: BTreeMap::new(),
                drafts: BTreeMap::new(),
            };
            Ok((token, own_ids, kept))
        };
        let found = self.connection.query_row(query, [], read).optional()?;
        let Some((token, own_ids, mut kept)) = found else {
            return Err(FileError::Damaged("there is no session in it".to_owned()));
        };
        kept.token = Token(token.try_into().map_err(|token: Vec<u8>| {
            FileError::Damaged(format!("a token of {} bytes", token.len()))
        })?);
        kept.own_ids = parsed::<Vec<PersonId>>(&own_ids)?;
        Ok(kept)
    }

    fn read_requests(&self) -> Result<BTreeMap<Number, KeptRequest>, FileError> {
        let query = "SELECT number, local, body, greeting, failed FROM request";
        let mut requests = self.connection.prepare(query)?;
        let rows = requests.query_map([], |row| {
            let number = Number(row.get::<_, i64>(0)?.cast_unsigned());
            let local = LocalId(row.get::<_, i64>(1)?.cast_unsigned());
            let body: String = row.get(2)?;
            Ok((number, local, body, row.get(3)?, row.get(4)?))
        })?;
        let mut found = BTreeMap::new();
        for row in rows {
            let (number, local, body, greeting, failed) = row?;
            let request = KeptRequest {
                local,
                body: parsed::<BodyRecord>(&body)?.into(),
                greeting,
                failed,
            };
            found.insert(number, request);
        }
        Ok(found)
    }

    fn read_items(&self) -> Result<Vec<KeptItem>, FileError> {
        let query = "SELECT time, body FROM item ORDER BY place DESC LIMIT ?1";
        let mut items = self.connection.prepare(query)?;
        let rows = items.query_map([MAX_KEPT_ITEMS as i64], |row| {
            let time = UnixMillis(row.get::<_, i64>(0)?.cast_unsigned());
            Ok((time, row.get::<_, String>(1)?))
        })?;
        let mut found = Vec::new();
        for row in rows {
            let (time, body) = row?;
            match parsed::<ItemRecord>(&body) {
                Ok(record) => found.push(KeptItem {
                    time,
                    kind: record.into(),
                }),
                Err(error) => tracing::warn!(%error, "an entry of a transcript was left out"),
            }
        }
        found.reverse();
        Ok(found)
    }

    /// What there is, for an offer.
    pub(in crate::keeping) fn summary(&self) -> Result<Summary, FileError> {
        let query = "SELECT host, port, name, reached, changed,
            (SELECT count(*) FROM request WHERE NOT failed),
            (SELECT count(*) FROM request WHERE failed),
            (SELECT count(*) FROM draft), (SELECT count(*) FROM item), wanted FROM session";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(Summary {
                host: row.get(0)?,
                port: row.get(1)?,
                name: row.get(2)?,
                reached: reached(row.get::<_, Option<String>>(3)?.as_deref()),
                changed: UnixMillis(row.get::<_, i64>(4)?.cast_unsigned()),
                waiting: row.get::<_, i64>(5)?.cast_unsigned(),
                failed: row.get::<_, i64>(6)?.cast_unsigned(),
                drafts: row.get::<_, i64>(7)?.cast_unsigned(),
                items: row.get::<_, i64>(8)?.cast_unsigned(),
                wanted: row.get(9)?,
            })
        };
        let found = self.connection.query_row(query, [], read).optional()?;
        found.ok_or_else(|| FileError::Damaged("there is no session in it".to_owned()))
    }
}

fn reached(word: Option<&str>) -> Option<ServerKind> {
    match word? {
        "tertulia" => Some(ServerKind::Tertulia),
        "foreign" => Some(ServerKind::Foreign),
        _ => None,
    }
}

fn correspondent(person: String) -> Correspondent {
    if person.is_empty() {
        Correspondent::Room
    } else {
        Correspondent::Person(person)
    }
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, FileError> {
    serde_json::from_str(text).map_err(|error| FileError::Damaged(error.to_string()))
}
