//! What happens as JSON Lines, and requests as JSON objects, for scripts. Described in
//! `docs/terminal-json.md`, whose examples a test reads.

use std::num::NonZeroU32;

use serde::Serialize;
use serde_json::{Map, Value, json};
use tertulia_protocol::{
    ClientMessage, Gap, MessageId, Number, Password, ServerMessage, UnixMillis,
};

use super::conversation::{Conversation, Notice, Step, What};
use super::reasons;
use crate::connection::{
    Arrival, ArrivalKind, Command, ConnectionEvent, Delivery, Ended, ForeignLine, KeepingNews,
    PageRequest, ServerKind,
};
use crate::json_line::json_line;
use crate::sentences::keeping_news;
use crate::texts::Texts;

/// The events that only this program has; all others are the wire's own messages.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum LocalEvent {
    LookingUp {
        host: String,
    },
    Connecting {
        address: String,
    },
    Connected {
        address: String,
        local: String,
    },
    Recognised {
        server: &'static str,
    },
    /// Answered by `{"type":"password","password":"…"}`.
    PasswordAsked {
        wrong: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        wait: Option<NonZeroU32>,
    },
    Security {
        encrypted: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        fingerprint: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        first_use: Option<bool>,
        #[serde(skip_serializing_if = "Option::is_none")]
        remembered: Option<bool>,
    },
    Waiting {
        number: u64,
    },
    Sent {
        number: u64,
    },
    Confirmed {
        number: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<MessageId>,
        time: UnixMillis,
    },
    Failed {
        number: u64,
        reason: String,
        message: String,
    },
    Gap(Gap),
    PageDropped,
    Foreign {
        text: String,
        complete: bool,
    },
    Lost {
        reason: &'static str,
        message: String,
    },
    Reconnecting {
        attempt: u32,
        in_ms: u64,
    },
    Help {
        message: String,
    },
    Keeping {
        state: &'static str,
        message: String,
    },
    Error {
        reason: &'static str,
        message: String,
    },
    Ended {
        reason: &'static str,
        #[serde(skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
}

/// Writes events for scripts.
pub(super) struct Json {
    texts: Texts,
}

impl Json {
    pub(super) fn new(texts: Texts) -> Self {
        Self { texts }
    }

