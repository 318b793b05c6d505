//! Everybody sees the room's messages in one and the same order.

use std::collections::HashSet;
use std::thread;

use crossbeam_channel::Sender;
use tertulia_harness::{Guest, PATIENCE, TestServer};
use tertulia_protocol::{Dialect, MessageId, ServerMessage};
use tertulia_server_core::Command;

const CLIENTS: usize = 50;
/// A little more than ten thousand in all, although some are kicked before they have said it all.
const MESSAGES_EACH: usize = 220;
/// How many messages a client has on the way at most.
const IN_FLIGHT: usize = 25;
/// After so many confirmations some are kicked, and others change their name.
const HALF_WAY: usize = MESSAGES_EACH / 2;
const END: &str = "The end.";

/// What one client's thread tells the test.
enum Progress {
    HalfWay(usize),
    Finished,
}

/// What one client saw of the room: the texts in order, its own at their confirmation.
struct Transcript {
    texts: Vec<String>,
    /// The ids of those texts, where the dialect tells them.
    ids: Vec<MessageId>,
    confirmed: usize,
    /// It was there to the end.
    stayed: bool,
}

fn is_kicked(index: usize) -> bool {
    index % 10 == 7
}

fn is_renamed(index: usize) -> bool {
    index % 10 == 4
}

fn text_of(index: usize, message: usize) -> String {
    format!("message {message} of {index}")
}

#[test]
fn fifty_clients_of_both_dialects_agree_on_ten_thousand_messages() {
    let server = TestServer::with(|config| {
        config.workers = 4;
        config.limits.max_rate = 0;
    });
    let dialect = |index: usize| {
        if index.is_multiple_of(2) {
            Dialect::Plain
        } else {
            Dialect::App
        }
    };
    let guests: Vec<Guest> = (0..CLIENTS)
        .map(|index| server.guest(dialect(index), &format!("Guest {index}")))
        .collect();
    let ids: Vec<_> = (0..CLIENTS)
        .map(|index| server.client_id(&format!("Guest {index}")))
        .collect();

    let (progress, news) = crossbeam_channel::bounded(2 * CLIENTS);
    let transcripts: Vec<Transcript> = thread::scope(|scope| {
        let talking: Vec<_> = guests
            .into_iter()
            .enumerate()
            .map(|(index, guest)| {
                let progress = progress.clone();
                scope.spawn(move || Talker::new(index, guest, progress).talk())
            })
            .collect();
        let (mut finished, mut kicked) = (0, 0);
        while finished + kicked < CLIENTS {
            match news.recv_timeout(PATIENCE).expect("progress was awaited") {
                Progress::HalfWay(index) if is_kicked(index) => {
                    kicked += 1;
                    server.command(Command::Kick {
                        client: ids[index],
                        reason: None,
                    });
                }
                Progress::HalfWay(_) => {}
                Progress::Finished => finished += 1,
            }
        }
        server.say(END);
        talking
            .into_iter()
            .map(|talker| talker.join().unwrap())
            .collect()
    });

    assert_agreement(&transcripts);
    let order = &transcripts[0].texts;
    assert!(order.len() >= 10_000, "only {} messages", order.len());
    let total = server.snapshot().totals.messages;
    assert_eq!(order.len() as u64, total, "every accepted message was told");
    println!(
        "{} messages in one order for {CLIENTS} clients",
        order.len()
    );
}

