//! The conversation with a Tertulia server in the app dialect. It lives as long as the session,
//! across connections; what belongs to one connection is in its `Link`.

use std::collections::{BTreeSet, VecDeque};
use std::time::{Duration, Instant};

use tertulia_protocol::app::{self, DecodeError, Decoder};
use tertulia_protocol::{
    ClientMessage, ExitWords, Fingerprint, Goodbye, Hello, Limits, MAX_LINE_BYTES, MAX_NAME_CHARS,
    MessageId, NameError, Number, Password, PersonId, Refused, RunId, ServerMessage, Token,
    VERSION,
};

use cleaning::cleaned;

use super::kept::Changes;
use super::liveness::Liveness;
use super::outgoing::{Body, Outgoing};
use super::pacing::Pacer;
use super::pages::Pages;
use super::recognise::Plausibility;
use super::seen::Seen;
use super::{
    Allowance, Change, ConnectionEvent, Delivery, FailReason, LocalId, PageRequest, PasswordAsked,
    Restored, Resume, ServerKind,
};

/// How long a server may take to answer a hello.
pub(super) const WELCOME_WITHIN: Duration = Duration::from_secs(10);
/// How much longer where it makes those who guess passwords wait, and takes us for one of them.
const LONGEST_DELAY: Duration = Duration::from_secs(35);
/// A server that had no time to look at our password is sent it again after so long.
const BUSY_PAUSE: Duration = Duration::from_secs(1);
/// How long a server may take to answer our goodbye.
const GOODBYE_WITHIN: Duration = Duration::from_secs(1);
/// Messages that may be without a verdict at a time.
const MAX_UNDECIDED: usize = 64;
/// The longest line taken from a server. A page of a hundred long messages is longer than any one
/// message, and a newer server may say more.
const MAX_SERVER_LINE: usize = 8 * MAX_LINE_BYTES;
/// The longest name that is sent at all, in scalar values before NFC; the server judges the rest.
const MAX_SENT_NAME: usize = 4 * MAX_NAME_CHARS;
/// Names proposed on one connection. The server ends it after the third bad one.
const MAX_PROPOSALS: u32 = 2;

/// Why the conversation on one connection is over. The connection is to be closed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Break {
    /// The hello was refused, and there is nothing else to propose.
    Refused { name: String, refused: Refused },
    /// The server's farewell.
    Goodbye(Goodbye),
    /// What answered the hello is not Tertulia.
    NotTertulia,
    /// A welcomed server's bytes became senseless.
    Garbled,
    /// The server asks for a password, which would be readable on the way.
    PasswordInClear,
    /// No answer to the hello in time.
    NoWelcome,
    /// Nothing was heard for too long.
    Dead,
    /// We said goodbye, and that is done.
    Left,
}

/// How far one connection is.
#[derive(Debug)]
enum Stage {
    /// The hello is to be sent, or its answer awaited.
    Greeting {
        name: String,
        hello_due: bool,
        proposals: u32,
        deadline: Instant,
    },
    /// The server asks for a password: the user's is awaited, or it is time for the hello again where
    /// it had no time to look at the one it was sent.
    Asked {
        name: String,
        proposals: u32,
        again_at: Option<Instant>,
    },
    Welcomed {
        liveness: Liveness,
    },
    /// Our goodbye is to be sent, or its answer awaited.
    Quitting {
        quit_due: bool,
        deadline: Instant,
    },
}

/// What belongs to one connection.
#[derive(Debug)]
struct Link {
    decoder: Decoder<ServerMessage>,
    plausibility: Plausibility,
    pacer: Pacer,
    encrypted: bool,
    stage: Stage,
}

/// What a [`Talk`] begins with.
#[derive(Debug)]
pub(super) struct TalkConfig {
    pub(super) name: String,
    pub(super) client: String,
    pub(super) token: Token,
    pub(super) greeting: Option<(LocalId, String)>,
    pub(super) resume: Option<Resume>,
    pub(super) password: Option<Password>,
    /// What an interrupted program left of the session; `token` and `resume` do not count then.
    pub(super) restored: Option<Box<Restored>>,
    /// Whether somebody keeps what changes.
    pub(super) keeping: bool,
}

