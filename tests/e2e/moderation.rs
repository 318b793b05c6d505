//! Who may not write and who may not come in, over real sockets and restarts; who writes too fast
//! and is slowed down; and how many may come from one address.

use std::fs;
use std::net::SocketAddr;

use tertulia_harness::{Guest, PlainClient, StreamEnd, TestHistory, TestServer};
use tertulia_protocol::{Dialect, GoodbyeReason, Name};
use tertulia_server_core::{
    BanTarget, Command, Config, EndReason, EventKind, FloodPolicy, HistoryConfig,
    ModerationFileError, Server, StartError,
};

const DIALECTS: [Dialect; 2] = [Dialect::Plain, Dialect::App];

const MUTED: &str = "The operator has muted you: you can read, but not write or change your name. \
                     Reason: no smoking";
const BANNED: &str = "You are banned from this server. Reason: no smoking";

fn reason() -> Option<String> {
    Some("no smoking".to_owned())
}

fn mute(server: &TestServer, name: &str) {
    server.command(Command::Mute {
        client: server.client_id(name),
        span: None,
        reason: reason(),
    });
}

fn ban(server: &TestServer, name: &str) {
    server.command(Command::Ban {
        target: BanTarget::Client(server.client_id(name)),
        span: None,
        reason: reason(),
    });
}

/// The last line of a guest that is not let in, who then is sent away.
fn turned_away(address: SocketAddr, dialect: Dialect, name: &str) -> String {
    let (lines, end) = match dialect {
        Dialect::Plain => {
            let mut client = PlainClient::open(address);
            client.line(name);
            client.read_until_end()
        }
        Dialect::App => {
            let mut client = PlainClient::open(address);
            client.line(&format!(
                r#"{{"type":"hello","name":"{name}","version":1}}"#
            ));
            client.read_until_end()
        }
    };
    assert_eq!(end, StreamEnd::Closed);
    lines.last().unwrap().clone()
}

#[test]
fn a_muted_guest_is_heard_by_nobody_whatever_it_tries_and_hears_everybody() {
    for dialect in DIALECTS {
        let server = TestServer::with(|config| config.limits.max_rate = 0);
        let mut witness = server.guest(Dialect::Plain, "Luis");
        let mut ana = server.guest(dialect, "Ana");
        mute(&server, "Ana");
        ana.wait_line(&format!("* {MUTED}"));
        ana.say("one");
        ana.direct("Luis", "two");
        ana.rename("Three");
        for _ in 0..3 {
            ana.wait_line(&format!("Error: {MUTED}"));
        }
        let mut eva = server.guest(dialect, "Eva");
        eva.wait_line(&format!("* {MUTED}"));
        eva.say("four");
        eva.wait_line(&format!("Error: {MUTED}"));
        server.say("the end");
        ana.wait_line("Server: the end");
        let heard = witness.lines_until("Server: the end");
        assert_eq!(heard, ["* Ana joined", "* Eva joined"]);
    }
}

#[test]
fn a_banned_guest_reads_why_in_its_dialect_and_no_name_or_program_lets_it_back_in() {
    for dialect in DIALECTS {
        let server = TestServer::start();
        let mut ana = server.guest(dialect, "Ana");
        ban(&server, "Ana");
        let (lines, end) = ana.read_until_end();
        assert_eq!(
            (lines.last(), end),
            (Some(&format!("Error: {BANNED}")), StreamEnd::Closed)
        );
        let detail = BANNED.to_owned();
        let reason = GoodbyeReason::Banned;
        let farewell = EndReason::Farewell { reason, detail };
        assert_eq!(server.wait_end(ana.local_addr()), farewell);
        for name in ["Ana", "Luis"] {
            let plain = turned_away(server.address(), Dialect::Plain, name);
            assert_eq!(plain, format!("Error: {BANNED}"));
            let app = turned_away(server.address(), Dialect::App, name);
            assert_eq!(
                app,
                format!(r#"{{"type":"goodbye","reason":"banned","message":"{BANNED}"}}"#)
            );
        }
        let network = server.snapshot().moderation.bans[0].network;
        server.command(Command::Unban(network));
        server.wait_snapshot("no ban", |now| now.moderation.bans.is_empty());
        let _in = server.guest(dialect, "Ana");
    }
}

#[test]
fn a_restart_keeps_bans_mutes_and_the_freeze_with_a_history_and_without() {
    for keeps in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("aula.moderation.json");
        let history = TestHistory::new();
        let serve = || {
            TestServer::with(|config| {
                config.moderation = Some(path.clone());
                config.history = keeps.then(|| history.config());
            })
        };
        let server = serve();
        let _ana = server.guest(Dialect::App, "Ana");
        mute(&server, "Ana");
        server.command(Command::Freeze(true));
        server.wait_snapshot("all of it", |now| {
            now.moderation.frozen && now.moderation.mutes.len() == 1
        });
        let _events = server.stop();

        let server = serve();
        let mut eva = server.guest(Dialect::Plain, "Eva");
        eva.wait_line(&format!("* {MUTED}"));
        let frozen = eva.next_line();
        assert!(frozen.starts_with("* The operator lets nobody"), "{frozen}");
        ban(&server, "Eva");
        eva.read_until_end();
        let _events = server.stop();

        let server = serve();
        let told = turned_away(server.address(), Dialect::Plain, "Zoe");
        assert_eq!(told, format!("Error: {BANNED}"));
        let decided = server.snapshot().moderation;
        assert_eq!(decided.bans[0].name.as_deref(), Some("Eva"));
        server.command(Command::Unmute(decided.mutes[0].id));
        server.command(Command::Unban(decided.bans[0].network));
        server.command(Command::Freeze(false));
        server.wait_snapshot("none of it", |now| {
            let now = &now.moderation;
            now.bans.is_empty() && now.mutes.is_empty() && !now.frozen
        });
        let _events = server.stop();

        let server = serve();
        let mut eva = server.guest(Dialect::Plain, "Eva");
        eva.say("hola");
        eva.wait_line("* received #1");
    }
}

