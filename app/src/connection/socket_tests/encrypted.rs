//! TLS with real sockets: servers with the right key, another one, or none.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair, PublicKeyData as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use tertulia_protocol::{Fingerprint, Name, Person, PersonId, Said, UnixMillis};

use super::*;

type Secured = StreamOwned<ServerConnection, TcpStream>;

const BANNER: &[u8] = b"Tertulia 1. Please send your name:\n";
const VERSIONS: [&SupportedProtocolVersion; 2] = [&rustls::version::TLS13, &rustls::version::TLS12];

/// What a server shows, and the key it signs with.
#[derive(Debug)]
struct Identity(Arc<CertifiedKey>);

impl ResolvesServerCert for Identity {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

fn certificate(key: &KeyPair) -> CertificateDer<'static> {
    let names = vec!["somewhere.else".to_owned()];
    let signed = CertificateParams::new(names).unwrap().self_signed(key);
    signed.unwrap().der().clone()
}

fn fingerprint(key: &KeyPair) -> Fingerprint {
    let digest = ring::digest::digest(&ring::digest::SHA256, &key.subject_public_key_info());
    Fingerprint(digest.as_ref().try_into().unwrap())
}

/// A server that shows the certificate of `shown` and signs with `signing`.
fn server_config(
    shown: &KeyPair,
    signing: &KeyPair,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let der = PrivateKeyDer::try_from(signing.serialize_der()).unwrap();
    let signer = provider.key_provider.load_private_key(der).unwrap();
    let certified = CertifiedKey::new(vec![certificate(shown)], signer);
    let config = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Identity(Arc::new(certified))));
    Arc::new(config)
}

fn secured(stream: TcpStream, config: &Arc<ServerConfig>) -> Secured {
    StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream)
}

fn line(stream: &mut Secured) -> io::Result<String> {
    let mut line = String::new();
    let mut byte = [0];
    while !line.ends_with('\n') && stream.read(&mut byte)? == 1 {
        line.push(char::from(byte[0]));
    }
    Ok(line)
}

fn remembering(address: SocketAddr, folder: &Path) -> ConnectionConfig {
    ConnectionConfig {
        known_servers: Some(folder.to_owned()),
        ..config(address)
    }
}

/// As if the address had shown this key before.
fn trust(address: SocketAddr, folder: &Path, key: &KeyPair) {
    let known = known_servers::KnownServers::in_folder(folder);
    let host = address.ip().to_string();
    let trusted = known.trust(&host, address.port(), fingerprint(key), false);
    assert_eq!(trusted.unwrap(), trust::Remembered::Kept);
}

fn encryption(connection: &Connection) -> Encryption {
    until(connection, |event| match event {
        ConnectionEvent::Encrypted(encryption) => Some(*encryption),
        ConnectionEvent::InClear | ConnectionEvent::Ended(_) => panic!("{event:?}"),
        _ => None,
    })
}

fn failure(connection: &Connection) -> ConnectError {
    match end(connection) {
        EndReason::Failed(error) => error,
        other => panic!("{other:?}"),
    }
}

/// Greets like a server that welcomes whoever says hello, and hears everything out.
fn welcome_and_hear(mut stream: Secured, more: &[u8]) -> String {
    assert!(line(&mut stream).unwrap().contains("\"hello\""));
    let mut bytes = Vec::new();
    let welcome = ServerMessage::Welcome(Box::new(welcome(1, 0, 0, false)));
    app::encode(&welcome, &mut bytes);
    bytes.extend_from_slice(more);
    stream.write_all(&bytes).unwrap();
    let mut heard = String::new();
    let mut last = line(&mut stream).unwrap();
    while !last.is_empty() {
        heard.push_str(&last);
        last = line(&mut stream).unwrap_or_default();
    }
    heard
}

#[test]
fn the_first_key_is_trusted_and_the_next_time_nothing_goes_in_clear() {
    for version in VERSIONS {
        let folder = tempfile::tempdir().unwrap();
        let (listener, address) = listener();
        let key = KeyPair::generate().unwrap();
        let config = server_config(&key, &key, &[version]);
        let server = serve(move || {
            let mut first = accept(&listener);
            first.write_all(BANNER).unwrap();
            assert_eq!(first.read(&mut [0; 10]).unwrap(), 0, "in clear");
            for _ in 0..2 {
                let stream = secured(accept(&listener), &config);
                let heard = welcome_and_hear(stream, b"");
                assert!(heard.contains("\"quit\""), "{heard}");
            }
        });
        for first_use in [true, false] {
            let connection = open(remembering(address, folder.path()));
            assert_eq!(
                encryption(&connection),
                Encryption {
                    fingerprint: fingerprint(&key),
                    first_use,
                    remembered: true
                }
            );
            until(&connection, |event| {
                matches!(event, ConnectionEvent::Welcomed(_)).then_some(())
            });
        }
        server.join().unwrap();
    }
}