/// A session at a Tertulia server.
#[derive(Debug)]
pub(super) struct Talk {
    client: String,
    token: Token,
    /// The key with which the session began earlier.
    key: Option<Fingerprint>,
    name: String,
    /// As far as the server has not said that it is wrong.
    password: Option<Password>,
    /// Waits in `outgoing` as the first message until the first welcome.
    greeting: Option<LocalId>,
    outgoing: Outgoing,
    pages: Pages,
    seen: Seen,
    limits: Limits,
    exit_words: ExitWords,
    /// The ids under which the server knew us in this run; the last one is the present one.
    own_ids: BTreeSet<PersonId>,
    established: bool,
    leave_when_done: bool,
    link: Option<Link>,
    shown_allowance: Option<Option<Allowance>>,
    /// The session was restored and not welcomed yet: whether the server still knows it is not
    /// known, nor whether it got what was sent last.
    unsure: bool,
    pub(super) changes: Changes,
    /// What was last noted of these.
    noted: (Option<(RunId, MessageId)>, BTreeSet<PersonId>, String),
    events: VecDeque<ConnectionEvent>,
}

impl Talk {
    pub(super) fn new(config: TalkConfig) -> Self {
        let restored = config.restored;
        let resume = restored
            .as_ref()
            .map_or(config.resume, |restored| Some(restored.kept.resume()));
        let next_number = resume.map_or(Number(1), |resume| resume.next_number);
        let last_seen = resume.and_then(|resume| resume.last_seen);
        let mut talk = Self {
            client: config.client,
            token: resume.map_or(config.token, |resume| resume.token),
            key: resume.and_then(|resume| resume.key),
            name: config.name,
            password: config.password,
            greeting: None,
            outgoing: Outgoing::new(next_number),
            pages: Pages::new(),
            seen: last_seen.map_or_else(Seen::default, |(run, last)| Seen::resuming(run, last)),
            // Until the server has told its limits, every message is judged when its turn comes.
            limits: Limits {
                max_chars: 0,
                max_rate: 0,
                max_clients: 0,
            },
            exit_words: ExitWords::new::<&str>([]),
            own_ids: BTreeSet::new(),
            established: false,
            leave_when_done: false,
            link: None,
            shown_allowance: None,
            unsure: false,
            changes: Changes::new(config.keeping),
            noted: (last_seen, BTreeSet::new(), String::new()),
            events: VecDeque::new(),
        };
        if let Some(restored) = &restored {
            talk.restore(restored);
        } else if resume.is_some() {
            // What the earlier connection left undecided was told to have failed.
            talk.changes.note(|| Change::AllFailed);
        }
        talk.noted.2.clone_from(&talk.name);
        let greeting = config.greeting.filter(|(_, text)| !text.trim().is_empty());
        if let (Some((local, text)), None) = (greeting, resume) {
            talk.greeting = Some(local);
            talk.handle_request(
                local,
                Body::Say {
                    text,
                    action: false,
                },
            );
        }
        talk
    }

    /// Takes up what an interrupted program left.
    fn restore(&mut self, restored: &Restored) {
        let kept = &restored.kept;
        self.established = kept.reached == Some(ServerKind::Tertulia);
        self.unsure = true;
        self.own_ids.extend(&kept.own_ids);
        self.noted.1.clone_from(&self.own_ids);
        if let Some((run, last)) = kept.last_seen {
            self.seen = Seen::restored(run, last, restored.own_above());
        }
        for (number, request) in kept.undecided() {
            let (local, body) = (request.local, request.body.clone());
            let handed = kept.was_handed(number);
            self.outgoing.restore(number, local, body, handed);
            if request.greeting {
                self.greeting = Some(local);
            }
        }
        self.outgoing.leap();
    }

