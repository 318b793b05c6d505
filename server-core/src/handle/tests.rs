use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;

use super::*;
use crate::Level;
use crate::storage::{Disk, StorageError};

/// Nothing that is awaited takes longer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn server() -> ServerHandle {
    let bind = SocketAddr::from(([127, 0, 0, 1], 0));
    Server::start(Config {
        bind,
        ..Config::default()
    })
    .unwrap()
}

#[test]
fn a_counter_counts_from_another_thread_until_the_server_has_ended() {
    let server = server();
    let counter = server.counter();
    let guest = TcpStream::connect(server.address()).unwrap();
    let connected = |event: Event| matches!(event.kind, EventKind::Connected(_));
    while !connected(server.events().recv_timeout(PATIENCE).unwrap()) {}
    let counted = thread::scope(|scope| {
        let asking = scope.spawn(|| counter.snapshot(PATIENCE));
        asking.join().unwrap()
    });
    let snapshot = counted.unwrap().unwrap();
    let addresses: Vec<_> = (snapshot.clients.iter())
        .map(|client| client.address)
        .collect();
    assert_eq!(addresses, [guest.local_addr().unwrap()]);
    server.stop();
    assert_eq!(counter.snapshot(PATIENCE).err(), Some(NotTaken));
}

#[test]
fn a_server_for_encrypted_guests_needs_a_key() {
    let config = Config {
        bind: SocketAddr::from(([127, 0, 0, 1], 0)),
        clear_guests: false,
        ..Config::default()
    };
    let error = Server::start(config).unwrap_err();
    assert!(matches!(error, StartError::NoIdentity), "{error}");
}

#[test]
fn a_server_ends_though_counters_ask_without_a_pause() {
    let server = server();
    let (sender, counted) = crossbeam_channel::bounded(1);
    thread::scope(|scope| {
        for _ in 0..4 {
            let (counter, sender) = (server.counter(), sender.clone());
            scope.spawn(move || {
                while counter.snapshot(PATIENCE).is_ok() {
                    let _full = sender.try_send(());
                }
            });
        }
        counted.recv_timeout(PATIENCE).unwrap();
        let events = server.events().clone();
        server.stop();
        let last = events.try_iter().last().unwrap();
        assert_eq!(last.kind, EventKind::Stopped);
    });
}

/// A server that keeps its history on this disk.
fn server_on(disk: &Disk) -> ServerHandle {
    let config = Config {
        bind: SocketAddr::from(([127, 0, 0, 1], 0)),
        history: Some(HistoryConfig::at("nowhere")),
        ..Config::default()
    };
    let open = |_: &Config, _: &HistoryConfig, _| {
        let storage: Box<dyn Storage> = Box::new(disk.clone());
        Ok((storage, disk.restored(10)))
    };
    start_with(config, open).unwrap()
}

/// A guest called Ana, and what waits until a line with some part is read.
fn ana(server: &ServerHandle) -> (TcpStream, impl FnMut(&str) -> String + use<>) {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut lines = BufReader::new(stream.try_clone().unwrap());
    let mut await_line = move |part: &str| {
        loop {
            let mut line = String::new();
            assert!(lines.read_line(&mut line).unwrap() > 0, "no {part:?}");
            if line.contains(part) {
                return line;
            }
        }
    };
    (&stream).write_all(b"Ana\n").unwrap();
    await_line("Welcome, Ana.");
    (stream, await_line)
}

/// Stops it, in time.
fn stop(server: ServerHandle) -> Vec<EventKind> {
    let events = server.events().clone();
    let (done, stopped) = crossbeam_channel::bounded(1);
    let stopping = thread::Builder::new().spawn(move || {
        server.stop();
        done.send(()).unwrap();
    });
    stopped.recv_timeout(PATIENCE).expect("it stops");
    stopping.unwrap().join().unwrap();
    events.iter().map(|event| event.kind).collect()
}

#[test]
fn a_storage_thread_that_panics_in_its_own_code_is_as_loud_and_holds_up_nobody() {
    use crate::io::Step::{Keep, Publish, Settled};
    // The last ones come first.
    for (stumbles, is_kept) in [
        (vec![Keep], false),
        (vec![Settled], true),
        (vec![Publish], true),
        (vec![Publish, Settled], true),
        (vec![Publish, Keep], false),
    ] {
        let disk = Disk::default();
        let server = server_on(&disk);
        let (stream, mut await_line) = ana(&server);
        let stumbling = format!("{stumbles:?}");
        let keeping = server.shared.keeping.clone().unwrap();
        *keeping.stumbles.lock().unwrap() = stumbles;
        (&stream).write_all(b"amid\n").unwrap();
        let answer = await_line("");
        let expected = match is_kept {
            true => "* received #1",
            false => "Error: Your message was not kept",
        };
        assert!(answer.starts_with(expected), "{stumbling}: {answer}");
        assert_eq!(disk.messages().len(), usize::from(is_kept), "{stumbling}");
        (&stream).write_all(b"after\n").unwrap();
        await_line("Error: Your message was not kept");
        let events = stop(server);
        await_line("* The server is closing.");
        let failing = events.iter().filter(|kind| match kind {
            EventKind::StorageFailing { error } => {
                assert_eq!(kind.level(), Level::Alarm);
                matches!(error, StorageError::Broken(said) if said.starts_with("a fault at "))
            }
            _ => false,
        });
        assert_eq!(failing.count(), 1, "{stumbling}: {events:?}");
    }
}

#[test]
fn a_storage_thread_that_panics_again_over_a_turn_confirms_nothing_and_serves_on() {
    use crate::io::Step::Keep;
    let disk = Disk::default();
    let server = server_on(&disk);
    let (stream, mut await_line) = ana(&server);
    let keeping = server.shared.keeping.clone().unwrap();
    *keeping.stumbles.lock().unwrap() = vec![Keep, Keep];
    (&stream).write_all(b"amid\n").unwrap();
    while !keeping.stumbles.lock().unwrap().is_empty() {
        thread::yield_now();
    }
    (&stream).write_all(b"after\n").unwrap();
    let answer = await_line("");
    assert!(
        answer.starts_with("Error: Your message was not kept"),
        "{answer}"
    );
    assert_eq!(disk.messages().len(), 0);
    stop(server);
    await_line("* The server is closing.");
}

#[test]
fn a_storage_that_panics_refuses_messages_and_holds_up_no_farewell() {
    let disk = Disk::default();
    let server = server_on(&disk);
    let (stream, mut await_line) = ana(&server);
    (&stream).write_all(b"kept\n").unwrap();
    await_line("* received #1");
    disk.set_broken(true);
    for _ in 0..2 {
        (&stream).write_all(b"not kept\n").unwrap();
        await_line("Error: Your message was not kept");
    }
    // It would work again, but nobody knows what the panic left behind.
    disk.set_broken(false);
    (&stream).write_all(b"not kept\n").unwrap();
    await_line("Error: Your message was not kept");
    let trouble = server.snapshot(PATIENCE).unwrap().history.unwrap().trouble;
    assert_eq!(trouble.unwrap().refused, 3);

    let events = stop(server);
    await_line("* The server is closing.");
    let failing = events.iter().filter(|kind| match kind {
        EventKind::StorageFailing { error } => {
            assert_eq!(kind.level(), Level::Alarm);
            *error == StorageError::Broken("a storage that panics".to_owned())
        }
        _ => false,
    });
    assert_eq!(failing.count(), 1, "{events:?}");
    assert_eq!(disk.messages().len(), 1);
}
