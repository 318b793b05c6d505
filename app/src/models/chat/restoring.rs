//! A chat that was interrupted, as it was: from what the client kept.

use std::sync::Arc;

use tertulia_protocol::{MessageId, RunId, clean_text};

use super::conversation::{ConversationId, Partner, PreviewBy};
use super::item::{Author, DeliveryState, ItemKind, Message, Place};
use super::link_state::LinkState;
use super::{ChatModel, Moment, Underway};
use crate::connection::{
    Body, Correspondent, FailReason, Kept, KeptItem, KeptKind, KeptRequest, LocalId, Loss,
    Restored, ServerKind,
};

impl ChatModel {
    /// The chat that an interrupted program left: its conversations with what was said in them,
    /// what waits, what failed, and what was being written.
    #[must_use]
    pub fn restored(restored: &Restored, now: Moment) -> Self {
        let kept = &restored.kept;
        let mut model = Self::new(&kept.name, None);
        let runs = runs(restored);
        for item in &restored.items {
            if let KeptKind::Posted(run, _)
            | KeptKind::Own {
                place: Some((run, _)),
                ..
            } = &item.kind
            {
                model.go_to_run(&runs, *run, kept);
            }
            model.restore_item(item, &runs, now);
        }
        if let Some((run, _)) = kept.last_seen {
            model.go_to_run(&runs, run, kept);
            model.know_ourselves(kept);
            model.history.oldest = oldest(restored);
            model.history.complete = model.history.oldest == Some(MessageId(1));
        }
        for (number, request) in &kept.requests {
            let handed = kept.was_handed(*number);
            model.restore_request(request, handed, now);
        }
        for (to, text) in &kept.drafts {
            let id = match to {
                Correspondent::Room => ConversationId::ROOM,
                Correspondent::Person(name) => model.direct_by_name(name),
            };
            model.edit_draft(id, text);
        }
        if kept.reached == Some(ServerKind::Tertulia) {
            model.wire.was_open = true;
            model.wire.state = LinkState::Reconnecting {
                attempt: 0,
                until: None,
                pause: std::time::Duration::ZERO,
                loss: Loss::Closed,
                failed: None,
            };
        }
        // All of that was seen, and is long ago.
        model.spoke = None;
        for conversation in &mut model.conversations {
            conversation.unread = super::Unread::default();
            conversation.transcript.set_mark(None);
        }
        model
    }

    /// For whom the draft of a conversation is meant.
    #[must_use]
    pub fn correspondent(&self, id: ConversationId) -> Correspondent {
        match &self.conversation(id).partner {
            Partner::Room => Correspondent::Room,
            Partner::Person { name, .. } => Correspondent::Person(name.clone()),
        }
    }

    /// What comes now belongs to that run of the server. Ids of another one mean other people.
    fn go_to_run(&mut self, runs: &[RunId], run: RunId, kept: &Kept) {
        let number = number_of(runs, run);
        if self.wire.run != number {
            self.wire.run = number;
            self.forget_ids();
            self.me.ids.clear();
        }
        if kept.last_seen.is_some_and(|(last, _)| last == run) && self.me.ids.is_empty() {
            self.know_ourselves(kept);
        }
    }

    fn know_ourselves(&mut self, kept: &Kept) {
        self.me.ids.extend(kept.own_ids.iter().copied());
        self.me.author = Arc::new(Author {
            person: kept.own_ids.last().copied(),
            ..(*self.me.author).clone()
        });
    }

    fn restore_item(&mut self, item: &KeptItem, runs: &[RunId], now: Moment) {
        match &item.kind {
            KeptKind::Posted(_, posted) => self.take_posted(posted.clone(), now),
            KeptKind::Own {
                local,
                name,
                body,
                place,
            } => {
                self.note_local(*local);
                let Some((id, text, action)) = self.meant(body) else {
                    return;
                };
                let place = place.map(|(run, id)| Place {
                    run: number_of(runs, run),
                    id,
                });
                let delivery = match place {
                    Some(_) => DeliveryState::Confirmed,
                    None => DeliveryState::Sent,
                };
                let message = self.own_message(name, text, action, delivery);
                let message = Message {
                    place,
                    local: Some(*local),
                    ..message
                };
                let conversation = self.conversation_mut(id);
                conversation.note_preview(PreviewBy::Me, text, action);
                conversation
                    .transcript
                    .insert(item.time, ItemKind::Message(message));
            }
            KeptKind::Foreign(line) => {
                let room = self.room_mut();
                room.note_preview(PreviewBy::Server, &line.text, false);
                let kind = ItemKind::Foreign {
                    text: line.text.clone(),
                    complete: line.complete,
                };
                room.transcript.insert(item.time, kind);
            }
        }
    }

