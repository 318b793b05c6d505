//! The operator's commands about who may write and who may come in.

use std::fs;

use crate::harness::{Home, Raw};

#[test]
fn the_operator_mutes_freezes_bans_and_lifts_it_all_again() {
    let home = Home::new();
    let (mut server, address) = home.server(&["--max-rate", "0", "--no-history"]);
    let mut ana = Raw::named(address, "Ana");
    server.type_line("/mute ana 5 too loud");
    ana.await_line("* The operator has muted you for 5 minutes");
    let line = server.await_line("is muted until ");
    assert!(
        line.contains(&ana.address().to_string()) && line.ends_with(": too loud"),
        "{line}"
    );
    ana.send("/me shouts");
    ana.await_line("Error: The operator has muted you");
    for (line, answer) in [
        ("/bans", "muted until "),
        ("/mute", "Use it like this: /mute NAME"),
        ("/mute nobody 5", "Nobody here is called “nobody 5”"),
        ("/mute ana 0 x", "“0” is no number of minutes"),
        ("/unmute luis", "Nobody called “luis” is muted"),
        ("/unban 10.0.0.1", "“10.0.0.1” is not banned"),
        ("/ban nobody", "Nobody here is called “nobody”"),
        ("/unmute ANA", "Ana is no longer muted"),
        ("/freeze", "Nobody but the operator can write now"),
        ("/bans", "Frozen: nobody but the operator can write."),
        ("/freeze", "That is so already."),
        ("/unfreeze", "Everybody can write again"),
        ("/unfreeze", "That is so already."),
        ("/password off", "That is so already."),
        ("/bans", "Nobody is banned, nobody is muted"),
        ("/flood slow", "slowed down from now on"),
    ] {
        server.type_line(line);
        server.await_line(answer);
    }
    server.type_line("/ban 10.0.0.0/8 forever whole network");
    server.await_line("10.0.0.0/8 is banned for good: whole network");
    server.type_line("/ban ana 60 advertising");
    assert!(
        ana.rest()
            .contains("banned from this server for 60 minutes. Reason: advertising")
    );
    server.await_line("Ana is banned until ");
    let mut again = Raw::connect(address, "Luis");
    assert!(again.rest().contains("Error: You are banned"));
    server.await_line("1 connection from 127.0.0.1 turned away");
    server.type_line("/bans");
    server.await_line("banned for good: 10.0.0.0/8 – whole network");
    server.type_line("/ban 127.0.0.0/8");
    server.await_line("127.0.0.0/8 is banned for good");
    for (line, answer) in [
        (
            "/unban ana",
            "The ban of 127.0.0.1 is lifted, but that of 127.0.0.0/8 still holds",
        ),
        (
            "/unban 127.0.0.1",
            "“127.0.0.1” is not banned by itself, but as a part of 127.0.0.0/8",
        ),
        ("/ban 127.0.0.9", "127.0.0.9 is banned for good"),
        (
            "/unban 127.0.0.0/8",
            "no longer banned as a whole, but 1 ban still holds",
        ),
        ("/unban 127.0.0.9", "127.0.0.9 is no longer banned"),
    ] {
        server.type_line(line);
        server.await_line(answer);
    }
    let _in = Raw::named(address, "Luis");
    let mut namesake = Raw::named(address, "10.0.0.5");
    server.type_line("/ban 10.0.0.5 forever who is meant?");
    server.await_line("Somebody here is called “10.0.0.5” too");
    server.await_line("10.0.0.5 is banned for good: who is meant?");
    namesake.send("here");
    namesake.await_line("* received #1");
    server.type_line("/unban 10.0.0.5");
    server.await_line("The ban of 10.0.0.5 is lifted, but that of 10.0.0.0/8 still holds");
    server.type_line("/quit");
    server.end();
}

#[test]
fn bans_that_cannot_be_read_stop_the_start_and_say_where() {
    let home = Home::new();
    let (mut server, _) = home.server(&["--no-history"]);
    server.type_line("/ban 10.0.0.1");
    server.await_line("10.0.0.1 is banned for good");
    server.type_line("/quit");
    server.end();
    let path = home
        .path()
        .join("tertulia/history/unsaved/port-0.moderation.json");
    let good = fs::read_to_string(&path).unwrap();
    fs::write(&path, good.replace("\"bans\"", "bans")).unwrap();
    let words = [
        "server",
        "--headless",
        "--port",
        "0",
        "--no-history",
        "--lang",
        "es",
    ];
    let ended = home.run(&words);
    assert_eq!(ended.code, Some(1));
    assert!(
        ended.stderr.contains("No se entienden las prohibiciones")
            && ended.stderr.contains("port-0.moderation.json (línea 5"),
        "{}",
        ended.stderr
    );
    assert!(fs::read_to_string(&path).unwrap().contains("  bans"));
}