    /// The line for an event, if scripts are told of it; `conversation` is as it was before it.
    pub(super) fn event(
        &self,
        event: &ConnectionEvent,
        conversation: &Conversation,
    ) -> Option<String> {
        let event = match event {
            ConnectionEvent::Welcomed(arrival) => return Some(welcome(arrival)),
            ConnectionEvent::Posted(posted) => {
                return Some(line(&ServerMessage::from(posted.clone())));
            }
            ConnectionEvent::Joined(joined) => {
                return Some(line(&ServerMessage::Joined(joined.clone())));
            }
            ConnectionEvent::Left(left) => return Some(line(&ServerMessage::Left(left.clone()))),
            ConnectionEvent::Renamed(renamed) => {
                return Some(line(&ServerMessage::Renamed(renamed.clone())));
            }
            ConnectionEvent::Limits(limits) => return Some(line(&ServerMessage::Limits(*limits))),
            ConnectionEvent::Notice(notice) => {
                return Some(line(&ServerMessage::Notice(notice.clone())));
            }
            ConnectionEvent::Roster(roster) => {
                return Some(line(&ServerMessage::Roster(roster.clone())));
            }
            ConnectionEvent::History(history) => {
                return Some(line(&ServerMessage::History(history.clone())));
            }
            ConnectionEvent::ServerError(error) => {
                return Some(line(&ServerMessage::Error(error.clone())));
            }
            ConnectionEvent::Allowance(_)
            | ConnectionEvent::NameSent { .. }
            | ConnectionEvent::ForeignEnding(_)
            | ConnectionEvent::RoundTrip(_) => return None,
            ConnectionEvent::LookingUp { host } => LocalEvent::LookingUp { host: host.clone() },
            ConnectionEvent::Connecting { address } => LocalEvent::Connecting {
                address: address.to_string(),
            },
            ConnectionEvent::Connected { address, local } => LocalEvent::Connected {
                address: address.to_string(),
                local: local.to_string(),
            },
            ConnectionEvent::Encrypted(encryption) => LocalEvent::Security {
                encrypted: true,
                fingerprint: Some(encryption.fingerprint.to_string()),
                first_use: Some(encryption.first_use),
                remembered: Some(encryption.remembered),
            },
            ConnectionEvent::PasswordAsked(asked) => LocalEvent::PasswordAsked {
                wrong: asked.wrong,
                wait: asked.wait,
            },
            ConnectionEvent::InClear => LocalEvent::Security {
                encrypted: false,
                fingerprint: None,
                first_use: None,
                remembered: None,
            },
            ConnectionEvent::Recognised(ServerKind::Tertulia) => {
                LocalEvent::Recognised { server: "tertulia" }
            }
            ConnectionEvent::Recognised(ServerKind::Foreign) => {
                LocalEvent::Recognised { server: "foreign" }
            }
            ConnectionEvent::Message { local, delivery } => {
                self.delivery(conversation.own(*local)?.number, delivery)
            }
            ConnectionEvent::Gap(gap) => LocalEvent::Gap(*gap),
            ConnectionEvent::PageDropped(_) => LocalEvent::PageDropped,
            ConnectionEvent::Foreign(ForeignLine { text, complete }) => LocalEvent::Foreign {
                text: text.clone(),
                complete: *complete,
            },
            ConnectionEvent::Keeping(news) => LocalEvent::Keeping {
                state: match news {
                    KeepingNews::Failing { .. } => "failing",
                    KeepingNews::Working => "working",
                    KeepingNews::SetAside(_) => "set_aside",
                },
                message: keeping_news(news, &self.texts),
            },
            ConnectionEvent::Lost(loss) => LocalEvent::Lost {
                reason: reasons::code_of_loss(loss),
                message: reasons::of_loss(loss, &self.texts),
            },
            ConnectionEvent::Waiting { attempt, pause } => LocalEvent::Reconnecting {
                attempt: *attempt,
                in_ms: u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
            },
            ConnectionEvent::Ended(Ended { reason, .. }) => LocalEvent::Ended {
                reason: reasons::code_of_end(reason),
                message: reasons::of_end(reason, &self.texts),
            },
        };
        Some(line(&event))
    }

    fn delivery(&self, number: u64, delivery: &Delivery) -> LocalEvent {
        match delivery {
            Delivery::Queued => LocalEvent::Waiting { number },
            Delivery::Sent => LocalEvent::Sent { number },
            Delivery::Confirmed { id, time } => LocalEvent::Confirmed {
                number,
                id: *id,
                time: *time,
            },
            Delivery::Failed(reason) => LocalEvent::Failed {
                number,
                reason: reasons::code_of_failure(reason),
                message: reasons::of_failure(reason, &self.texts),
            },
        }
    }

    /// The end, where there was nobody to give a password; `why` says what to do.
    pub(super) fn locked_out(&self, why: String) -> String {
        line(&LocalEvent::Ended {
            reason: "password_needed",
            message: Some(why),
        })
    }

    /// The line for an answer of the terminal's own; `message` is what a person would read.
    pub(super) fn answer(&self, notice: &Notice, message: String) -> String {
        let reason = match notice {
            Notice::Help => return line(&LocalEvent::Help { message }),
            Notice::UnknownCommand(_) => "unknown_command",
            Notice::Usage(_) => "usage",
            Notice::NobodyCalled(_) => "nobody_called",
            Notice::StillWaiting(_) => "still_waiting",
            Notice::LineTooLong => "line_too_long",
            // Only a person at a terminal is kept from typing on.
            Notice::PasswordJudged => "password_judged",
            Notice::PasswordFirst => "password_first",
            Notice::Unusable(_) => "password_unusable",
            Notice::BadRequest {
                unknown_type: true, ..
            } => "unknown_type",
            Notice::BadRequest {
                unknown_type: false,
                ..
            } => "malformed",
        };
        line(&LocalEvent::Error { reason, message })
    }
}

