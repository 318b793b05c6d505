//! An interrupted chat that goes on, as JSON Lines.

use serde::Serialize;
use tertulia_protocol::{MessageId, ServerMessage, UnixMillis};

use super::super::conversation::{Own, What};
use super::{Json, line};
use crate::connection::{ForeignLine, KeptItem, KeptKind, KeptRequest, Restored};

/// What is said of an interrupted chat before it goes on.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Earlier<'a> {
    Continued {
        name: &'a str,
        host: &'a str,
        port: u16,
    },
    RestoredMessage {
        message: ServerMessage,
    },
    RestoredOwn {
        number: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<MessageId>,
        time: UnixMillis,
        #[serde(flatten)]
        what: Words<'a>,
    },
    RestoredForeign {
        time: UnixMillis,
        text: &'a str,
        complete: bool,
    },
    Waiting {
        number: u64,
        #[serde(flatten)]
        what: Words<'a>,
    },
    Failed {
        number: u64,
        reason: &'static str,
        message: String,
        #[serde(flatten)]
        what: Words<'a>,
    },
}

/// An own message in the words of the request that gave it.
#[derive(Debug, Serialize, Default)]
struct Words<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    action: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

impl Json {
    /// What was said, what was not delivered, and what is sent now.
    pub(in super::super) fn restored(&self, restored: &Restored) -> Vec<String> {
        let kept = &restored.kept;
        let mut lines = vec![line(&Earlier::Continued {
            name: &kept.name,
            host: &kept.host,
            port: kept.port,
        })];
        lines.extend(restored.items.iter().map(item));
        lines.extend(kept.requests.values().map(|request| self.request(request)));
        lines
    }

    fn request(&self, request: &KeptRequest) -> String {
        let own = Own::of(request);
        let (number, what) = (own.number, words(&own.what));
        line(&if request.failed {
            Earlier::Failed {
                number,
                reason: "failed_earlier",
                message: self.texts.get("keeping-failed-earlier"),
                what,
            }
        } else {
            Earlier::Waiting { number, what }
        })
    }
}

fn item(item: &KeptItem) -> String {
    let time = item.time;
    match &item.kind {
        KeptKind::Posted(_, posted) => line(&Earlier::RestoredMessage {
            message: ServerMessage::from(posted.clone()),
        }),
        KeptKind::Own {
            local, body, place, ..
        } => {
            let (number, what) = (Own::number_of(*local), What::from(body));
            line(&Earlier::RestoredOwn {
                number,
                id: place.map(|(_, id)| id),
                time,
                what: words(&what),
            })
        }
        KeptKind::Foreign(ForeignLine { text, complete }) => line(&Earlier::RestoredForeign {
            time,
            text,
            complete: *complete,
        }),
    }
}

fn words(what: &What) -> Words<'_> {
    match what {
        What::Say { text, action } => Words {
            text: Some(text),
            action: *action,
            ..Words::default()
        },
        What::Direct { to, text } => Words {
            text: Some(text),
            to: Some(to),
            ..Words::default()
        },
        What::Rename { name } => Words {
            name: Some(name),
            ..Words::default()
        },
    }
}
