//! Any message of the protocol.

use std::num::NonZeroU32;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use tertulia_protocol::{
    Ack, ClientMessage, Departure, Dialect, ErrorReason, ErrorReply, ExitWords, Gap, Goodbye,
    GoodbyeReason, Hello, History, Joined, LeaveReason, Left, Limits, Member, MessageId, Name,
    Notice, NoticeReason, Number, Operator, Password, Person, PersonId, Posted, Private,
    RefusalReason, Refused, Renamed, Roster, RunId, Said, ServerMessage, Token, UnixMillis,
    Welcome,
};

/// Texts with many of the characters that could forge something.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let special =
        "[\n\r\t\0\u{1B}\u{7F}\u{85}\u{2028}\u{202E}\u{2069}\u{200D}\"\\\\*:~\\[\u{FEFF}€]";
    let piece = prop_oneof![
        any::<String>(),
        "[a-zñ ]{0,9}",
        special,
        Just("Server: x".to_owned())
    ];
    vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

pub(crate) fn name() -> impl Strategy<Value = Name> {
    "[\\p{L}\\p{Nd}][\\p{L}\\p{M}\\p{Nd}_. -]{0,31}"
        .prop_filter_map("no name", |text| Name::parse(&text).ok())
}

fn number() -> impl Strategy<Value = Number> {
    any::<u64>().prop_map(Number)
}

fn message_id() -> impl Strategy<Value = MessageId> {
    any::<u64>().prop_map(MessageId)
}

fn person_id() -> impl Strategy<Value = PersonId> {
    any::<u64>().prop_map(PersonId)
}

fn time() -> impl Strategy<Value = UnixMillis> {
    any::<u64>().prop_map(UnixMillis)
}

fn person() -> impl Strategy<Value = Person> {
    (person_id(), name()).prop_map(|(id, name)| Person { id, name })
}

fn member() -> impl Strategy<Value = Member> {
    let dialect = select(vec![Dialect::Plain, Dialect::App]);
    (person_id(), name(), dialect).prop_map(|(id, name, dialect)| Member { id, name, dialect })
}

fn limits() -> impl Strategy<Value = Limits> {
    any::<[u32; 3]>().prop_map(|[max_chars, max_rate, max_clients]| Limits {
        max_chars,
        max_rate,
        max_clients,
    })
}

fn hello() -> impl Strategy<Value = Hello> {
    let token = any::<[u8; 16]>().prop_map(Token);
    let run = any::<u64>().prop_map(RunId);
    (
        text(),
        any::<u32>(),
        option::of(text()),
        option::of(token),
        option::of(message_id()),
        option::of(run),
        option::of(text().prop_map(Password::new)),
    )
        .prop_map(
            |(name, version, client, token, last_seen, run, password)| Hello {
                name,
                version,
                client,
                token,
                last_seen,
                run,
                password,
            },
        )
}

pub(crate) fn client_message() -> impl Strategy<Value = ClientMessage> {
    prop_oneof![
        hello().prop_map(ClientMessage::Hello),
        (number(), text(), any::<bool>()).prop_map(|(number, text, action)| ClientMessage::Say {
            number,
            text,
            action
        }),
        (number(), text(), option::of(person_id()), text()).prop_map(
            |(number, to, person, text)| ClientMessage::Direct {
                number,
                to,
                person,
                text
            }
        ),
        (number(), text()).prop_map(|(number, name)| ClientMessage::Rename { number, name }),
        number().prop_map(|number| ClientMessage::Ping { number }),
        option::of(person_id()).prop_map(|after| ClientMessage::Roster { after }),
        (option::of(message_id()), option::of(any::<u32>()))
            .prop_map(|(before, limit)| ClientMessage::History { before, limit }),
        Just(ClientMessage::Quit),
    ]
}

fn welcome() -> impl Strategy<Value = Welcome> {
    let session = (
        any::<u64>().prop_map(RunId),
        any::<bool>(),
        option::of(number()),
        limits(),
    );
    let gap = (message_id(), message_id()).prop_map(|(after, before)| Gap { after, before });
    let texts = (
        text(),
        vec(text(), 0..3).prop_map(ExitWords::new),
        option::of(text()),
    );
    let room = (
        message_id(),
        vec(member(), 0..30),
        any::<u64>(),
        any::<u32>(),
        option::of(gap),
    );
    (person(), any::<u32>(), session, texts, room).prop_map(
        |(you, version, (run, resumed, decided, limits), (server, exit_words, words), room)| {
            let (latest, people, people_total, missed, gap) = room;
            Welcome {
                you,
                server,
                version,
                run,
                resumed,
                decided,
                limits,
                exit_words,
                words,
                latest,
                people: people.into(),
                people_total,
                missed,
                gap,
            }
        },
    )
}

