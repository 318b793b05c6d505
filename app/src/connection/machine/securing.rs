//! Whether the next connection goes by TLS, and what the server's key means.
//!
//! A first record of TLS is noise to other people's servers, so it goes only to an address that is
//! known as encrypted, or that has just shown Tertulia's banner; after the banner the connection is
//! given up for another one that begins by TLS. A server that refuses TLS is then talked to in
//! clear, unless it is known as encrypted: nothing is ever said to such a one in clear.

use std::io;
use std::time::{Duration, Instant};

use tertulia_protocol::Fingerprint;

use super::super::tls::TlsFailure;
use super::super::trust::{Known, Privacy, Remembered, Verdict, WantedKey, judge};
use super::super::{Change, ConnectError, ConnectionEvent, Encryption, EndReason, Loss};
use super::{Action, Machine, Phase};

/// How long a server may take to prove its key.
pub(super) const TLS_WITHIN: Duration = Duration::from_secs(10);
/// After a banner in clear, its records have so long to follow.
const RECORDS_WITHIN: Duration = Duration::from_secs(3);

/// How a connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// By listening: the server is not known.
    Listen,
    /// With our hello in clear.
    Hello,
    /// By TLS.
    Tls,
}

/// What a banner in clear led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Probe {
    #[default]
    None,
    /// The next connection begins by TLS.
    Due,
    /// The server has a banner and no TLS.
    Refused,
}

/// What a machine knows of privacy.
#[derive(Debug)]
pub(super) struct Secrecy {
    pub(super) privacy: Privacy,
    /// What is known of the address, read anew before every attempt.
    pub(super) known: Known,
    /// The key that the session belongs to.
    pub(super) key: Option<Fingerprint>,
    pub(super) probe: Probe,
    /// Whether the server has shown its banner and then had no room for the connection by TLS.
    turned_away: bool,
    /// Whether the present or next connection goes by TLS.
    pub(super) by_tls: bool,
    /// What the user's side was told last.
    told: Option<ConnectionEvent>,
}

impl Secrecy {
    pub(super) fn new(privacy: Privacy, key: Option<Fingerprint>) -> Self {
        Self {
            privacy,
            known: Known::Nothing,
            key,
            probe: Probe::None,
            turned_away: false,
            by_tls: false,
            told: None,
        }
    }

    /// Whether nothing may be said in clear.
    fn is_due(&self) -> bool {
        self.key.is_some()
            || matches!(self.privacy, Privacy::With(_))
            || matches!(self.known, Known::Encrypted(_))
    }

    fn way(&self, established: bool) -> Way {
        if self.is_due() || self.probe == Probe::Due {
            return Way::Tls;
        }
        let in_clear = self.privacy == Privacy::Clear && self.known == Known::InClear;
        // A session goes on only at Tertulia servers, so there is nothing to recognise then.
        if established || in_clear || self.probe == Probe::Refused {
            Way::Hello
        } else {
            Way::Listen
        }
    }
}

impl Machine {
    /// What is known of the address, before it is connected to; or why that cannot be told. Gives
    /// whether to go on.
    pub(in super::super) fn handle_known(
        &mut self,
        now: Instant,
        known: Result<Known, ConnectError>,
    ) -> bool {
        match known {
            Ok(known) => self.secrecy.known = known,
            // Whoever knows the only right key need not know more.
            Err(_) if self.secrecy.is_due() => {}
            Err(error) => {
                self.fail(now, error);
                return false;
            }
        }
        if self.secrecy.privacy == Privacy::Clear && self.secrecy.is_due() {
            self.stop(ConnectError::InClearRefused);
            return false;
        }
        true
    }

    /// Begins talking on a connection that stands.
    pub(super) fn begin(&mut self, now: Instant) {
        let way = self.secrecy.way(self.talk.is_established());
        self.secrecy.by_tls = way == Way::Tls;
        match way {
            Way::Listen => self.phase = Phase::Recognising(super::Recogniser::new(now)),
            Way::Hello => self.begin_tertulia(now),
            Way::Tls => {
                self.actions.push_back(Action::StartTls);
                self.phase = Phase::Securing {
                    deadline: now + TLS_WITHIN,
                    banner: false,
                };
            }
        }
    }

    /// Whether the user's side knows already that we are connected: it is told of the first connection
    /// only while an unknown server is probed.
    pub(super) fn is_known_to_be_met(&self) -> bool {
        let probed = self.secrecy.probe != Probe::None || self.secrecy.turned_away;
        probed && !self.recognised && !self.talk.is_established()
    }

    /// The banner shows that it is a Tertulia server. Gives whether to try TLS with it first.
    pub(super) fn probe_tls(&mut self) -> bool {
        let wanted = self.secrecy.privacy != Privacy::Clear && self.secrecy.probe == Probe::None;
        if wanted {
            self.secrecy.probe = Probe::Due;
            self.connect_again();
        }
        wanted
    }

    /// The server's banner came in clear, though TLS was begun.
    pub(in super::super) fn handle_banner(&mut self, now: Instant) {
        if let Phase::Securing { deadline, banner } = &mut self.phase {
            *deadline = (*deadline).min(now + RECORDS_WITHIN);
            *banner = true;
        }
    }

