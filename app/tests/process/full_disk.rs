//! A server whose disk is full: it refuses, says why, and goes on by itself when there is room.

use std::fs;

use tertulia_protocol::{Posted, RefusalReason, ServerMessage};

use crate::account::{kept, reckon, text_of};
use crate::harness::{Home, Raw};
use crate::namespace::fill;
use crate::returning::ReturningClient;

const END: &str = "the end";

/// Says it, and whether that was confirmed.
fn is_confirmed(client: &mut ReturningClient, text: &str) -> bool {
    let refused = client.refused.len();
    client.say(None, text).unwrap();
    while client.unconfirmed() > 0 {
        client.next().unwrap();
    }
    client.refused.len() == refused
}

fn is_received(guest: &mut Raw, text: &str) -> bool {
    guest.send(text);
    loop {
        let line = guest.await_line("");
        if line.starts_with("* received #") {
            return true;
        }
        if line.starts_with("Error: ") {
            let expected = "Error: Your message was not kept: the server's disk is full.";
            assert!(line.starts_with(expected), "{line}");
            return false;
        }
    }
}

#[test]
fn a_full_disk_refuses_in_both_dialects_and_with_room_everything_goes_on() {
    let home = Home::new();
    let words = ["server", "--headless", "--port", "0", "--max-rate", "0"];
    let mount = "mount -t tmpfs -o size=1m,mode=700 small \"$XDG_DATA_HOME\"";
    let mut server = home.start_among(mount, &words);
    let address = server.address();
    let (mut ana, mut eva) = (
        ReturningClient::new("Ana", 1),
        ReturningClient::new("Eva", 2),
    );
    ana.connect(address).unwrap();
    eva.connect(address).unwrap();
    let mut luis = Raw::named(address, "Luis");
    let mut received = Vec::new();
    for number in 0..10 {
        assert!(is_confirmed(&mut ana, &format!("Ana before {number}")));
        let text = format!("Luis before {number}");
        assert!(is_received(&mut luis, &text));
        received.push(text);
    }

    let filler = server.sees(&home.path().join("filler"));
    fill(&filler);
    // The database may have room for a few more in what it has already.
    let long = "x".repeat(900);
    let mut tries = 0..1_000;
    while is_confirmed(
        &mut ana,
        &format!("{long} {}", tries.next().expect("it becomes full")),
    ) {}
    server.await_line("Messages cannot be kept: the disk is full.");
    for number in 0..20 {
        is_confirmed(&mut ana, &format!("{long} amid {number}"));
        let text = format!("{long} Luis amid {number}");
        if is_received(&mut luis, &text) {
            received.push(text);
        }
    }
    assert!(ana.refused.len() > 10, "{} were refused", ana.refused.len());
    for (_, refused) in &ana.refused {
        assert_eq!(refused.reason, RefusalReason::Storage);
        assert!(
            refused.message.contains("the server's disk is full"),
            "{refused:?}"
        );
    }

    fs::remove_file(filler).unwrap();
    // Nobody writes anything: it tries by itself.
    server.await_line("Messages are kept again.");
    for number in 0..10 {
        assert!(is_confirmed(&mut ana, &format!("Ana after {number}")));
        let text = format!("Luis after {number}");
        assert!(is_received(&mut luis, &text));
        received.push(text);
    }
    server.type_line(END);
    for client in [&mut ana, &mut eva] {
        while !matches!(client.next().unwrap(), ServerMessage::Operator(said) if said.text == END) {
        }
    }

    // The small disk goes when the server does. Nothing is on its way.
    let history = server.sees(&home.path().join("tertulia/history/unsaved"));
    let copy = Home::new();
    for file in fs::read_dir(history).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let kept = kept(&copy.path().join("port-0.sqlite3"));
    reckon(&[ana.into_account(), eva.into_account()], &kept, END).settle("a full disk");
    let of_luis = kept.iter().map(|message| &message.posted);
    let of_luis = of_luis
        .filter(|posted| matches!(posted, Posted::Said(said) if said.from.name.as_str() == "Luis"));
    assert_eq!(of_luis.map(text_of).collect::<Vec<_>>(), received);
    server.type_line("/quit");
    let ended = server.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
}
