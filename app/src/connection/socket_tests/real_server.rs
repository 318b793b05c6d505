//! The client and Tertulia's real server.

use std::sync::Arc;

use tertulia_server_core::{Config, Identity, Server, ServerHandle};

use super::*;

#[test]
fn two_people_talk_at_a_real_server() {
    let bind = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::start(Config {
        bind,
        ..Config::default()
    })
    .unwrap();
    let ana = open(config(server.address()));
    let welcomed =
        |event: &ConnectionEvent| matches!(event, ConnectionEvent::Welcomed(_)).then_some(());
    until(&ana, welcomed);
    let bea = open(ConnectionConfig {
        name: "Bea".to_owned(),
        ..config(server.address())
    });
    until(&bea, welcomed);
    // Twice the limit in one go, and one that is too long.
    for local in 0..10 {
        say(&ana, local, &format!("message {local}"));
    }
    say(&ana, 10, &"x".repeat(1_001));
    ana.send(Command::LeaveWhenDone).unwrap();
    for expected in 0..10 {
        let text = until(&bea, |event| match event {
            ConnectionEvent::Posted(Posted::Said(said)) => Some(said.text.clone()),
            _ => None,
        });
        assert_eq!(text, format!("message {expected}"));
    }
    let mut confirmed = 0;
    let reason = until(&ana, |event| match event {
        ConnectionEvent::Message {
            delivery: Delivery::Confirmed { .. },
            ..
        } => {
            confirmed += 1;
            None
        }
        ConnectionEvent::Ended(ended) => Some(ended.reason.clone()),
        _ => None,
    });
    assert_eq!((reason, confirmed), (EndReason::Left, 10));
    until(&bea, |event| {
        matches!(event, ConnectionEvent::Left(_)).then_some(())
    });
}

/// Passes bytes on between clients and `server`, cutting each connection in turn after so many
/// bytes from the server.
fn cutting_proxy(server: SocketAddr, cuts: Vec<usize>) -> SocketAddr {
    let (listener, address) = listener();
    serve(move || {
        for cut in cuts {
            let client = accept(&listener);
            let upstream = TcpStream::connect(server).unwrap();
            let (mut from, mut to) = (client.try_clone().unwrap(), upstream.try_clone().unwrap());
            let up = serve(move || std::io::copy(&mut from, &mut to).map(drop));
            let (mut from, mut to) = (
                upstream.try_clone().unwrap().take(cut as u64),
                client.try_clone().unwrap(),
            );
            // Either copy may end in an error: that is what cutting means.
            let _cut = std::io::copy(&mut from, &mut to);
            for stream in [&client, &upstream] {
                let _gone = stream.shutdown(std::net::Shutdown::Both);
            }
            let _cut = up.join().unwrap();
        }
    });
    address
}

#[test]
fn through_a_network_that_keeps_cutting_everything_arrives_once_and_in_order() {
    const MESSAGES: u64 = 12;
    let bind = SocketAddr::from(([127, 0, 0, 1], 0));
    let server = Server::start(Config {
        bind,
        ..Config::default()
    })
    .unwrap();
    let bea = open(ConnectionConfig {
        name: "Bea".to_owned(),
        ..config(server.address())
    });
    let welcomed =
        |event: &ConnectionEvent| matches!(event, ConnectionEvent::Welcomed(_)).then_some(());
    until(&bea, welcomed);
    let proxy = cutting_proxy(server.address(), vec![800, 730, 1_000, 40, usize::MAX]);
    let ana = open(in_clear(proxy));
    until(&ana, welcomed);
    for local in 0..MESSAGES {
        say(&ana, local, &format!("from Ana {local}"));
        say(&bea, local, &format!("from Bea {local}"));
    }
    let hear = |connection: &Connection, name: &str| {
        let (mut heard, mut confirmed) = (Vec::new(), 0);
        let mut losses = 0;
        until(connection, |event| {
            match event {
                ConnectionEvent::Posted(Posted::Said(said)) => heard.push(said.text.clone()),
                ConnectionEvent::Message {
                    delivery: Delivery::Confirmed { .. },
                    ..
                } => confirmed += 1,
                ConnectionEvent::Lost(_) => losses += 1,
                ConnectionEvent::Message {
                    delivery: Delivery::Failed(why),
                    ..
                } => panic!("{why:?}"),
                _ => {}
            }
            (confirmed == MESSAGES && heard.len() as u64 >= MESSAGES).then_some(())
        });
        let expected: Vec<String> = (0..MESSAGES)
            .map(|number| format!("from {name} {number}"))
            .collect();
        assert_eq!(heard, expected);
        losses
    };
    hear(&bea, "Ana");
    assert!(hear(&ana, "Bea") >= 3);
}