    /// The server has proven to have this key.
    pub(in super::super) fn handle_proven(&mut self, now: Instant, shown: Fingerprint) {
        if !matches!(self.phase, Phase::Securing { .. }) {
            return;
        }
        let Secrecy {
            privacy,
            known,
            key,
            ..
        } = &self.secrecy;
        match judge(shown, *key, *privacy, known) {
            Verdict::Same => self.begin_encrypted(now, shown, false, true),
            Verdict::First => {
                let beside = matches!(privacy, Privacy::With(_));
                self.actions.push_back(Action::Trust { shown, beside });
                self.phase = Phase::Trusting { shown };
            }
            Verdict::Other(known) => self.stop_at(known, shown),
        }
    }

    /// What became of [`Action::Trust`].
    pub(in super::super) fn handle_remembered(&mut self, now: Instant, remembered: &Remembered) {
        let Phase::Trusting { shown } = self.phase else {
            return;
        };
        match remembered {
            Remembered::Kept => self.begin_encrypted(now, shown, true, true),
            Remembered::NotKept => self.begin_encrypted(now, shown, true, false),
            Remembered::Other(known) => self.stop_at((*known).into(), shown),
        }
    }

    /// TLS did not come about.
    pub(in super::super) fn handle_tls_failed(&mut self, now: Instant, failure: TlsFailure) {
        let Phase::Securing { banner, .. } = self.phase else {
            return;
        };
        let address = self.address;
        match failure {
            TlsFailure::Unproven(detail) => self.stop(ConnectError::Unproven { address, detail }),
            TlsFailure::InClear | TlsFailure::Refused if self.secrecy.is_due() => {
                self.stop(ConnectError::NotEncrypted { address });
            }
            TlsFailure::Closed(_) if self.secrecy.is_due() && banner => {
                self.stop(ConnectError::NotEncrypted { address });
            }
            // It says nothing about TLS. Whoever went on in clear would stay in clear as soon as there
            // is room again.
            TlsFailure::TurnedAway if !self.secrecy.is_due() && !self.secrecy.turned_away => {
                self.secrecy.turned_away = true;
                self.secrecy.probe = Probe::None;
                self.connect_again();
            }
            TlsFailure::TurnedAway => self.handle_closed_door(now, None),
            TlsFailure::Closed(broken) if self.secrecy.is_due() => {
                self.handle_closed_door(now, broken);
            }
            TlsFailure::InClear | TlsFailure::Refused | TlsFailure::Closed(_) => {
                self.secrecy.probe = Probe::Refused;
                self.connect_again();
            }
        }
    }

    /// The server closed the connection instead of proving its key.
    fn handle_closed_door(&mut self, now: Instant, broken: Option<io::ErrorKind>) {
        self.close();
        if self.talk.is_established() {
            let loss = broken.map_or(Loss::Closed, |kind| Loss::Broken { kind });
            self.lose(now, loss);
        } else {
            self.end_before_welcome(broken);
        }
    }

    /// The time for TLS is over.
    pub(super) fn handle_tls_overdue(&mut self, now: Instant) {
        match self.phase {
            Phase::Securing { banner: true, .. } => {
                self.handle_tls_failed(now, TlsFailure::InClear);
            }
            Phase::Securing { .. } => {
                self.close();
                let (address, after) = (self.address, TLS_WITHIN);
                self.fail(now, ConnectError::SilentTertulia { address, after });
            }
            _ => {}
        }
    }

    /// Tells that nothing is encrypted on this connection.
    pub(super) fn note_in_clear(&mut self) {
        self.tell_secrecy(ConnectionEvent::InClear);
    }

    fn begin_encrypted(&mut self, now: Instant, shown: Fingerprint, first: bool, kept: bool) {
        if self.secrecy.key.replace(shown) != Some(shown) {
            self.talk.changes.note(|| Change::Key(shown));
        }
        self.tell_secrecy(ConnectionEvent::Encrypted(Encryption {
            fingerprint: shown,
            first_use: first,
            remembered: kept,
        }));
        self.begin_tertulia(now);
    }

    /// Each state is told once.
    fn tell_secrecy(&mut self, event: ConnectionEvent) {
        let again = match (&self.secrecy.told, &event) {
            (Some(ConnectionEvent::Encrypted(told)), ConnectionEvent::Encrypted(now)) => {
                told.fingerprint == now.fingerprint
            }
            (told, event) => told.as_ref() == Some(event),
        };
        if !again {
            self.secrecy.told = Some(event.clone());
            self.events.push_back(event);
        }
    }

    fn stop_at(&mut self, known: WantedKey, shown: Fingerprint) {
        let address = self.address;
        self.stop(ConnectError::OtherKey {
            address,
            known,
            shown,
        });
    }

    /// The end, also of a session that would come back by itself otherwise: the person decides.
    fn stop(&mut self, error: ConnectError) {
        self.close();
        self.end(EndReason::Failed(error));
    }

    fn connect_again(&mut self) {
        self.close();
        self.try_now();
    }
}