    fn restore_request(&mut self, request: &KeptRequest, handed: bool, now: Moment) {
        self.note_local(request.local);
        let Some((id, text, action)) = self.meant(&request.body) else {
            if let (Body::Rename { name }, false) = (&request.body, request.failed) {
                let wanted = Underway::Rename(name.clone());
                self.underway.insert(request.local, wanted);
            }
            return;
        };
        if request.failed {
            // Why exactly is not kept.
            let reason = if handed {
                FailReason::Unconfirmed
            } else {
                FailReason::NotSent
            };
            let name = self.me.author.name.clone();
            let message = self.own_message(&name, text, action, DeliveryState::Failed(reason));
            let message = Message {
                local: Some(request.local),
                ..message
            };
            let transcript = &mut self.conversation_mut(id).transcript;
            transcript.insert(now.unix, ItemKind::Message(message));
            return;
        }
        self.keep_own(request.local, id, text, action, now);
        if handed {
            let transcript = &mut self.conversation_mut(id).transcript;
            transcript.alter_pending(request.local, |message| {
                message.delivery = DeliveryState::Sending;
            });
        }
    }

    /// In which conversation a message stands, and what it says; none for a rename.
    fn meant<'b>(&mut self, body: &'b Body) -> Option<(ConversationId, &'b str, bool)> {
        match body {
            Body::Say { text, action } => Some((ConversationId::ROOM, text, *action)),
            Body::Direct { to, person, text } => {
                let id = match person {
                    Some(person) => self.direct(*person, to),
                    None => self.direct_by_name(to),
                };
                Some((id, text, false))
            }
            Body::Rename { .. } => None,
        }
    }

    fn own_message(
        &self,
        name: &str,
        text: &str,
        action: bool,
        delivery: DeliveryState,
    ) -> Message {
        let me = &self.me.author;
        let author = if me.name == name {
            Arc::clone(me)
        } else {
            Arc::new(Author {
                name: name.to_owned(),
                ..(**me).clone()
            })
        };
        Message {
            author,
            own: true,
            text: clean_text(text).into_owned(),
            action,
            mentions_me: false,
            place: None,
            local: None,
            delivery,
        }
    }

    fn note_local(&mut self, local: LocalId) {
        self.next_local = self.next_local.max(local.0.saturating_add(1));
    }
}

/// The runs of the server in the order in which they were met; the present one last.
fn runs(restored: &Restored) -> Vec<RunId> {
    let mut runs: Vec<RunId> = Vec::new();
    let of_items = restored.items.iter().filter_map(|item| match &item.kind {
        KeptKind::Posted(run, _)
        | KeptKind::Own {
            place: Some((run, _)),
            ..
        } => Some(*run),
        _ => None,
    });
    let last = restored.kept.last_seen.map(|(run, _)| run);
    for run in of_items.chain(last) {
        if !runs.contains(&run) {
            runs.push(run);
        }
    }
    runs
}

fn number_of(runs: &[RunId], run: RunId) -> u32 {
    let number = runs.iter().position(|other| *other == run);
    number
        .and_then(|number| u32::try_from(number).ok())
        .unwrap_or(0)
}

