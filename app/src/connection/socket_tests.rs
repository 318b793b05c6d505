//! The network thread with real sockets on this computer.

mod encrypted;
mod real_server;

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::bounded;
use tertulia_protocol::{MessageId, Posted, ServerMessage, app};

use super::seen::tests::welcome;
use super::*;

/// Longer than anything here takes; only a failure waits for so long.
const PATIENCE: Duration = Duration::from_secs(20);

fn open(config: ConnectionConfig) -> Connection {
    Connection::open(config, Box::new(|| {})).unwrap()
}

fn config(address: SocketAddr) -> ConnectionConfig {
    ConnectionConfig::new(address.ip().to_string(), address.port(), "Ana")
}

fn in_clear(address: SocketAddr) -> ConnectionConfig {
    ConnectionConfig {
        privacy: Privacy::Clear,
        ..config(address)
    }
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Takes events until one is wanted; gives what `wanted` made of it.
fn until<T>(connection: &Connection, mut wanted: impl FnMut(&ConnectionEvent) -> Option<T>) -> T {
    let deadline = Instant::now() + PATIENCE;
    let mut seen = Vec::new();
    loop {
        match connection.events().recv_deadline(deadline) {
            Ok(event) => match wanted(&event) {
                Some(found) => return found,
                None => seen.push(event),
            },
            Err(error) => panic!("{error} after {seen:#?}"),
        }
    }
}

fn end(connection: &Connection) -> EndReason {
    until(connection, |event| match event {
        ConnectionEvent::Ended(ended) => Some(ended.reason.clone()),
        _ => None,
    })
}

fn say(connection: &Connection, local: u64, text: &str) {
    let text = text.to_owned();
    connection
        .send(Command::Say {
            local: LocalId(local),
            text,
            action: false,
        })
        .unwrap();
}

/// Runs a server for one or more connections.
fn serve<T: Send + 'static>(serve: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    std::thread::Builder::new()
        .name("test-server".to_owned())
        .spawn(serve)
        .unwrap()
}

