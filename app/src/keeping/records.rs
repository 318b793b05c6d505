//! Bodies and transcript entries as JSON, the way they stand in the file.

use serde::{Deserialize, Serialize};
use tertulia_protocol::{MessageId, PersonId, Posted, RunId};

use crate::connection::{Body, ForeignLine, KeptKind, LocalId};

/// A [`Body`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum BodyRecord {
    Say {
        text: String,
        #[serde(default)]
        action: bool,
    },
    Direct {
        to: String,
        #[serde(default)]
        person: Option<PersonId>,
        text: String,
    },
    Rename {
        name: String,
    },
}

/// A [`KeptKind`].
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "item", rename_all = "snake_case")]
pub(super) enum ItemRecord {
    Posted {
        run: RunId,
        posted: Posted,
    },
    Own {
        local: u64,
        name: String,
        body: BodyRecord,
        #[serde(default)]
        place: Option<(RunId, MessageId)>,
    },
    Foreign {
        text: String,
        complete: bool,
    },
}

impl From<&Body> for BodyRecord {
    fn from(body: &Body) -> Self {
        match body.clone() {
            Body::Say { text, action } => Self::Say { text, action },
            Body::Direct { to, person, text } => Self::Direct { to, person, text },
            Body::Rename { name } => Self::Rename { name },
        }
    }
}

impl From<BodyRecord> for Body {
    fn from(record: BodyRecord) -> Self {
        match record {
            BodyRecord::Say { text, action } => Self::Say { text, action },
            BodyRecord::Direct { to, person, text } => Self::Direct { to, person, text },
            BodyRecord::Rename { name } => Self::Rename { name },
        }
    }
}

impl From<&KeptKind> for ItemRecord {
    fn from(kind: &KeptKind) -> Self {
        match kind {
            KeptKind::Posted(run, posted) => Self::Posted {
                run: *run,
                posted: posted.clone(),
            },
            KeptKind::Own {
                local,
                name,
                body,
                place,
            } => Self::Own {
                local: local.0,
                name: name.clone(),
                body: body.into(),
                place: *place,
            },
            KeptKind::Foreign(line) => Self::Foreign {
                text: line.text.clone(),
                complete: line.complete,
            },
        }
    }
}

impl From<ItemRecord> for KeptKind {
    fn from(record: ItemRecord) -> Self {
        match record {
            ItemRecord::Posted { run, posted } => Self::Posted(run, posted),
            ItemRecord::Own {
                local,
                name,
                body,
                place,
            } => Self::Own {
                local: LocalId(local),
                name,
                body: body.into(),
                place,
            },
            ItemRecord::Foreign { text, complete } => Self::Foreign(ForeignLine { text, complete }),
        }
    }
}
