//! Talking to a server that is not Tertulia's: text, now and then, and hoping for the best.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::foreign_lines::ForeignLines;
use super::{ConnectionEvent, Delivery, FailReason, ForeignEnding, LineEnding, LocalId};

/// A server's opening is over after so much quiet; it has asked what it wanted to ask.
const PROMPT_QUIET: Duration = Duration::from_millis(150);
/// The opening of a server that never stops talking is over after this.
const PROMPT_LONGEST: Duration = Duration::from_secs(3);
/// Messages keep this apart, since many servers take what comes together for one message.
const APART: Duration = Duration::from_millis(250);
/// Pieces that may wait at a time.
const MAX_WAITING: usize = super::outgoing::MAX_WAITING;
/// The longest text, in bytes.
const MAX_TEXT: usize = 64 * 1024;

/// One thing to send: a line of a text, or the name.
#[derive(Debug)]
struct Piece {
    text: String,
    completes: Completes,
}

/// What is sent with a piece.
#[derive(Debug, Clone, Copy)]
enum Completes {
    /// Nothing yet: more lines of its message follow.
    Nothing,
    /// This message; the piece is its last.
    Message(LocalId),
    /// Our name, by itself.
    Name,
}

/// The server's opening: what it sends before we say anything.
#[derive(Debug)]
struct Opening {
    over_at: Instant,
    latest: Instant,
}

/// One connection to a foreign server.
#[derive(Debug)]
pub(super) struct ForeignTalk {
    began: Instant,
    /// `None` once we may speak.
    opening: Option<Opening>,
    ending: LineEnding,
    /// What [`LineEnding::Auto`] means here, judged by the opening.
    auto: LineEnding,
    /// What the user's side was told of the endings.
    told: Option<ForeignEnding>,
    last_byte: Option<u8>,
    pieces: VecDeque<Piece>,
    /// How many lines went out of the message whose last line did not.
    begun: usize,
    last_sent: Option<Instant>,
    lines: ForeignLines,
    events: VecDeque<ConnectionEvent>,
}

impl ForeignTalk {
    /// A server that was found to be foreign at `now`, by its first bytes `opening` or, if there
    /// are none, by its silence. `name` is the first thing to send.
    pub(super) fn new(
        now: Instant,
        name: Option<String>,
        ending: LineEnding,
        opening: &[u8],
    ) -> Self {
        let mut talk = Self {
            began: now,
            opening: None,
            ending,
            auto: LineEnding::Lf,
            told: None,
            last_byte: None,
            pieces: VecDeque::new(),
            begun: 0,
            last_sent: None,
            lines: ForeignLines::default(),
            events: VecDeque::new(),
        };
        talk.pieces.extend(name.map(|text| Piece {
            text,
            completes: Completes::Name,
        }));
        if !opening.is_empty() {
            talk.auto = LineEnding::None;
            talk.opening = Some(Opening {
                over_at: now + PROMPT_QUIET,
                latest: now + PROMPT_LONGEST,
            });
            talk.handle_bytes(now, opening);
        }
        talk.tell_ending();
        talk
    }