fn accept(listener: &TcpListener) -> TcpStream {
    let (stream, _) = listener.accept().unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

fn read_line(mut stream: &TcpStream) -> String {
    let mut line = String::new();
    // One byte at a time, so that nothing of what follows is taken.
    let mut byte = [0];
    while !line.ends_with('\n') && stream.read(&mut byte).unwrap() == 1 {
        line.push(char::from(byte[0]));
    }
    line
}

#[test]
fn nobody_listening_is_said_to_refuse() {
    let (listener, address) = listener();
    drop(listener);
    let connection = open(config(address));
    assert_eq!(
        end(&connection),
        EndReason::Failed(ConnectError::Refused { address })
    );
}

#[test]
fn a_host_that_does_not_exist_is_said_so_and_can_be_cancelled() {
    let connection = open(ConnectionConfig::new("no-such-host.invalid", 2010, "Ana"));
    assert!(matches!(
        end(&connection),
        EndReason::Failed(ConnectError::LookupFailed { .. })
    ));
    let connection = open(ConnectionConfig::new("no-such-host.invalid", 2010, "Ana"));
    connection.send(Command::Leave).unwrap();
    let reason = end(&connection);
    let EndReason::Failed(error) = &reason else {
        panic!("{reason:?}")
    };
    assert!(matches!(
        error,
        ConnectError::Cancelled | ConnectError::LookupFailed { .. }
    ));
}

#[test]
fn a_server_that_does_not_even_accept_can_be_cancelled() {
    // The system completes the connection on the listener's behalf, so this is a silent host.
    let (listener, address) = listener();
    let connection = open(config(address));
    until(&connection, |event| {
        matches!(event, ConnectionEvent::Connected { .. }).then_some(())
    });
    connection.send(Command::Leave).unwrap();
    assert_eq!(end(&connection), EndReason::Failed(ConnectError::Cancelled));
    drop(listener);
}

#[test]
fn localhost_is_looked_up_and_all_its_addresses_are_tried() {
    let (listener, address) = listener();
    let server = serve(move || accept(&listener));
    let connection = open(ConnectionConfig::new("localhost", address.port(), "Ana"));
    let connected = until(&connection, |event| match event {
        ConnectionEvent::Connected { address, .. } => Some(*address),
        _ => None,
    });
    assert_eq!(connected, address);
    server.join().unwrap();
}

#[test]
fn a_foreign_server_without_newlines_is_talked_to_from_name_to_farewell() {
    let (listener, address) = listener();
    let server = serve(move || {
        let mut stream = accept(&listener);
        stream.write_all(b"Nombre: ").unwrap();
        let mut heard = String::new();
        let mut buffer = [0; 100];
        loop {
            let count = stream.read(&mut buffer).unwrap();
            if count == 0 {
                stream.write_all(b"adios").unwrap();
                return heard;
            }
            heard.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
            heard.push('|');
        }
    });
    let connection = open(config(address));
    say(&connection, 1, "hola");
    say(&connection, 2, "a todos");
    connection.send(Command::LeaveWhenDone).unwrap();
    until(&connection, |event| {
        (*event == ConnectionEvent::Recognised(ServerKind::Foreign)).then_some(())
    });
    let farewell = ForeignLine {
        text: "adios".to_owned(),
        complete: false,
    };
    until(&connection, |event| {
        (*event == ConnectionEvent::Foreign(farewell.clone())).then_some(())
    });
    assert_eq!(end(&connection), EndReason::Left);
    assert_eq!(server.join().unwrap(), "Ana|hola|a todos|");
}

#[test]
fn a_silent_host_gets_the_name_as_a_line() {
    let (listener, address) = listener();
    let server = serve(move || read_line(&accept(&listener)));
    let connection = open(config(address));
    assert_eq!(server.join().unwrap(), "Ana\n");
    assert_eq!(end(&connection), EndReason::ForeignClosed);
}

#[test]
fn a_welcomed_address_is_known_the_next_time() {
    let folder = tempfile::tempdir().unwrap();
    let (listener, address) = listener();
    let server = serve(move || {
        for banner in ["Tertulia 1. Please send your name:\n", ""] {
            let mut stream = accept(&listener);
            // The second time the hello comes without one.
            stream.write_all(banner.as_bytes()).unwrap();
            assert!(read_line(&stream).contains("\"hello\""));
            let mut welcomed = Vec::new();
            let welcome = ServerMessage::Welcome(Box::new(welcome(1, 0, 0, false)));
            app::encode(&welcome, &mut welcomed);
            stream.write_all(&welcomed).unwrap();
            let mut rest = String::new();
            stream.read_to_string(&mut rest).unwrap();
            assert!(rest.contains("\"quit\""), "{rest}");
        }
    });
    for _ in 0..2 {
        let known_servers = Some(folder.path().to_owned());
        let connection = open(ConnectionConfig {
            known_servers,
            ..in_clear(address)
        });
        until(&connection, |event| {
            matches!(event, ConnectionEvent::Welcomed(_)).then_some(())
        });
        // Dropping says goodbye.
    }
    server.join().unwrap();
}

#[test]
fn a_lost_server_is_come_back_to_and_nothing_is_said_twice() {
    let (listener, address) = listener();
    let server = serve(move || {
        let mut stream = accept(&listener);
        stream.write_all(b"Tertulia\n").unwrap();
        read_line(&stream);
        let mut bytes = Vec::new();
        app::encode(
            &ServerMessage::Welcome(Box::new(welcome(1, 6, 0, false))),
            &mut bytes,
        );
        stream.write_all(&bytes).unwrap();
        while !read_line(&stream).contains("\"say\"") {}
        drop(stream);
        let mut stream = accept(&listener);
        let hello = read_line(&stream);
        assert!(hello.contains("\"last_seen\":6"), "{hello}");
        bytes.clear();
        app::encode(
            &ServerMessage::Welcome(Box::new(welcome(1, 6, 0, true))),
            &mut bytes,
        );
        stream.write_all(&bytes).unwrap();
        let again = loop {
            let line = read_line(&stream);
            if line.contains("\"say\"") {
                break line;
            }
        };
        assert!(
            again.contains("\"number\":1") && again.contains("hola"),
            "{again}"
        );
        stream
            .write_all(b"{\"type\":\"ack\",\"number\":1,\"id\":7,\"time\":9}\n")
            .unwrap();
        let mut rest = String::new();
        stream.read_to_string(&mut rest).unwrap();
    });
    let connection = open(in_clear(address));
    say(&connection, 1, "hola");
    until(&connection, |event| {
        matches!(event, ConnectionEvent::Lost(_)).then_some(())
    });
    let id = until(&connection, |event| match event {
        ConnectionEvent::Message {
            delivery: Delivery::Confirmed { id, .. },
            ..
        } => *id,
        _ => None,
    });
    assert_eq!(id, MessageId(7));
    drop(connection);
    server.join().unwrap();
}

#[test]
fn a_consumer_that_is_behind_stops_the_reading_but_not_the_commands() {
    const LINES: usize = 60_000;
    let (listener, address) = listener();
    let (heard, hears) = bounded(1);
    let server = serve(move || {
        let mut stream = accept(&listener);
        stream.write_all(b"go\n").unwrap();
        assert_eq!(read_line(&stream), "one\n");
        let mut out = stream.try_clone().unwrap();
        let flood = serve(move || {
            for line in 0..LINES {
                writeln!(out, "{line} {}", "x".repeat(100)).unwrap();
            }
        });
        assert_eq!(read_line(&stream), "two\n");
        heard.send(()).unwrap();
        flood.join().unwrap();
    });
    let foreign = ForeignSettings {
        send_name: false,
        ending: LineEnding::Lf,
    };
    let (wake, woken) = bounded(1);
    let wake = Box::new(move || {
        let _already_woken = wake.try_send(());
    });
    let connection = Connection::open(
        ConnectionConfig {
            foreign,
            ..config(address)
        },
        wake,
    )
    .unwrap();
    say(&connection, 1, "one");
    while !connection.events().is_full() {
        woken.recv_timeout(PATIENCE).unwrap();
    }
    say(&connection, 2, "two");
    hears.recv_timeout(PATIENCE).unwrap();
    let mut next = 0;
    let reason = until(&connection, |event| match event {
        ConnectionEvent::Foreign(line) if line.text != "go" => {
            assert!(
                line.text.starts_with(&format!("{next} ")),
                "{} instead of {next}",
                line.text
            );
            next += 1;
            None
        }
        ConnectionEvent::Ended(ended) => Some(ended.reason.clone()),
        _ => None,
    });
    assert_eq!((reason, next), (EndReason::ForeignClosed, LINES));
    server.join().unwrap();
}

#[test]
fn dropping_the_handle_closes_the_connection_soon() {
    let (listener, address) = listener();
    let server = serve(move || accept(&listener).read(&mut [0; 10]).unwrap());
    let connection = open(config(address));
    until(&connection, |event| {
        matches!(event, ConnectionEvent::Connected { .. }).then_some(())
    });
    let before = Instant::now();
    drop(connection);
    assert!(before.elapsed() < Duration::from_secs(1));
    assert_eq!(server.join().unwrap(), 0);
}