    /// What is to be kept, since the last time. What it tells of may be sent and shown only after.
    pub(super) fn take_changes(&mut self) -> Vec<Change> {
        let (seen, ids, name) = &mut self.noted;
        let last = self.seen.last();
        if *ids != self.own_ids {
            ids.clone_from(&self.own_ids);
            self.changes
                .note(|| Change::OwnIds(ids.iter().copied().collect()));
        }
        if *name != self.name {
            name.clone_from(&self.name);
            self.changes.note(|| Change::Name(name.clone()));
        }
        if *seen != last {
            *seen = last;
            if let Some((run, last)) = last {
                self.changes.note(|| Change::Seen(run, last));
            }
        }
        self.changes.take()
    }

    /// Notes something that waits elsewhere than in the queue: at foreign servers.
    pub(super) fn note_request(&mut self, local: LocalId, body: Body) {
        let number = self.outgoing.take_number();
        self.changes.note(|| Change::Request {
            number,
            local,
            body,
            greeting: false,
        });
    }

    /// Whether the server welcomed this session once.
    pub(super) fn is_established(&self) -> bool {
        self.established
    }

    /// The name we have or want.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The key with which the session began earlier, if it was encrypted.
    pub(super) fn key(&self) -> Option<Fingerprint> {
        self.key
    }

    /// What a later connection needs to go on; `key` is the one that the session has by now.
    pub(super) fn resume(&self, key: Option<Fingerprint>) -> Resume {
        Resume {
            token: self.token,
            key,
            next_number: self.outgoing.next_number(),
            last_seen: self.seen.last(),
        }
    }

    // -----------------------------------------------------------------------------------------
    // One connection after the other

    /// A connection to a Tertulia server stands.
    ///
    /// # Errors
    /// When the name is longer than any name.
    pub(super) fn begin_connection(
        &mut self,
        now: Instant,
        encrypted: bool,
    ) -> Result<(), NameError> {
        check_name(&self.name)?;
        self.outgoing.begin_connection();
        self.pages.begin_connection();
        self.link = Some(Link {
            decoder: Decoder::skipping_greeting(MAX_SERVER_LINE),
            plausibility: Plausibility::default(),
            pacer: Pacer::new(self.limits.rate(), MAX_UNDECIDED),
            encrypted,
            stage: Stage::Greeting {
                name: self.name.clone(),
                hello_due: true,
                proposals: 1,
                deadline: now + self.welcome_within(),
            },
        });
        Ok(())
    }

    /// The connection is gone. Gives whether that was to be expected, since we were leaving.
    pub(super) fn end_connection(&mut self, now: Instant) -> bool {
        let link = self.link.take();
        self.show_allowance(now);
        link.is_some_and(|link| matches!(link.stage, Stage::Quitting { .. }))
    }

    pub(super) fn handle_bytes(&mut self, now: Instant, bytes: &[u8]) -> Result<(), Break> {
        let Some(link) = &mut self.link else {
            return Ok(());
        };
        match &mut link.stage {
            Stage::Greeting { .. } if !link.plausibility.handle_bytes(bytes) => {
                return Err(Break::NotTertulia);
            }
            Stage::Welcomed { liveness } => liveness.handle_heard(now),
            Stage::Greeting { .. } | Stage::Asked { .. } | Stage::Quitting { .. } => {}
        }
        let mut input = bytes;
        while let Some(decoded) = self
            .link
            .as_mut()
            .and_then(|link| link.decoder.decode(&mut input))
        {
            match decoded {
                Ok(message) => self.handle_message(now, cleaned(message))?,
                Err(DecodeError::TooLong { .. }) => return Err(Break::Garbled),
                // A newer server may say things that are not known here.
                Err(error) => tracing::debug!(%error, "a line of the server was skipped"),
            }
        }
        self.leave_if_done(now);
        self.show_allowance(now);
        Ok(())
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) -> Result<(), Break> {
        if let Some(Link {
            stage:
                Stage::Asked {
                    again_at: Some(again_at),
                    ..
                },
            ..
        }) = &self.link
            && now >= *again_at
        {
            self.say_hello_again(now);
        }
        if let Some(link) = &self.link {
            match &link.stage {
                Stage::Greeting { deadline, .. } if now >= *deadline => {
                    return Err(Break::NoWelcome);
                }
                Stage::Quitting { deadline, .. } if now >= *deadline => return Err(Break::Left),
                Stage::Welcomed { liveness } if liveness.is_dead(now) => return Err(Break::Dead),
                _ => {}
            }
        }
        self.show_allowance(now);
        Ok(())
    }