fn start(config: Config) -> ServerHandle {
    Server::start(config).unwrap()
}

/// A server of its own with this key, and whether people may talk to it in clear.
fn keeping(identity: &Arc<Identity>, bind: SocketAddr, clear_guests: bool) -> ServerHandle {
    start(Config {
        bind,
        identity: Some(Arc::clone(identity)),
        clear_guests,
        ..Config::default()
    })
}

fn identity() -> Arc<Identity> {
    Arc::new(Identity::generate().unwrap().0)
}

fn anywhere() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

/// Awaits the welcome; gives what was told of the encryption before it.
fn welcomed_by(connection: &Connection) -> Option<Encryption> {
    let mut told = None;
    until(connection, |event| match event {
        ConnectionEvent::Encrypted(encryption) => {
            told = Some(*encryption);
            None
        }
        ConnectionEvent::Welcomed(_) => Some(()),
        ConnectionEvent::Ended(_) => panic!("{event:?}"),
        _ => None,
    });
    told
}

#[test]
fn a_real_server_is_trusted_by_its_key_and_met_by_tls_the_next_time() {
    for clear_guests in [true, false] {
        let (folder, identity) = (tempfile::tempdir().unwrap(), identity());
        let server = keeping(&identity, anywhere(), clear_guests);
        let remembering = |name: &str| ConnectionConfig {
            name: name.to_owned(),
            known_servers: Some(folder.path().to_owned()),
            ..config(server.address())
        };
        for (name, first_use) in [("Ana", true), ("Bea", false)] {
            let connection = open(remembering(name));
            assert_eq!(
                welcomed_by(&connection),
                Some(Encryption {
                    fingerprint: identity.fingerprint(),
                    first_use,
                    remembered: true
                })
            );
            say(&connection, 1, "nobody reads along");
            until(&connection, |event| match event {
                ConnectionEvent::Message {
                    delivery: Delivery::Confirmed { .. },
                    ..
                } => Some(()),
                _ => None,
            });
        }
        let clear = open(ConnectionConfig {
            privacy: Privacy::Clear,
            ..config(server.address())
        });
        if clear_guests {
            assert_eq!(welcomed_by(&clear), None);
        } else {
            assert!(matches!(end(&clear), EndReason::Failed(_)));
        }
    }
}

#[test]
fn a_real_server_without_tls_is_talked_to_in_clear_and_that_is_said_before_anything_else() {
    let server = start(Config {
        bind: anywhere(),
        ..Config::default()
    });
    let connection = open(config(server.address()));
    until(&connection, |event| match event {
        ConnectionEvent::InClear => Some(()),
        ConnectionEvent::Encrypted(_) | ConnectionEvent::Recognised(_) => panic!("{event:?}"),
        _ => None,
    });
    assert_eq!(welcomed_by(&connection), None);
}

#[test]
fn a_real_server_that_comes_back_with_another_key_or_in_clear_is_told_nothing_more() {
    for with_key in [true, false] {
        let (folder, known) = (tempfile::tempdir().unwrap(), identity());
        let server = keeping(&known, anywhere(), true);
        let address = server.address();
        let connection = open(ConnectionConfig {
            known_servers: Some(folder.path().to_owned()),
            ..config(address)
        });
        welcomed_by(&connection);
        server.stop();
        say(&connection, 1, "for the old server alone");
        let other = identity();
        let again = if with_key {
            keeping(&other, address, true)
        } else {
            start(Config {
                bind: address,
                ..Config::default()
            })
        };
        let mut ended = None;
        until(&connection, |event| match event {
            ConnectionEvent::Ended(end) => {
                ended = Some(end.clone());
                Some(())
            }
            ConnectionEvent::Welcomed(_) => panic!("{event:?}"),
            _ => None,
        });
        let Ended { reason, resume } = ended.unwrap();
        let expected = if with_key {
            ConnectError::OtherKey {
                address,
                known: known.fingerprint().into(),
                shown: other.fingerprint(),
            }
        } else {
            ConnectError::NotEncrypted { address }
        };
        assert_eq!(reason, EndReason::Failed(expected.clone()));
        assert_eq!(resume.unwrap().key, Some(known.fingerprint()));
        // The way on is another session, with whoever is there now.
        let anew = open(ConnectionConfig {
            known_servers: Some(folder.path().to_owned()),
            privacy: expected.way_on().unwrap(),
            ..config(address)
        });
        let met = welcomed_by(&anew).map(|encryption| encryption.fingerprint);
        assert_eq!(met, with_key.then(|| other.fingerprint()));
        let snapshot = again.snapshot(PATIENCE).unwrap();
        assert_eq!(snapshot.totals.messages, 0, "nothing old was said");
    }
}