/// A welcome with what only the client knows of it.
#[derive(Serialize)]
struct Arrived<'a> {
    #[serde(flatten)]
    welcome: &'a ServerMessage,
    arrival: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    renamed_from: Option<&'a str>,
}

/// What the server said, and what it means for what was before.
fn welcome(arrival: &Arrival) -> String {
    let kind = match arrival.kind {
        ArrivalKind::First => "first",
        ArrivalKind::Resumed => "resumed",
        ArrivalKind::Rejoined => "rejoined",
        ArrivalKind::NewRun => "new_run",
    };
    line(&Arrived {
        welcome: &ServerMessage::Welcome(arrival.welcome.clone()),
        arrival: kind,
        renamed_from: arrival.renamed_from.as_deref(),
    })
}

fn line<T: Serialize>(value: &T) -> String {
    // Our own types have string keys and no failing parts; a mistake would still be a JSON object.
    json_line(value).unwrap_or_else(|error| {
        json!({ "type": "error", "reason": "internal", "message": error.to_string() }).to_string()
    })
}

/// Carries out a line that is a JSON object: a request in the wire's words, its number optional.
pub(super) fn request(text: &str, conversation: &mut Conversation) -> Vec<Step> {
    let bad = |detail: String, unknown_type| {
        vec![Step::Tell(Notice::BadRequest {
            unknown_type,
            detail,
        })]
    };
    let mut object = match serde_json::from_str::<Map<String, Value>>(text) {
        Ok(object) => object,
        Err(error) => return bad(error.to_string(), false),
    };
    let number = match object.get("number") {
        None => None,
        Some(number) => match number.as_u64() {
            Some(number) => Some(number),
            None => return bad("number: expected a whole number".to_owned(), false),
        },
    };
    let kind = object
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned();
    if kind == "password" {
        return match object.remove("password") {
            Some(Value::String(password)) => {
                vec![Step::Send(Command::Password(Password::new(password)))]
            }
            _ => bad("password: expected a text".to_owned(), false),
        };
    }
    if !["say", "direct", "rename", "roster", "history", "quit"].contains(&kind.as_str()) {
        return bad(
            format!(
                "type: {kind:?}; there are say, direct, rename, roster, history, password, quit"
            ),
            true,
        );
    }
    // The connection numbers what goes over the wire by itself.
    object.insert("number".to_owned(), 0.into());
    let message = match serde_json::from_value::<ClientMessage>(Value::Object(object)) {
        Ok(message) => message,
        Err(error) => return bad(error.to_string(), false),
    };
    if matches!(message, ClientMessage::Quit) {
        return conversation.leave();
    }
    if conversation.only_leaves() {
        return conversation.still_waiting();
    }
    vec![Step::Send(match message {
        ClientMessage::Say {
            text,
            action,
            number: Number(_),
        } => conversation.give(number, What::Say { text, action }),
        ClientMessage::Direct { to, text, .. } => {
            conversation.give(number, What::Direct { to, text })
        }
        ClientMessage::Rename { name, .. } => conversation.give(number, What::Rename { name }),
        ClientMessage::Roster { after } => Command::Page(PageRequest::Roster { after }),
        ClientMessage::History { before, limit } => {
            Command::Page(PageRequest::History { before, limit })
        }
        ClientMessage::Hello(_) | ClientMessage::Ping { .. } | ClientMessage::Quit => {
            return bad(format!("type: {kind:?}"), true);
        }
    })]
}

mod restored;
#[cfg(test)]
mod tests;
