//! The chat, told of events and asked for things.

mod link;
mod messages;
mod pasting;
mod people;

use tertulia_protocol::{
    Departure, Dialect, ExitWords, Gap, Goodbye, GoodbyeReason, History as Page, Joined,
    LeaveReason, Left, Limits, Member, Name, Operator, Person, Posted, Private, RefusalReason,
    Refused, Renamed, Roster, RunId, Said, UnixMillis, Welcome,
};

use super::*;
use crate::connection::{
    Arrival, ArrivalKind, Command, ConnectError, ConnectionEvent, Delivery, EndReason, Ended,
    FailReason, ForeignLine, Loss, PageRequest, SendError, ServerKind,
};

const ROOM: ConversationId = ConversationId::ROOM;

fn now() -> Moment {
    Moment {
        instant: Instant::now(),
        unix: UnixMillis(1_000),
    }
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn member(id: u64, text: &str) -> Member {
    Member {
        id: PersonId(id),
        name: name(text),
        dialect: Dialect::App,
    }
}

fn person(id: u64, text: &str) -> Person {
    Person {
        id: PersonId(id),
        name: name(text),
    }
}

fn welcome(kind: ArrivalKind, me: u64, people: &[(u64, &str)]) -> ConnectionEvent {
    let people: Vec<Member> = people.iter().map(|(id, name)| member(*id, name)).collect();
    let you = people.iter().find(|member| member.id.0 == me).unwrap();
    ConnectionEvent::Welcomed(Arrival {
        welcome: Box::new(Welcome {
            you: person(me, you.name.as_str()),
            server: "tertulia/0.1.0".to_owned(),
            version: 1,
            run: RunId(1),
            resumed: false,
            decided: None,
            limits: Limits::default(),
            exit_words: ExitWords::default(),
            words: None,
            latest: MessageId(100),
            people_total: people.len() as u64,
            people: people.into(),
            missed: 0,
            gap: None,
        }),
        kind,
        renamed_from: None,
    })
}

fn tell(model: &mut ChatModel, events: impl IntoIterator<Item = ConnectionEvent>) {
    for event in events {
        model.handle_event(event, now());
    }
}

/// Ana (1), with Luis (2) and Marta (3).
fn ana() -> ChatModel {
    let mut model = ChatModel::new("Ana", None);
    let people = [(1, "Ana"), (2, "Luis"), (3, "Marta")];
    tell(
        &mut model,
        [
            ConnectionEvent::Recognised(ServerKind::Tertulia),
            welcome(ArrivalKind::First, 1, &people),
        ],
    );
    model
}

fn said(id: u64, from: (u64, &str), text: &str) -> Posted {
    Posted::Said(Said {
        id: MessageId(id),
        time: UnixMillis(id),
        from: person(from.0, from.1),
        text: text.to_owned(),
        action: false,
    })
}

fn private(id: u64, from: (u64, &str), to: (u64, &str), text: &str) -> Posted {
    Posted::Private(Private {
        id: MessageId(id),
        time: UnixMillis(id),
        from: person(from.0, from.1),
        to: person(to.0, to.1),
        text: text.to_owned(),
    })
}

fn posted(posted: Posted) -> ConnectionEvent {
    ConnectionEvent::Posted(posted)
}

fn message(local: LocalId, delivery: Delivery) -> ConnectionEvent {
    ConnectionEvent::Message { local, delivery }
}

fn confirmed(local: LocalId, id: u64) -> ConnectionEvent {
    let delivery = Delivery::Confirmed {
        id: Some(MessageId(id)),
        time: UnixMillis(id),
    };
    message(local, delivery)
}

fn submit(model: &mut ChatModel, text: &str) -> Vec<Command> {
    model.submit(ROOM, text, now()).commands
}

fn local_of(commands: &[Command]) -> LocalId {
    match commands {
        [
            Command::Say { local, .. }
            | Command::Direct { local, .. }
            | Command::Rename { local, .. },
        ] => *local,
        other => panic!("{other:?}"),
    }
}

fn texts(conversation: &Conversation) -> Vec<&str> {
    conversation
        .transcript()
        .iter()
        .filter_map(Item::text)
        .collect()
}

fn deliveries(model: &ChatModel) -> Vec<&DeliveryState> {
    let messages = model.room().transcript().iter().filter_map(Item::message);
    messages.map(|message| &message.delivery).collect()
}

fn last(conversation: &Conversation) -> &Item {
    conversation.transcript().iter().next_back().unwrap()
}