#[test]
fn more_than_any_buffer_holds_goes_both_ways() {
    const MESSAGES: u64 = 3_000;
    for version in VERSIONS {
        let (listener, address) = listener();
        let key = KeyPair::generate().unwrap();
        let config = server_config(&key, &key, &[version]);
        let server = serve(move || {
            let mut posted = Vec::new();
            let from = Person {
                id: PersonId(9),
                name: Name::parse("Bea").unwrap(),
            };
            for id in 1..=MESSAGES {
                let said = ServerMessage::Said(Said {
                    id: MessageId(id),
                    time: UnixMillis(1),
                    from: from.clone(),
                    text: format!("{id} {}", "x".repeat(200)),
                    action: false,
                });
                app::encode(&said, &mut posted);
            }
            welcome_and_hear(secured(accept(&listener), &config), &posted)
        });
        let connection = open(ConnectionConfig {
            privacy: Privacy::With(fingerprint(&key).into()),
            ..super::config(address)
        });
        let long = "y".repeat(1_000);
        for local in 0..5 {
            say(&connection, local, &long);
        }
        let mut next = 1;
        until(&connection, |event| {
            if let ConnectionEvent::Posted(Posted::Said(said)) = event {
                assert_eq!(said.id, MessageId(next));
                next += 1;
            }
            (next > MESSAGES).then_some(())
        });
        drop(connection);
        let heard = server.join().unwrap();
        assert_eq!(heard.matches(&long).count(), 5);
    }
}

#[test]
fn another_key_at_a_known_address_is_told_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (listener, address) = listener();
    let (known, shown) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    trust(address, folder.path(), &known);
    let config = server_config(&shown, &shown, &VERSIONS);
    let server = serve(move || line(&mut secured(accept(&listener), &config)).unwrap_or_default());
    let connection = open(remembering(address, folder.path()));
    assert_eq!(
        failure(&connection),
        ConnectError::OtherKey {
            address,
            known: fingerprint(&known).into(),
            shown: fingerprint(&shown)
        }
    );
    assert_eq!(server.join().unwrap(), "");
}

#[test]
fn a_known_certificate_without_its_key_is_worth_nothing() {
    for version in VERSIONS {
        let folder = tempfile::tempdir().unwrap();
        let (listener, address) = listener();
        let (known, own) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        trust(address, folder.path(), &known);
        let config = server_config(&known, &own, &[version]);
        let server = serve(move || line(&mut secured(accept(&listener), &config)));
        let connection = open(remembering(address, folder.path()));
        let error = failure(&connection);
        assert!(
            matches!(&error, ConnectError::Unproven { detail, .. } if detail.contains("BadSignature")),
            "{error:?}"
        );
        assert!(server.join().unwrap().is_err(), "it was told something");
    }
}

#[test]
fn a_man_in_the_middle_who_strips_tls_learns_nothing_from_those_who_know_the_server() {
    let alert = b"\x15\x03\x01\0\x02\x02F";
    for answer in [BANNER, b"{\"type\":\"pong\",\"number\":1}\n", alert] {
        let folder = tempfile::tempdir().unwrap();
        let (listener, address) = listener();
        trust(address, folder.path(), &KeyPair::generate().unwrap());
        let middle = serve(move || {
            let mut stream = accept(&listener);
            stream.write_all(answer).unwrap();
            let mut heard = Vec::new();
            // A reset is as good an end as any.
            let _end = stream.read_to_end(&mut heard);
            heard
        });
        let connection = open(remembering(address, folder.path()));
        assert_eq!(failure(&connection), ConnectError::NotEncrypted { address });
        let heard = middle.join().unwrap();
        assert!(heard.is_empty() || heard[0] == 0x16, "{heard:?}");
        assert!(!heard.windows(3).any(|word| word == b"Ana"));
    }
}

#[test]
fn who_is_turned_away_in_clear_says_nothing_and_takes_it_for_a_closed_door() {
    let folder = tempfile::tempdir().unwrap();
    let (listener, address) = listener();
    trust(address, folder.path(), &KeyPair::generate().unwrap());
    let full = serve(move || {
        let mut stream = accept(&listener);
        stream
            .write_all(b"Error: Too many connections come from your address.\n")
            .unwrap();
        let mut heard = Vec::new();
        // A reset is as good an end as any.
        let _end = stream.read_to_end(&mut heard);
        heard
    });
    let connection = open(remembering(address, folder.path()));
    assert_eq!(failure(&connection), ConnectError::ClosedAtOnce { address });
    let heard = full.join().unwrap();
    assert!(heard.is_empty() || heard[0] == 0x16, "{heard:?}");
    assert!(!heard.windows(3).any(|word| word == b"Ana"));
}