    /// Takes a message in; each of its lines that is not blank goes as a message of its own.
    /// `waited` tells that the user's side knows already that it is queued.
    pub(super) fn handle_message(&mut self, local: LocalId, text: &str, waited: bool) {
        let lines: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim().is_empty())
            .collect();
        let failure = if lines.is_empty() {
            Some(FailReason::Empty)
        } else if text.len() > MAX_TEXT {
            Some(FailReason::TooManyBytes { limit: MAX_TEXT })
        } else if self.pieces.len() + lines.len() > MAX_WAITING {
            Some(FailReason::QueueFull { limit: MAX_WAITING })
        } else {
            None
        };
        if let Some(why) = failure {
            self.report(local, Delivery::Failed(why));
            return;
        }
        let last = lines.len() - 1;
        for (index, line) in lines.into_iter().enumerate() {
            let completes = if index == last {
                Completes::Message(local)
            } else {
                Completes::Nothing
            };
            self.pieces.push_back(Piece {
                text: line.to_owned(),
                completes,
            });
        }
        if !waited {
            self.report(local, Delivery::Queued);
        }
    }

    /// Says that a request cannot be carried out here.
    pub(super) fn refuse(&mut self, local: LocalId, why: FailReason) {
        self.report(local, Delivery::Failed(why));
    }

    /// From the next message on.
    pub(super) fn set_ending(&mut self, ending: LineEnding) {
        self.ending = ending;
        self.tell_ending();
    }

    pub(super) fn handle_bytes(&mut self, now: Instant, bytes: &[u8]) {
        if let Some(opening) = &mut self.opening {
            opening.over_at = (now + PROMPT_QUIET).min(opening.latest);
            for byte in bytes {
                if *byte == b'\n' {
                    self.auto = if self.last_byte == Some(b'\r') {
                        LineEnding::CrLf
                    } else {
                        LineEnding::Lf
                    };
                }
                self.last_byte = Some(*byte);
            }
        }
        let lines = self.lines.handle_bytes(now, bytes);
        self.events
            .extend(lines.into_iter().map(ConnectionEvent::Foreign));
    }

    /// Nothing is read at the moment, so this is no pause of the server's.
    pub(super) fn handle_not_reading(&mut self, now: Instant) {
        self.lines.handle_not_reading(now);
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        self.opening.take_if(|opening| now >= opening.over_at);
        self.tell_ending();
        self.events
            .extend(self.lines.handle_timeout(now).map(ConnectionEvent::Foreign));
    }

    /// Nothing more comes.
    pub(super) fn handle_end(&mut self) {
        self.events
            .extend(self.lines.handle_end().map(ConnectionEvent::Foreign));
    }

    /// Appends the next piece, if one may go now. Each is to be written before the next is asked for.
    pub(super) fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) {
        if self.next_at().is_none_or(|at| now < at) {
            return;
        }
        let Some(piece) = self.pieces.pop_front() else {
            return;
        };
        out.extend_from_slice(piece.text.as_bytes());
        out.extend_from_slice(self.line_end().as_bytes());
        self.last_sent = Some(now);
        self.begun += 1;
        match piece.completes {
            Completes::Nothing => return,
            Completes::Message(local) => self.report(local, Delivery::Sent),
            Completes::Name => {
                let name = piece.text;
                self.events.push_back(ConnectionEvent::NameSent { name });
            }
        }
        self.begun = 0;
    }

    pub(super) fn poll_event(&mut self) -> Option<ConnectionEvent> {
        self.events.pop_front()
    }

    pub(super) fn poll_timeout(&self) -> Option<Instant> {
        let opening = self.opening.as_ref().map(|opening| opening.over_at);
        opening
            .into_iter()
            .chain(self.next_at())
            .chain(self.lines.poll_timeout())
            .min()
    }

    /// Whether everything was handed to the network.
    pub(super) fn is_drained(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Reports everything that was not sent whole as failed.
    pub(super) fn abandon(&mut self) {
        let mut sent = std::mem::take(&mut self.begun);
        let mut lines = sent;
        for piece in std::mem::take(&mut self.pieces) {
            lines += 1;
            match piece.completes {
                Completes::Nothing => continue,
                Completes::Name => {}
                Completes::Message(local) if sent > 0 => {
                    self.report(
                        local,
                        Delivery::Failed(FailReason::PartlySent { sent, lines }),
                    );
                }
                Completes::Message(local) => {
                    self.report(local, Delivery::Failed(FailReason::NotSent));
                }
            }
            (sent, lines) = (0, 0);
        }
    }

    /// When the next piece may go: `None` while there is none or the server is still opening.
    fn next_at(&self) -> Option<Instant> {
        if self.opening.is_some() || self.pieces.is_empty() {
            return None;
        }
        Some(self.last_sent.map_or(self.began, |sent| sent + APART))
    }

    fn line_end(&self) -> &'static str {
        match self.endings().used {
            LineEnding::None => "",
            LineEnding::Lf | LineEnding::Auto => "\n",
            LineEnding::CrLf => "\r\n",
        }
    }

    fn endings(&self) -> ForeignEnding {
        let chosen = self.ending;
        let used = match chosen {
            LineEnding::Auto => self.auto,
            chosen => chosen,
        };
        ForeignEnding { chosen, used }
    }

    /// Tells how messages end from now on, whenever that changed and the server has asked its
    /// question.
    fn tell_ending(&mut self) {
        let now = self.endings();
        if self.opening.is_none() && self.told.replace(now) != Some(now) {
            self.events.push_back(ConnectionEvent::ForeignEnding(now));
        }
    }

    fn report(&mut self, local: LocalId, delivery: Delivery) {
        self.events
            .push_back(ConnectionEvent::Message { local, delivery });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START_TEXT: &str = "Ana";

    fn ms(start: Instant, ms: u64) -> Instant {
        start + Duration::from_millis(ms)
    }

    fn sent(talk: &mut ForeignTalk, now: Instant) -> String {
        talk.handle_timeout(now);
        let mut out = Vec::new();
        talk.poll_transmit(now, &mut out);
        String::from_utf8(out).unwrap()
    }

    fn opened_with(start: Instant, opening: &str) -> ForeignTalk {
        ForeignTalk::new(
            start,
            Some(START_TEXT.to_owned()),
            LineEnding::Auto,
            opening.as_bytes(),
        )
    }

    #[test]
    fn a_silent_server_gets_the_name_at_once_with_lf() {
        let start = Instant::now();
        let mut talk = opened_with(start, "");
        assert_eq!(sent(&mut talk, start), "Ana\n");
    }

    #[test]
    fn a_prompt_is_awaited_and_decides_how_messages_end() {
        for (prompt, name) in [
            ("Name: ", "Ana"),
            ("Hi!\nName: ", "Ana\n"),
            ("Hi!\r\nName: ", "Ana\r\n"),
            ("Name?\r\n", "Ana\r\n"),
        ] {
            let start = Instant::now();
            let mut talk = opened_with(start, prompt);
            assert_eq!(sent(&mut talk, ms(start, 149)), "", "{prompt:?}");
            assert_eq!(talk.poll_timeout(), Some(ms(start, 150)));
            assert_eq!(sent(&mut talk, ms(start, 150)), name, "{prompt:?}");
        }
    }

    #[test]
    fn a_server_that_never_stops_talking_is_interrupted() {
        let start = Instant::now();
        let mut talk = opened_with(start, "tick\n");
        let answered = (1..100).map(|tick| tick * 100).find(|tick| {
            talk.handle_bytes(ms(start, *tick), b"tick\n");
            !sent(&mut talk, ms(start, *tick)).is_empty()
        });
        assert_eq!(answered, Some(3_000));
    }

    #[test]
    fn messages_keep_a_quarter_second_apart_and_every_line_is_one() {
        let start = Instant::now();
        let mut talk = ForeignTalk::new(start, None, LineEnding::CrLf, b"");
        talk.handle_message(LocalId(1), "one\n\n two\r\n", false);
        talk.handle_message(LocalId(2), "three", false);
        assert_eq!(sent(&mut talk, start), "one\r\n");
        assert_eq!(sent(&mut talk, ms(start, 249)), "");
        assert_eq!(talk.poll_timeout(), Some(ms(start, 250)));
        assert_eq!(sent(&mut talk, ms(start, 250)), " two\r\n");
        talk.set_ending(LineEnding::None);
        assert_eq!(sent(&mut talk, ms(start, 900)), "three");
        assert!(talk.is_drained());
        let deliveries: Vec<ConnectionEvent> = std::iter::from_fn(|| talk.poll_event())
            .filter(|event| matches!(event, ConnectionEvent::Message { .. }))
            .collect();
        let expected = [
            (1, Delivery::Queued),
            (2, Delivery::Queued),
            (1, Delivery::Sent),
            (2, Delivery::Sent),
        ];
        let expected = expected.map(|(local, delivery)| ConnectionEvent::Message {
            local: LocalId(local),
            delivery,
        });
        assert_eq!(deliveries, expected);
    }

    #[test]
    fn empty_and_enormous_texts_are_refused_here() {
        let mut talk = ForeignTalk::new(Instant::now(), None, LineEnding::Auto, b"");
        talk.handle_message(LocalId(1), " \n\n", false);
        talk.handle_message(LocalId(2), &"x".repeat(MAX_TEXT + 1), false);
        assert!(talk.is_drained());
        let failed = std::iter::from_fn(|| talk.poll_event());
        let failed = failed.filter(|event| {
            matches!(
                event,
                ConnectionEvent::Message {
                    delivery: Delivery::Failed(_),
                    ..
                }
            )
        });
        assert_eq!(failed.count(), 2);
    }

    #[test]
    fn a_message_that_was_cut_short_says_how_much_went_out() {
        let start = Instant::now();
        let mut talk = ForeignTalk::new(start, None, LineEnding::Auto, b"");
        talk.handle_message(LocalId(1), "one\ntwo\nthree", true);
        talk.handle_message(LocalId(2), "four\nfive", true);
        sent(&mut talk, start);
        sent(&mut talk, ms(start, 250));
        talk.abandon();
        let failed: Vec<(LocalId, FailReason)> = std::iter::from_fn(|| talk.poll_event())
            .filter_map(|event| match event {
                ConnectionEvent::Message {
                    local,
                    delivery: Delivery::Failed(why),
                } => Some((local, why)),
                _ => None,
            })
            .collect();
        let partly = FailReason::PartlySent { sent: 2, lines: 3 };
        assert_eq!(
            failed,
            [(LocalId(1), partly), (LocalId(2), FailReason::NotSent)]
        );
    }

    #[test]
    fn how_messages_end_is_told_once_the_prompt_is_there_and_whenever_it_changes() {
        let told = |talk: &mut ForeignTalk| -> Vec<(LineEnding, LineEnding)> {
            std::iter::from_fn(|| talk.poll_event())
                .filter_map(|event| match event {
                    ConnectionEvent::ForeignEnding(told) => Some((told.chosen, told.used)),
                    _ => None,
                })
                .collect()
        };
        let start = Instant::now();
        let mut talk = opened_with(start, "Name: ");
        assert_eq!(told(&mut talk), []);
        talk.handle_timeout(ms(start, 150));
        assert_eq!(told(&mut talk), [(LineEnding::Auto, LineEnding::None)]);
        talk.set_ending(LineEnding::CrLf);
        talk.set_ending(LineEnding::CrLf);
        talk.set_ending(LineEnding::Auto);
        assert_eq!(
            told(&mut talk),
            [
                (LineEnding::CrLf, LineEnding::CrLf),
                (LineEnding::Auto, LineEnding::None)
            ]
        );
        let mut silent = opened_with(start, "");
        assert_eq!(told(&mut silent), [(LineEnding::Auto, LineEnding::Lf)]);
    }
}
