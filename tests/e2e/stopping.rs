//! Stopping: everybody is told, every connection ends, the port is free.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use tertulia_harness::{AppClient, PlainClient, StreamEnd, TestServer, hello};
use tertulia_protocol::{ClientMessage, GoodbyeReason, ServerMessage};
use tertulia_server_core::{EndReason, EventKind, Server, StartError, Timings};

const NOTICE: &str = "* The server is closing.";

/// What could hold up a stop takes so long here that it shows, also on a busy machine, whether the stop is
/// bounded by what is promised for it.
const NEVER: Duration = Duration::from_secs(600);
const AT_MOST: Duration = Duration::from_secs(15);

#[test]
fn every_client_reads_the_notice_and_then_the_end_of_the_stream() {
    let promised = Timings::default().stop;
    assert!(promised < Duration::from_secs(2), "{promised:?}");
    let server = TestServer::with(|config| {
        config.limits.max_rate = 0;
        config.timings.slow_reader = NEVER;
        config.timings.farewell = NEVER;
    });
    let address = server.address();
    let mut named = server.plain("Ana");
    let mut unnamed = server.connect();
    let mut app = server.app("Luis");
    let mut unnamed_app = AppClient::open(address);
    unnamed_app.send(&ClientMessage::Hello(hello("!")));
    unnamed_app.wait_refused();
    let mut flooding = server.plain("Marta");
    let mut not_reading = PlainClient::open_with_little_room(address);
    not_reading.enter("Zoe");
    for _ in 0..20 {
        not_reading.line("/help");
    }
    // It never reads a byte of its megabytes, so it cannot be told; it must not hold up the stop.
    let stuck = stuck_client(&server);
    let mut sender = flooding.sender();
    let all_addresses = [
        named.local_addr(),
        unnamed.local_addr(),
        app.local_addr(),
        flooding.local_addr(),
        not_reading.local_addr(),
    ];

    thread::scope(|scope| {
        scope.spawn(move || while sender.write_all(&b"/ack off\n".repeat(1_000)).is_ok() {});
        let reading = scope.spawn(|| flooding.read_until_end());
        server.wait_row("Marta", "a flood", |row| row.bytes_in > 1 << 16);
        let began = Instant::now();
        let stopping = scope.spawn(move || server.stop());
        for client in [&mut named, &mut unnamed, &mut not_reading] {
            assert_told(client.read_until_end());
        }
        assert_told(reading.join().unwrap());
        for client in [&mut app, &mut unnamed_app] {
            let (messages, end) = client.read_until_end();
            let Some(ServerMessage::Goodbye(goodbye)) = messages.last() else {
                panic!("{messages:?}")
            };
            assert_eq!(
                (goodbye.reason, end),
                (GoodbyeReason::Closing, StreamEnd::Closed)
            );
        }
        assert!(
            began.elapsed() < AT_MOST,
            "told after {:?}",
            began.elapsed()
        );
        let log = stopping.join().unwrap();
        assert!(
            began.elapsed() < AT_MOST,
            "stopped after {:?}",
            began.elapsed()
        );
        assert_logged(&log, &all_addresses);
    });
    drop(stuck);
}

/// A client whose outbox is full and that never reads.
fn stuck_client(server: &TestServer) -> PlainClient {
    let mut client = PlainClient::open_with_little_room(server.address());
    client.enter("Stuck");
    while server.row("Stuck").outbox_bytes < 100_000 {
        client.send(&"/help\n".repeat(100));
    }
    client
}

#[track_caller]
fn assert_told((lines, end): (Vec<String>, StreamEnd)) {
    assert_eq!(
        (lines.last().map(String::as_str), end),
        (Some(NOTICE), StreamEnd::Closed)
    );
}

#[track_caller]
fn assert_logged(log: &[EventKind], addresses: &[std::net::SocketAddr]) {
    assert_eq!(log.last(), Some(&EventKind::Stopped));
    assert!(log.contains(&EventKind::Closing));
    for address in addresses {
        let ended = log.iter().any(|event| match event {
            EventKind::Left { who, reason } | EventKind::Disconnected { who, reason } => {
                who.address == *address
                    && matches!(
                        reason,
                        EndReason::Farewell {
                            reason: GoodbyeReason::Closing,
                            ..
                        }
                    )
            }
            _ => false,
        });
        assert!(ended, "the log lacks the end of {address}: {log:#?}");
    }
}

#[test]
fn another_server_binds_the_port_at_once_again_and_again() {
    let mut server = TestServer::start();
    let address = server.address();
    for round in 0..5 {
        let mut ana = server.plain("Ana");
        let app = server.app("Luis");
        if round % 2 == 0 {
            app.vanish();
        }
        drop(server.stop());
        assert_told(ana.read_until_end());
        server = TestServer::with(|config| config.bind = address);
    }
}

#[test]
fn a_port_in_use_is_named_as_the_reason() {
    let server = TestServer::start();
    let config = tertulia_server_core::Config {
        bind: server.address(),
        ..Default::default()
    };
    let error = Server::start(config).map(drop).unwrap_err();
    assert!(
        matches!(error, StartError::PortInUse(address) if address == server.address()),
        "{error:?}"
    );
    // The one that was there is not disturbed.
    let _ana = server.plain("Ana");
}

#[test]
fn an_idle_server_stops_at_once() {
    let server = TestServer::with(|config| config.timings.stop = NEVER);
    let began = Instant::now();
    let log = server.stop();
    assert!(began.elapsed() < AT_MOST, "{:?}", began.elapsed());
    assert!(
        matches!(
            log[..],
            [
                EventKind::Listening(_),
                EventKind::Closing,
                EventKind::Stopped
            ]
        ),
        "{log:?}"
    );
}