#[test]
fn a_file_that_is_not_understood_stops_the_start_and_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("aula.moderation.json");
    fs::write(&path, "{\"version\": 1,\n \"bans\": oops}").unwrap();
    let config = Config {
        bind: SocketAddr::from(([127, 0, 0, 1], 0)),
        moderation: Some(path.clone()),
        ..Config::default()
    };
    match Server::start(config) {
        Err(StartError::Moderation(ModerationFileError::Broken { line, .. })) => {
            assert_eq!(line, 2);
        }
        other => panic!("{:?}", other.err()),
    }
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "{\"version\": 1,\n \"bans\": oops}");
}

#[test]
fn what_cannot_be_kept_holds_all_the_same_and_the_log_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let server = TestServer::with(|config| {
        config.moderation = Some(folder.path().join("gone/aula.moderation.json"));
    });
    fs::remove_dir_all(folder.path().join("gone")).unwrap();
    fs::write(folder.path().join("gone"), "in the way").unwrap();
    server.command(Command::Freeze(true));
    server.wait_event("that it was not kept", |event| {
        matches!(event, EventKind::ModerationNotKept { .. })
    });
    assert!(server.snapshot().moderation.frozen);

    fs::remove_file(folder.path().join("gone")).unwrap();
    server.wait_event("that it is kept again", |event| {
        matches!(event, EventKind::ModerationKept { .. })
    });
    let kept = fs::read_to_string(folder.path().join("gone/aula.moderation.json")).unwrap();
    assert!(kept.contains("\"frozen\": true"), "{kept}");
}

#[test]
fn two_servers_never_share_one_file_and_the_next_one_can_have_it() {
    let folder = tempfile::tempdir().unwrap();
    let config = || Config {
        bind: SocketAddr::from(([127, 0, 0, 1], 0)),
        moderation: Some(folder.path().join("aula.moderation.json")),
        ..Config::default()
    };
    let first = Server::start(Config {
        history: Some(HistoryConfig::at(folder.path().join("aula.sqlite3"))),
        ..config()
    });
    let first = first.unwrap();
    match Server::start(config()) {
        Err(StartError::Moderation(ModerationFileError::InUse { path })) => {
            assert_eq!(Some(path), config().moderation);
        }
        other => panic!("{:?}", other.err()),
    }
    first.stop();
    Server::start(config()).unwrap().stop();
}

#[test]
fn a_flooder_that_is_slowed_down_loses_nothing_and_others_go_on_meanwhile() {
    const MESSAGES: usize = 22;
    for dialect in DIALECTS {
        let server = TestServer::with(|config| config.flood = FloodPolicy::Slow);
        let mut luis = server.plain("Luis");
        let mut witness = server.plain("Eva");
        let mut ana = server.guest(dialect, "Ana");
        for number in 1..=MESSAGES {
            ana.say(&number.to_string());
        }
        ana.say("salir");
        // While she is held back, others are heard and confirmed.
        luis.wait_line("Ana: 5");
        luis.line("hola");
        luis.wait_line("* received #1");
        let heard = witness.lines_until("* Ana left");
        let place = |line: &str| heard.iter().position(|heard| heard == line).unwrap();
        assert!(place("Luis: hola") < place(&format!("Ana: {MESSAGES}")));
        let hers = heard.iter().filter(|line| line.starts_with("Ana: "));
        let expected: Vec<String> = (1..=MESSAGES)
            .map(|number| format!("Ana: {number}"))
            .collect();
        assert!(hers.eq(&expected), "{heard:?}");
        let (lines, end) = ana.read_until_end();
        assert_eq!(end, StreamEnd::Closed);
        assert_eq!(lines.last().map(String::as_str), Some("* Goodbye, Ana."));
        let confirmed = lines.iter().filter(|line| line.starts_with("* received"));
        assert_eq!(confirmed.count(), MESSAGES);
    }
}

#[test]
fn more_connections_than_an_address_may_have_are_told_so_and_closed() {
    let server = TestServer::with(|config| {
        config.exempt.clear();
        config.caps.per_address = 3;
    });
    let mut guests: Vec<Guest> = ["Ana", "Luis", "Eva"]
        .map(|name| server.guest(Dialect::App, name))
        .into();
    for _ in 0..5 {
        let (lines, end) = server.connect().read_until_end();
        assert_eq!(
            (lines, end),
            (
                vec![
                    "Error: Too many connections come from your address. Close some, or try \
                     again in a minute."
                        .to_owned()
                ],
                StreamEnd::Closed
            )
        );
    }
    assert_eq!(server.snapshot().totals.cut_off, 5);
    let turned_away = |event: &EventKind| matches!(event, EventKind::TurnedAway { .. });
    match server.wait_event("a count", turned_away) {
        EventKind::TurnedAway { count, .. } => assert_eq!(count, 5),
        other => unreachable!("{other:?}"),
    }
    guests.pop();
    server.wait_event("a leaving", |event| {
        let gone = Name::parse("Eva").unwrap();
        matches!(event, EventKind::Away { who, .. } | EventKind::Left { who, .. }
            if who.name.as_ref() == Some(&gone))
    });
    let _in = server.plain("Zoe");
}
