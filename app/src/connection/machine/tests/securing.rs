//! When TLS is begun, whom it is trusted with, and what is never said in clear.

use std::io;

use super::*;
use crate::connection::tls::TlsFailure;
use crate::connection::trust::Remembered;
use crate::connection::{Encryption, Loss};

const BANNER: &str = "Tertulia 1. Please send your name:\n";

pub(super) fn key(byte: u8) -> Fingerprint {
    Fingerprint([byte; 32])
}

pub(super) fn talk(resume: Option<Resume>) -> TalkConfig {
    TalkConfig {
        password: None,
        name: "Ana".to_owned(),
        client: "test".to_owned(),
        token: Token([7; 16]),
        greeting: None,
        resume,
        restored: None,
        keeping: true,
    }
}

fn scene(known: Known) -> Scene {
    Scene::private(talk(None), Privacy::Usual, known)
}

pub(super) fn known(byte: u8) -> Known {
    Known::Encrypted(vec![key(byte)])
}

fn encrypted(byte: u8, first_use: bool) -> ConnectionEvent {
    ConnectionEvent::Encrypted(Encryption {
        fingerprint: key(byte),
        first_use,
        remembered: true,
    })
}

impl Scene {
    pub(super) fn prove(&mut self, byte: u8) {
        self.machine.handle_proven(self.now, key(byte));
    }

    fn fail_tls(&mut self, failure: TlsFailure) {
        self.machine.handle_tls_failed(self.now, failure);
    }

    pub(super) fn welcome(&mut self) {
        self.say_server(ServerMessage::Welcome(Box::new(welcome(1, 0, 0, false))));
    }

    /// A scene in which Ana talks, encrypted, with the owner of the first key.
    fn encrypted() -> Self {
        let mut scene = scene(known(1));
        scene.prove(1);
        scene.sent();
        scene.welcome();
        scene.actions();
        scene.events();
        scene.sent();
        scene
    }

    /// The server is lost, and the next attempt stands.
    pub(super) fn come_back(&mut self) {
        self.machine.handle_closed(self.now, None);
        self.wait(60_000);
        assert_eq!(self.actions(), [Action::Close, Action::Connect]);
        self.connect();
    }

