//! The client and Tertulia's real server.

use tertulia_server_core::{Config, Server};

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