    /// This side does not read at the moment, so hearing nothing proves nothing.
    pub(super) fn handle_not_reading(&mut self, now: Instant) {
        if let Some(Link {
            stage: Stage::Welcomed { liveness },
            ..
        }) = &mut self.link
        {
            liveness.handle_heard(now);
        }
    }

    pub(super) fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        let link = self.link.as_ref()?;
        match &link.stage {
            Stage::Greeting { deadline, .. } | Stage::Quitting { deadline, .. } => Some(*deadline),
            Stage::Asked { again_at, .. } => *again_at,
            Stage::Welcomed { liveness } => {
                let paced = link
                    .pacer
                    .poll_timeout(now)
                    .into_iter()
                    .chain(self.pages.poll_timeout(now));
                Some(paced.fold(liveness.poll_timeout(), Instant::min))
            }
        }
    }

    pub(super) fn poll_event(&mut self) -> Option<ConnectionEvent> {
        self.events.pop_front()
    }

    // -----------------------------------------------------------------------------------------
    // What the user wants

    /// Takes a message or rename in, or says why not. What can be judged without the server is.
    pub(super) fn handle_request(&mut self, local: LocalId, body: Body) {
        let judged = match &body {
            _ if self.is_leaving() => Err(FailReason::NotSent),
            Body::Rename { name } | Body::Direct { to: name, .. } => {
                check_name(name).map_err(FailReason::BadName)
            }
            Body::Say { .. } => Ok(()),
        };
        let taken = judged
            .and_then(|()| self.check_text(&body))
            .and_then(|()| self.outgoing.push(local, body.clone()));
        if let Ok(number) = taken {
            let greeting = self.greeting == Some(local);
            self.changes.note(|| Change::Request {
                number,
                local,
                body,
                greeting,
            });
        }
        self.report(
            local,
            taken.map_or_else(Delivery::Failed, |_| Delivery::Queued),
        );
    }

    pub(super) fn handle_page_request(&mut self, request: PageRequest) {
        if let Err(request) = self.pages.push(request) {
            self.events.push_back(ConnectionEvent::PageDropped(request));
        }
    }

    fn check_text(&self, body: &Body) -> Result<(), FailReason> {
        let Some(text) = body.text() else {
            return Ok(());
        };
        if text.trim().is_empty() {
            return Err(FailReason::Empty);
        }
        let (chars, limit) = (text.chars().count(), self.limits.chars());
        if chars > limit {
            Err(FailReason::TooLong { chars, limit })
        } else {
            Ok(())
        }
    }

    fn report(&mut self, local: LocalId, delivery: Delivery) {
        self.events
            .push_back(ConnectionEvent::Message { local, delivery });
    }

    /// Tells the allowance when it changed.
    fn show_allowance(&mut self, now: Instant) {
        let allowance = match &self.link {
            Some(Link {
                stage: Stage::Welcomed { .. },
                pacer,
                ..
            }) => Some(pacer.allowance(now)),
            _ => None,
        };
        if allowance != self.shown_allowance {
            self.shown_allowance = allowance;
            self.events
                .extend(allowance.map(ConnectionEvent::Allowance));
        }
    }
}

fn check_name(name: &str) -> Result<(), NameError> {
    let chars = name.chars().count();
    if chars > MAX_SENT_NAME {
        Err(NameError::TooLong { chars })
    } else {
        Ok(())
    }
}

mod cleaning;
mod hearing;
mod leaving;
mod passwords;
mod telling;