    /// It is over, for this reason, and not one byte was said.
    pub(super) fn stopped(&mut self) -> ConnectError {
        assert_eq!(self.sent(), "");
        match self.end() {
            EndReason::Failed(error) => error,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn an_unknown_server_is_probed_after_its_banner_and_its_first_key_is_trusted() {
    let mut scene = scene(Known::Nothing);
    assert_eq!((scene.sent(), scene.actions()), (String::new(), vec![]));
    scene.hear(BANNER);
    assert_eq!(scene.sent(), "");
    assert_eq!(scene.actions(), [Action::Close, Action::Connect]);
    scene.events();
    scene.machine.handle_trying(scene.machine.address);
    scene.connect();
    assert_eq!(scene.events(), [], "the first connection was told of");
    assert_eq!(scene.actions(), [Action::StartTls]);
    scene.prove(1);
    let (shown, beside) = (key(1), false);
    assert_eq!(scene.actions(), [Action::Trust { shown, beside }]);
    assert_eq!(scene.sent(), "", "before the key is kept");
    scene
        .machine
        .handle_remembered(scene.now, &Remembered::Kept);
    assert!(scene.events().contains(&encrypted(1, true)));
    assert_eq!(scene.sent_kinds(), ["hello"]);
    let changes = scene.machine.poll_changes(scene.now);
    assert!(changes.contains(&Change::Key(key(1))), "{changes:?}");
    scene.welcome();
    assert_eq!(scene.actions(), [], "it is remembered by its key");
}

#[test]
fn a_known_key_is_met_by_tls_at_once_and_nothing_is_asked() {
    let mut scene = scene(known(1));
    assert_eq!(scene.actions(), [Action::StartTls]);
    assert_eq!(scene.sent(), "");
    scene.prove(1);
    assert_eq!(scene.actions(), []);
    assert_eq!(scene.sent_kinds(), ["hello"]);
    assert!(scene.events().contains(&encrypted(1, false)));
}

#[test]
fn another_key_is_a_full_stop_that_shows_both() {
    let mut scene = scene(known(1));
    scene.prove(2);
    assert_eq!(
        scene.stopped(),
        ConnectError::OtherKey {
            address: scene.machine.address,
            known: key(1).into(),
            shown: key(2),
        }
    );
    assert!(scene.actions().contains(&Action::Close));
}

#[test]
fn another_key_at_a_session_that_comes_back_is_a_full_stop_and_no_loop() {
    for everything_known in [known(1), Known::Encrypted(vec![key(1), key(2)])] {
        let mut scene = Scene::encrypted();
        scene.say(1, "secret");
        scene.sent();
        scene.known = everything_known;
        scene.come_back();
        scene.events();
        scene.prove(2);
        let events = scene.events();
        assert_eq!(waiting(&events), None);
        let Some(ConnectionEvent::Ended(ended)) = events.last() else {
            panic!("{events:?}")
        };
        assert!(matches!(
            &ended.reason,
            EndReason::Failed(ConnectError::OtherKey { shown, .. }) if *shown == key(2)
        ));
        // Whoever goes on later goes on with the old server alone.
        assert_eq!(ended.resume.unwrap().key, Some(key(1)));
        assert_eq!(scene.sent(), "");
    }
}

#[test]
fn a_session_that_is_taken_up_is_not_shown_to_another_key_even_if_that_is_trusted_by_now() {
    let resume = Resume {
        token: Token([7; 16]),
        key: Some(key(1)),
        next_number: Number(3),
        last_seen: None,
    };
    for privacy in [Privacy::Usual, Privacy::With(key(2).into())] {
        for known in [Known::Nothing, known(2)] {
            let mut scene = Scene::private(talk(Some(resume)), privacy, known);
            assert_eq!(scene.actions(), [Action::StartTls]);
            scene.prove(2);
            assert!(matches!(scene.stopped(), ConnectError::OtherKey { .. }));
        }
    }
}

#[test]
fn a_new_server_at_a_known_address_is_joined_by_its_key_alone() {
    let with = Privacy::With(key(2).into());
    let mut scene = Scene::private(talk(None), with, known(1));
    scene.prove(2);
    let actions = scene.actions();
    let (shown, beside) = (key(2), true);
    assert_eq!(actions, [Action::StartTls, Action::Trust { shown, beside }]);
    scene
        .machine
        .handle_remembered(scene.now, &Remembered::Kept);
    assert_eq!(scene.sent_kinds(), ["hello"]);
    let mut scene = Scene::private(talk(None), with, known(1));
    scene.prove(1);
    assert!(matches!(scene.stopped(), ConnectError::OtherKey { .. }));
}

#[test]
fn a_key_that_another_window_was_faster_with_decides() {
    let mut scene = scene(Known::Nothing);
    scene.hear(BANNER);
    scene.connect();
    scene.prove(2);
    let other = Remembered::Other(key(1));
    scene.machine.handle_remembered(scene.now, &other);
    assert!(matches!(scene.stopped(), ConnectError::OtherKey { .. }));
}

#[test]
fn a_key_that_cannot_be_kept_is_told_so() {
    let mut scene = scene(Known::Nothing);
    scene.hear(BANNER);
    scene.connect();
    scene.prove(1);
    scene
        .machine
        .handle_remembered(scene.now, &Remembered::NotKept);
    let remembered = scene.events().into_iter().find_map(|event| match event {
        ConnectionEvent::Encrypted(encryption) => Some(encryption.remembered),
        _ => None,
    });
    assert_eq!(remembered, Some(false));
}

#[test]
fn a_server_without_tls_is_talked_to_in_clear_and_that_is_said() {
    for failure in [
        TlsFailure::Refused,
        TlsFailure::InClear,
        TlsFailure::Closed(None),
    ] {
        for known in [Known::Nothing, Known::InClear] {
            let mut scene = scene(known);
            scene.hear(BANNER);
            scene.connect();
            scene.actions();
            scene.fail_tls(failure.clone());
            assert_eq!(scene.actions(), [Action::Close, Action::Connect]);
            scene.events();
            scene.connect();
            // It has shown the banner, so it need not show it again.
            assert_eq!(scene.sent_kinds(), ["hello"]);
            assert!(scene.events().contains(&ConnectionEvent::InClear));
            scene.welcome();
            assert_eq!(scene.machine.secrecy.known, Known::InClear);
        }
    }
}

#[test]
fn a_server_without_room_for_the_probe_is_listened_to_once_more_and_not_taken_for_one_without_tls()
{
    let mut scene = scene(Known::Nothing);
    scene.hear(BANNER);
    scene.connect();
    scene.actions();
    scene.events();
    for again in [false, true] {
        scene.fail_tls(TlsFailure::TurnedAway);
        if again {
            assert!(matches!(scene.stopped(), ConnectError::ClosedAtOnce { .. }));
            return;
        }
        assert_eq!(scene.actions(), [Action::Close, Action::Connect]);
        scene.connect();
        assert_eq!((scene.sent(), scene.actions()), (String::new(), vec![]));
        scene.hear(BANNER);
        scene.connect();
        assert!(scene.actions().ends_with(&[Action::StartTls]));
        assert_eq!(scene.events(), [], "the first connection was told of");
    }
}

#[test]
fn a_foreign_server_never_sees_tls() {
    for known in [Known::Nothing, Known::InClear] {
        let mut scene = scene(known.clone());
        scene.hear("Nombre: ");
        let mut silent = self::scene(known);
        silent.wait(1_000);
        for mut scene in [scene, silent] {
            assert_eq!(scene.actions(), []);
            let events = scene.events();
            let foreign = ConnectionEvent::Recognised(ServerKind::Foreign);
            assert!(events.contains(&ConnectionEvent::InClear) && events.contains(&foreign));
        }
    }
}

#[test]
fn a_server_known_as_encrypted_is_never_talked_to_in_clear() {
    for failure in [TlsFailure::InClear, TlsFailure::Refused] {
        let mut first = scene(known(1));
        let mut again = Scene::encrypted();
        again.say(1, "secret");
        again.sent();
        again.come_back();
        for scene in [&mut first, &mut again] {
            scene.fail_tls(failure.clone());
            assert!(matches!(scene.stopped(), ConnectError::NotEncrypted { .. }));
            assert!(!scene.actions().contains(&Action::Connect));
        }
    }
}

#[test]
fn a_banner_in_clear_is_no_answer_but_nothing_after_it_is_a_stop() {
    let mut scene = scene(known(1));
    scene.machine.handle_banner(scene.now);
    scene.wait(2_999);
    assert!(!scene.machine.has_ended());
    scene.wait(1);
    assert!(matches!(scene.stopped(), ConnectError::NotEncrypted { .. }));
    let mut scene = self::scene(known(1));
    scene.machine.handle_banner(scene.now);
    scene.machine.handle_closed(scene.now, None);
    assert!(matches!(scene.stopped(), ConnectError::NotEncrypted { .. }));
    let mut scene = self::scene(known(1));
    scene.machine.handle_banner(scene.now);
    scene.prove(1);
    assert_eq!(scene.sent_kinds(), ["hello"]);
}

#[test]
fn a_key_that_is_not_proven_is_a_full_stop_at_known_and_unknown_servers() {
    let unproven = || TlsFailure::Unproven("bad signature".to_owned());
    let mut known = scene(known(1));
    let mut unknown = scene(Known::Nothing);
    unknown.hear(BANNER);
    unknown.connect();
    let mut again = Scene::encrypted();
    again.come_back();
    for scene in [&mut known, &mut unknown, &mut again] {
        scene.actions();
        scene.fail_tls(unproven());
        assert!(matches!(scene.stopped(), ConnectError::Unproven { .. }));
        assert_eq!(scene.actions(), [Action::Close]);
    }
}

#[test]
fn a_server_that_is_only_away_is_come_back_to_and_still_only_by_tls() {
    let mut scene = Scene::encrypted();
    for _ in 0..3 {
        scene.come_back();
        assert_eq!(scene.actions(), [Action::StartTls]);
        let reset = Some(io::ErrorKind::ConnectionReset);
        scene.machine.handle_closed(scene.now, reset);
        let events = scene.events();
        assert!(waiting(&events).is_some(), "{events:?}");
        assert_eq!(scene.sent(), "");
        scene.wait(60_000);
        scene.actions();
        scene.connect();
        scene.wait(10_000);
        let events = scene.events();
        let lost = events.iter().any(|event| {
            matches!(
                event,
                ConnectionEvent::Lost(Loss::NotReached(ConnectError::SilentTertulia { .. }))
            )
        });
        assert!(lost, "{events:?}");
        scene.wait(60_000);
        scene.actions();
        scene.connect();
        scene.prove(1);
        assert_eq!(scene.sent_kinds(), ["hello"]);
        scene.welcome();
        scene.sent();
        scene.actions();
    }
}

#[test]
fn the_first_attempt_at_an_encrypted_server_that_hangs_up_is_an_error() {
    let mut scene = scene(known(1));
    scene.machine.handle_closed(scene.now, None);
    assert!(matches!(scene.stopped(), ConnectError::ClosedAtOnce { .. }));
}

#[test]
fn asking_for_clear_is_refused_where_the_server_is_known_as_encrypted() {
    let mut scene = Scene::private(talk(None), Privacy::Clear, known(1));
    assert_eq!(scene.stopped(), ConnectError::InClearRefused);
    let mut scene = Scene::private(talk(None), Privacy::Clear, Known::Nothing);
    scene.hear(BANNER);
    assert_eq!(scene.actions(), []);
    assert_eq!(scene.sent_kinds(), ["hello"]);
    assert!(scene.events().contains(&ConnectionEvent::InClear));
}

#[test]
fn a_session_in_clear_is_encrypted_as_soon_as_the_server_is_known_so() {
    let mut scene = scene(Known::Nothing);
    scene.hear(BANNER);
    scene.connect();
    scene.fail_tls(TlsFailure::Refused);
    scene.connect();
    scene.sent();
    scene.welcome();
    scene.actions();
    scene.known = known(1);
    scene.come_back();
    assert_eq!(scene.actions(), [Action::StartTls]);
    scene.prove(1);
    assert_eq!(scene.sent_kinds(), ["hello"]);
    assert!(scene.events().contains(&encrypted(1, false)));
}

#[test]
fn what_cannot_be_read_about_the_server_stops_the_way_in() {
    let unreadable = || ConnectError::KnownServers {
        path: "known-servers.ron".into(),
        place: Some((3, 4)),
        detail: "expected a comma".to_owned(),
    };
    let mut machine = Machine::new(MachineConfig {
        talk: talk(None),
        foreign: ForeignSettings::default(),
        privacy: Privacy::Usual,
        seed: 1,
    });
    assert!(!machine.handle_known(Instant::now(), Err(unreadable())));
    assert!(machine.has_ended());
    // Whoever comes back to a key need not know more.
    let mut scene = Scene::encrypted();
    scene.machine.handle_closed(scene.now, None);
    scene.wait(60_000);
    assert!(scene.machine.handle_known(scene.now, Err(unreadable())));
}

#[test]
fn what_is_encrypted_and_not_tertulia_is_said_so_and_not_tried_for_ever() {
    let mut scene = scene(known(1));
    scene.prove(1);
    scene.sent();
    scene.hear("HTTP/1.1 400 Bad Request\r\n");
    assert!(matches!(scene.stopped(), ConnectError::NotTertulia { .. }));
}