#[test]
fn a_banner_that_was_faster_than_our_first_record_does_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let (listener, address) = listener();
    let key = KeyPair::generate().unwrap();
    trust(address, folder.path(), &key);
    let config = server_config(&key, &key, &VERSIONS);
    let server = serve(move || {
        let mut stream = accept(&listener);
        stream.write_all(BANNER).unwrap();
        welcome_and_hear(secured(stream, &config), b"")
    });
    let connection = open(remembering(address, folder.path()));
    assert!(!encryption(&connection).first_use);
    until(&connection, |event| {
        matches!(event, ConnectionEvent::Welcomed(_)).then_some(())
    });
    drop(connection);
    server.join().unwrap();
}

#[test]
fn known_servers_that_make_no_sense_stop_the_way_in_and_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("known-servers.ron");
    std::fs::write(&path, "(servers: [oops])").unwrap();
    let (_listener, address) = listener();
    let connection = open(remembering(address, folder.path()));
    let error = failure(&connection);
    assert!(
        matches!(
            &error,
            ConnectError::KnownServers {
                place: Some((1, _)),
                ..
            }
        ),
        "{error:?}"
    );
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, "(servers: [oops])");
}

#[test]
fn a_server_that_had_no_room_for_the_probe_is_joined_by_tls_when_it_has() {
    let (listener, address) = listener();
    let key = KeyPair::generate().unwrap();
    let config = server_config(&key, &key, &VERSIONS);
    let server = serve(move || {
        for words in [BANNER, b"Error: Too many connections.\n", BANNER] {
            let mut stream = accept(&listener);
            stream.write_all(words).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            let mut heard = Vec::new();
            // A reset is as good an end as any.
            let _end = stream.read_to_end(&mut heard);
            assert!(!heard.windows(3).any(|word| word == b"Ana"), "{heard:?}");
        }
        welcome_and_hear(secured(accept(&listener), &config), b"")
    });
    let folder = tempfile::tempdir().unwrap();
    let connection = open(remembering(address, folder.path()));
    assert!(encryption(&connection).first_use);
    until(&connection, |event| {
        matches!(event, ConnectionEvent::Welcomed(_)).then_some(())
    });
    drop(connection);
    server.join().unwrap();
}

/// Tickets for sessions that are never resumed come in as many records as the server likes.
#[test]
fn records_without_end_that_say_nothing_do_not_hold_the_thread() {
    let (listener, address) = listener();
    let key = KeyPair::generate().unwrap();
    let mut config = (*server_config(&key, &key, &[&rustls::version::TLS13])).clone();
    config.send_tls13_tickets = 200;
    config.ticketer = rustls::crypto::ring::Ticketer::new().unwrap();
    let config = Arc::new(config);
    let (written, all_written) = bounded::<()>(0);
    let server = serve(move || {
        let mut stream = secured(accept(&listener), &config);
        // Writing the first word completes the handshake and sends what comes with it.
        let _written = stream.write_all(b"{}\n");
        drop(written);
        let _end = stream.read(&mut [0; 1]);
    });
    let poll = mio::Poll::new().unwrap();
    let mut socket = socket::Socket::connect(poll.registry(), mio::Token(1), address).unwrap();
    while socket.finish_connecting().unwrap().is_none() {
        std::thread::yield_now();
    }
    let tls = tls::Tls::new(tls::config().unwrap(), address.ip()).unwrap();
    socket.start_tls(tls);
    let mut buffer = vec![0; 1 << 16];
    let deadline = Instant::now() + PATIENCE;
    let mut proven = false;
    let mut turns = 0;
    loop {
        assert!(Instant::now() < deadline, "{turns}");
        socket.flush();
        socket.note_readable();
        match socket.read(&mut buffer) {
            socket::ReadOutcome::Proven(_) => {
                proven = true;
                socket.flush();
                // Now all of them are on their way.
                let _closed = all_written.recv_timeout(PATIENCE);
            }
            socket::ReadOutcome::Nothing if proven => turns += 1,
            socket::ReadOutcome::Nothing => {}
            socket::ReadOutcome::Bytes(3) => break,
            other => panic!("{other:?}"),
        }
    }
    assert!(turns > 0, "all in one turn");
    drop(socket);
    server.join().unwrap();
}