/// Everything of the present run from this message on is here.
fn oldest(restored: &Restored) -> Option<MessageId> {
    let (present, last) = restored.kept.last_seen?;
    let ids = restored.items.iter().filter_map(|item| match &item.kind {
        KeptKind::Posted(run, posted) if *run == present => Some(posted.id()),
        KeptKind::Own {
            place: Some((run, id)),
            ..
        } if *run == present => Some(*id),
        _ => None,
    });
    ids.min().or(Some(MessageId(last.0.saturating_add(1))))
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tertulia_protocol::{
        Name, Number, Person, PersonId, Posted, Private, Said, Token, UnixMillis,
    };

    use super::*;
    use crate::connection::{Arrival, ArrivalKind, ConnectionEvent, Delivery};

    fn now() -> Moment {
        Moment {
            instant: Instant::now(),
            unix: UnixMillis(9_000),
        }
    }

    fn person(id: u64, name: &str) -> Person {
        Person {
            id: PersonId(id),
            name: Name::parse(name).unwrap(),
        }
    }

    fn said(run: u64, id: u64, from: (u64, &str), text: &str) -> KeptItem {
        let said = Said {
            id: MessageId(id),
            time: UnixMillis(id),
            from: person(from.0, from.1),
            text: text.to_owned(),
            action: false,
        };
        KeptItem {
            time: UnixMillis(id),
            kind: KeptKind::Posted(RunId(run), Posted::Said(said)),
        }
    }

    fn request(local: u64, body: Body, failed: bool) -> KeptRequest {
        KeptRequest {
            local: LocalId(local),
            body,
            greeting: false,
            failed,
        }
    }

    fn say(text: &str) -> Body {
        Body::Say {
            text: text.to_owned(),
            action: false,
        }
    }

    fn to_eva(text: &str) -> Body {
        Body::Direct {
            to: "Eva".to_owned(),
            person: Some(PersonId(2)),
            text: text.to_owned(),
        }
    }

    /// Ana (5) wrote with Eva (2); her program was killed with three messages on their way.
    fn left() -> Restored {
        let mut kept = Kept::new(Token([1; 16]), "aula", 2010, "Ana");
        kept.reached = Some(ServerKind::Tertulia);
        kept.last_seen = Some((RunId(8), MessageId(13)));
        kept.own_ids = vec![PersonId(5)];
        kept.handed = Number(4);
        kept.requests
            .insert(Number(3), request(30, say("lost"), true));
        kept.requests
            .insert(Number(4), request(31, say("sending"), false));
        kept.requests
            .insert(Number(5), request(32, to_eva("waiting"), false));
        kept.drafts.insert(Correspondent::Room, "half a".to_owned());
        let eva = Correspondent::Person("Eva".to_owned());
        kept.drafts.insert(eva, "half b".to_owned());
        let private = Private {
            id: MessageId(12),
            time: UnixMillis(12),
            from: person(2, "Eva"),
            to: person(5, "Ana"),
            text: "psst".to_owned(),
        };
        let items = vec![
            said(7, 90, (2, "Luis"), "before the server was started anew"),
            said(8, 11, (2, "Eva"), "hello"),
            KeptItem {
                time: UnixMillis(13),
                kind: KeptKind::Own {
                    local: LocalId(29),
                    name: "Ana".to_owned(),
                    body: say("hi"),
                    place: Some((RunId(8), MessageId(13))),
                },
            },
            KeptItem {
                time: UnixMillis(12),
                kind: KeptKind::Posted(RunId(8), Posted::Private(private)),
            },
        ];
        Restored { kept, items }
    }

    fn texts(model: &ChatModel, id: ConversationId) -> Vec<(String, Option<DeliveryState>)> {
        let transcript = model.conversation(id).transcript();
        let shown = transcript.iter().filter_map(|item| {
            let message = item.message()?;
            let delivery = message.own.then(|| message.delivery.clone());
            Some((message.text.clone(), delivery))
        });
        shown.collect()
    }

    #[test]
    fn everything_is_shown_as_it_was() {
        let model = ChatModel::restored(&left(), now());
        let unconfirmed = DeliveryState::Failed(FailReason::Unconfirmed);
        let expected = [
            ("before the server was started anew", None),
            ("hello", None),
            ("hi", Some(DeliveryState::Confirmed)),
            ("lost", Some(unconfirmed)),
            ("sending", Some(DeliveryState::Sending)),
        ];
        let expected = expected.map(|(text, delivery)| (text.to_owned(), delivery));
        assert_eq!(texts(&model, ConversationId::ROOM), expected);
        let eva = model.conversations()[1].id();
        assert_eq!(model.conversation(eva).person(), Some(PersonId(2)));
        let expected = [("psst", None), ("waiting", Some(DeliveryState::Waiting))];
        let expected = expected.map(|(text, delivery)| (text.to_owned(), delivery));
        assert_eq!(texts(&model, eva), expected);
        assert_eq!(model.room().draft().text(), "half a");
        assert_eq!(model.conversation(eva).draft().text(), "half b");
        assert_eq!(model.unread(), super::super::Unread::default());
        assert!(model.was_open() && !model.link().has_ended());
        assert_eq!(model.undecided(), 2);
    }

    #[test]
    fn it_goes_on_without_anything_twice() {
        let mut model = ChatModel::restored(&left(), now());
        let mut welcome = crate::connection::tests::welcome(8, 14, 1, true);
        welcome.you = person(5, "Ana");
        let arrival = Arrival {
            welcome: Box::new(welcome),
            kind: ArrivalKind::Resumed,
            renamed_from: None,
        };
        model.handle_event(ConnectionEvent::Welcomed(arrival), now());
        let delivery = Delivery::Confirmed {
            id: Some(MessageId(14)),
            time: UnixMillis(14),
        };
        let local = LocalId(31);
        model.handle_event(ConnectionEvent::Message { local, delivery }, now());
        let room = texts(&model, ConversationId::ROOM);
        let sending = ("sending".to_owned(), Some(DeliveryState::Confirmed));
        assert_eq!(room.iter().filter(|shown| **shown == sending).count(), 1);
        assert_eq!(model.undecided(), 1);
        let submitted = model.submit(ConversationId::ROOM, "new", now());
        let [crate::connection::Command::Say { local, .. }] = submitted.commands[..] else {
            panic!("{submitted:?}");
        };
        assert!(local > LocalId(32), "no mark is used twice");
        // Everything from the oldest kept message of this run on is here.
        let older = model.load_older();
        let wanted = crate::connection::PageRequest::History {
            before: Some(MessageId(11)),
            limit: None,
        };
        assert_eq!(older, Some(crate::connection::Command::Page(wanted)));
    }

    #[test]
    fn what_was_written_by_somebody_else_is_never_ours() {
        // In the run before, somebody else had the id that is ours now.
        let mut restored = left();
        restored.items[0] = said(7, 90, (5, "Luis"), "not ours");
        let model = ChatModel::restored(&restored, now());
        assert_eq!(
            texts(&model, ConversationId::ROOM)[0],
            ("not ours".to_owned(), None)
        );
    }

    #[test]
    fn a_session_of_which_nothing_is_known_is_an_empty_chat() {
        let kept = Kept::new(Token([1; 16]), "aula", 2010, "Ana");
        let items = Vec::new();
        let model = ChatModel::restored(&Restored { kept, items }, now());
        assert!(!model.was_open() && model.room().transcript().is_empty());
        assert_eq!(model.me().name, "Ana");
    }
}