fn refused() -> impl Strategy<Value = Refused> {
    let reason = select(vec![
        RefusalReason::NameEmpty,
        RefusalReason::NameTooLong,
        RefusalReason::NameCharacter,
        RefusalReason::NameStart,
        RefusalReason::NameSpaces,
        RefusalReason::NameReserved,
        RefusalReason::NameTaken,
        RefusalReason::ServerFull,
        RefusalReason::Version,
        RefusalReason::NobodyCalled,
        RefusalReason::EmptyText,
        RefusalReason::TooManyLines,
        RefusalReason::OldNumber,
        RefusalReason::Storage,
        RefusalReason::Muted,
        RefusalReason::Frozen,
        RefusalReason::Banned,
        RefusalReason::PasswordRequired,
        RefusalReason::WrongPassword,
        RefusalReason::Busy,
        RefusalReason::Other,
    ]);
    let parts = (
        option::of(number()),
        reason,
        text(),
        option::of(name()),
        option::of(time()),
        any::<u32>().prop_map(NonZeroU32::new),
    );
    parts.prop_map(
        |(number, reason, message, suggestion, until, wait)| Refused {
            number,
            reason,
            message,
            suggestion,
            until,
            wait,
        },
    )
}

fn goodbye() -> impl Strategy<Value = Goodbye> {
    let reason = select(vec![
        GoodbyeReason::Quit,
        GoodbyeReason::Closing,
        GoodbyeReason::TooLong,
        GoodbyeReason::TooFast,
        GoodbyeReason::TooManyRequests,
        GoodbyeReason::Kicked,
        GoodbyeReason::SlowReader,
        GoodbyeReason::Replaced,
        GoodbyeReason::Full,
        GoodbyeReason::Version,
        GoodbyeReason::BadNames,
        GoodbyeReason::Nameless,
        GoodbyeReason::Silent,
        GoodbyeReason::Banned,
        GoodbyeReason::TooManyConnections,
        GoodbyeReason::EncryptedOnly,
        GoodbyeReason::BadPasswords,
        GoodbyeReason::Other,
    ]);
    (reason, text(), option::of(time())).prop_map(|(reason, message, until)| Goodbye {
        reason,
        message,
        until,
    })
}

fn notice() -> impl Strategy<Value = Notice> {
    let reason = select(vec![
        NoticeReason::Muted,
        NoticeReason::Unmuted,
        NoticeReason::Frozen,
        NoticeReason::Unfrozen,
        NoticeReason::PasswordRight,
        NoticeReason::Other,
    ]);
    (reason, text(), option::of(time())).prop_map(|(reason, message, until)| Notice {
        reason,
        message,
        until,
    })
}

fn error_reply() -> impl Strategy<Value = ErrorReply> {
    let reason = select(vec![
        ErrorReason::Malformed,
        ErrorReason::UnknownType,
        ErrorReason::HelloFirst,
        ErrorReason::HelloAgain,
        ErrorReason::Storage,
        ErrorReason::Other,
    ]);
    (reason, text()).prop_map(|(reason, message)| ErrorReply { reason, message })
}

fn posted() -> impl Strategy<Value = Posted> {
    prop_oneof![
        (message_id(), time(), person(), text(), any::<bool>()).prop_map(
            |(id, time, from, text, action)| Posted::Said(Said {
                id,
                time,
                from,
                text,
                action
            })
        ),
        (message_id(), time(), person(), person(), text()).prop_map(
            |(id, time, from, to, text)| Posted::Private(Private {
                id,
                time,
                from,
                to,
                text
            })
        ),
        (message_id(), time(), text(), any::<bool>()).prop_map(|(id, time, text, private)| {
            Posted::Operator(Operator {
                id,
                time,
                text,
                private,
            })
        }),
    ]
}

fn departure() -> impl Strategy<Value = Departure> {
    let reason = select(vec![
        LeaveReason::Quit,
        LeaveReason::Lost,
        LeaveReason::Removed,
        LeaveReason::Other,
    ]);
    (person_id(), name(), reason).prop_map(|(id, name, reason)| Departure { id, name, reason })
}

pub(crate) fn server_message() -> impl Strategy<Value = ServerMessage> {
    prop_oneof![
        welcome().prop_map(|welcome| ServerMessage::Welcome(Box::new(welcome))),
        refused().prop_map(ServerMessage::Refused),
        (number(), option::of(message_id()), time())
            .prop_map(|(number, id, time)| ServerMessage::Ack(Ack { number, id, time })),
        posted().prop_map(ServerMessage::from),
        (vec(member(), 0..6), any::<u64>())
            .prop_map(|(people, more)| ServerMessage::Joined(Joined { people, more })),
        vec(departure(), 0..6).prop_map(|people| ServerMessage::Left(Left { people })),
        (person_id(), name(), name()).prop_map(|(id, from, to)| ServerMessage::Renamed(Renamed {
            id,
            from,
            to
        })),
        limits().prop_map(ServerMessage::Limits),
        notice().prop_map(ServerMessage::Notice),
        (vec(member(), 0..6), any::<u64>(), any::<bool>()).prop_map(|(people, total, more)| {
            ServerMessage::Roster(Roster {
                people,
                total,
                more,
            })
        }),
        (vec(posted(), 0..4), any::<bool>())
            .prop_map(|(messages, more)| ServerMessage::History(History { messages, more })),
        number().prop_map(|number| ServerMessage::Pong { number }),
        error_reply().prop_map(ServerMessage::Error),
        goodbye().prop_map(ServerMessage::Goodbye),
    ]
}