fn assert_agreement(transcripts: &[Transcript]) {
    let order = &transcripts[0].texts;
    let distinct: HashSet<&String> = order.iter().collect();
    assert_eq!(distinct.len(), order.len(), "something was told twice");
    for (index, transcript) in transcripts.iter().enumerate() {
        let Transcript {
            texts,
            ids,
            confirmed,
            stayed,
        } = transcript;
        assert_eq!(*stayed, !is_kicked(index), "whether {index} stayed");
        // Those who were kicked saw the same, as far as they were there.
        let difference = texts
            .iter()
            .zip(order)
            .position(|(seen, told)| seen != told);
        assert_eq!(
            difference, None,
            "client {index} saw another order than client 0"
        );
        assert!(
            ids.is_sorted_by(|one, next| one < next),
            "ids of client {index} do not grow"
        );
        let own = order
            .iter()
            .filter(|text| text.ends_with(&format!(" of {index}")))
            .cloned();
        let sent = (0..*confirmed).map(|message| text_of(index, message));
        assert!(
            own.eq(sent),
            "the {confirmed} confirmed messages of {index} are not those told"
        );
        if *stayed {
            assert_eq!(
                (texts.len(), *confirmed),
                (order.len(), MESSAGES_EACH),
                "client {index}"
            );
        } else {
            assert!(
                (HALF_WAY..MESSAGES_EACH).contains(confirmed),
                "client {index} was kicked late"
            );
        }
    }
}

/// One client, talking and listening in turns.
struct Talker {
    index: usize,
    guest: Guest,
    progress: Sender<Progress>,
    sent: usize,
    transcript: Transcript,
}

enum Heard {
    Text(String, Option<MessageId>),
    Confirmed(Option<MessageId>),
    End { stayed: bool },
    Other,
}

impl Talker {
    fn new(index: usize, guest: Guest, progress: Sender<Progress>) -> Self {
        let transcript = Transcript {
            texts: Vec::new(),
            ids: Vec::new(),
            confirmed: 0,
            stayed: true,
        };
        Self {
            index,
            guest,
            progress,
            sent: 0,
            transcript,
        }
    }

    fn talk(mut self) -> Transcript {
        loop {
            self.say_more();
            match self.hear() {
                Heard::Text(text, id) => self.note(text, id),
                Heard::Confirmed(id) => self.confirm(id),
                Heard::End { stayed } => {
                    self.transcript.stayed = stayed;
                    return self.transcript;
                }
                Heard::Other => {}
            }
        }
    }

    /// Keeps some messages on the way. Whoever is to be kicked stops short of the end, so that the
    /// kick always comes in time.
    fn say_more(&mut self) {
        let most = MESSAGES_EACH - usize::from(is_kicked(self.index));
        while self.sent < most && self.sent - self.transcript.confirmed < IN_FLIGHT {
            self.guest.say(&text_of(self.index, self.sent));
            self.sent += 1;
        }
    }

    fn note(&mut self, text: String, id: Option<MessageId>) {
        self.transcript.texts.push(text);
        self.transcript.ids.extend(id);
    }

    fn confirm(&mut self, id: Option<MessageId>) {
        self.note(text_of(self.index, self.transcript.confirmed), id);
        self.transcript.confirmed += 1;
        match self.transcript.confirmed {
            HALF_WAY => {
                if is_renamed(self.index) {
                    self.guest.rename(&format!("Somebody {}", self.index));
                }
                self.progress.send(Progress::HalfWay(self.index)).unwrap();
            }
            MESSAGES_EACH => self.progress.send(Progress::Finished).unwrap(),
            _ => {}
        }
    }

    fn hear(&mut self) -> Heard {
        match &mut self.guest {
            Guest::Plain(client) => {
                let line = client.next("a line");
                if line.starts_with("* received #") {
                    assert_eq!(
                        line,
                        format!("* received #{}", self.transcript.confirmed + 1)
                    );
                    return Heard::Confirmed(None);
                }
                let Some((from, text)) = line.split_once(": ") else {
                    return Heard::Other;
                };
                match from {
                    "Server" => Heard::End { stayed: true },
                    "Error" => Heard::End { stayed: false },
                    _ => Heard::Text(text.to_owned(), None),
                }
            }
            Guest::App(client) => match client.next("a message") {
                // A rename is confirmed as well, without an id.
                ServerMessage::Ack(ack) if ack.id.is_some() => Heard::Confirmed(ack.id),
                ServerMessage::Said(said) => Heard::Text(said.text, Some(said.id)),
                ServerMessage::Operator(_) => Heard::End { stayed: true },
                ServerMessage::Goodbye(_) => Heard::End { stayed: false },
                _ => Heard::Other,
            },
        }
    }
}
