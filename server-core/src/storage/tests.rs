//! Conversations with a history, in virtual time.

mod whatever_fails;

use std::time::Duration;

use tertulia_protocol::Limits;

use super::{Disk, StorageError};
use crate::simulation::Simulation;
use crate::{Caps, EventKind, Hub, Level, Recipients};

const ANA: &str =
    r#"{"type":"hello","name":"Ana","version":1,"token":"000102030405060708090a0b0c0d0e0f"}"#;

fn ana_again(last_seen: u64) -> String {
    let seen = format!(r#","last_seen":{last_seen},"run":"0000000000000007"}}"#);
    ANA.replace('}', &seen)
}

fn server(disk: &Disk) -> Simulation {
    Simulation::on(disk, unlimited(), Caps::default())
}

fn unlimited() -> Limits {
    Limits {
        max_rate: 0,
        ..Limits::default()
    }
}

fn say(number: u64, text: &str) -> String {
    format!("{{\"type\":\"say\",\"number\":{number},\"text\":\"{text}\"}}\n")
}

/// Remembers so few messages that most are only in the history.
fn forgetful() -> Caps {
    Caps {
        history: 2,
        ..Caps::default()
    }
}

#[test]
fn nothing_is_told_before_it_is_kept() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let (ana, luis) = (server.join("Ana"), server.join("Luis"));
    server.read(ana);
    server.hold(true);
    server.send(ana, "hola\n");
    assert_eq!(server.read(ana) + &server.read(luis), "");
    assert!(disk.messages().is_empty());
    server.commit();
    assert_eq!(server.read(ana), "* received #1\n");
    assert_eq!(server.read(luis), "Ana: hola\n");
    assert_eq!(disk.messages().len(), 1);
}

#[test]
fn what_gathers_during_a_commit_is_kept_in_one() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let ana = server.join("Ana");
    server.hold(true);
    for number in 0..100 {
        server.send(ana, format!("{number}\n"));
    }
    let before = disk.commits();
    server.commit();
    assert_eq!(disk.commits(), before + 1);
    assert_eq!(disk.messages().len(), 100);
}

#[test]
fn what_keeps_nothing_costs_no_commit() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let ana = server.join("Ana");
    let before = disk.commits();
    server.send(ana, "/who\n/help\n/history\n/nosuch\n");
    assert!(server.read(ana).contains("Here (1): Ana."));
    assert_eq!(disk.commits(), before);
}

#[test]
fn a_message_that_cannot_be_kept_is_refused_and_not_counted_and_nobody_reads_it() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let (pia, luis) = (server.join("Pia"), server.join("Luis"));
    let (ana, _) = server.join_app(ANA);
    for client in [pia, luis, ana] {
        server.read(client);
    }
    disk.set_full(true);
    server.send(pia, "one\n");
    server.send(ana, say(1, "two"));
    server.send(pia, "/history\n");
    let read = server.read(pia);
    assert!(
        read.starts_with("Error: Your message was not kept: the server's disk is full."),
        "{read}"
    );
    assert!(read.contains("history: 0 messages"), "{read}");
    let refused = server.read(ana);
    assert!(
        refused.starts_with(r#"{"type":"refused","number":1,"reason":"storage","#),
        "{refused}"
    );
    server.send(ana, say(1, "two"));
    assert_eq!(server.read(ana), refused, "the verdict stays");
    assert_eq!(server.read(luis), "");
    assert_eq!(server.hub.messages(), 0);

    disk.set_full(false);
    server.send(pia, "three\n");
    assert_eq!(server.read(pia), "* received #1\n", "it is the first");
    assert_eq!(server.read(luis), "Pia: three\n");
    assert!(!server.is_ended(pia));
}

#[test]
fn who_wants_no_confirmations_is_told_of_the_refusal_all_the_same() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let ana = server.join("Ana");
    server.send(ana, "/ack off\n");
    server.read(ana);
    disk.set_full(true);
    server.send(ana, "hola\n");
    assert!(
        server
            .read(ana)
            .starts_with("Error: Your message was not kept")
    );
}

#[test]
fn the_operator_hears_once_that_it_fails_and_once_that_it_works_again() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let ana = server.join("Ana");
    disk.set_full(true);
    server.events.clear();
    server.send(ana, "one\n");
    server.send(ana, "two\n");
    server.room(|hub, now| hub.handle_operator(&Recipients::Everyone, "three", now));
    server.probe();
    disk.set_full(false);
    server.probe();
    server.probe();
    let kinds: Vec<EventKind> = server.events.drain(..).map(|event| event.kind).collect();
    assert!(
        matches!(
            &kinds[..],
            [
                EventKind::StorageFailing {
                    error: StorageError::Full
                },
                EventKind::NotKept { who: Some(first) },
                EventKind::NotKept { who: Some(_) },
                EventKind::NotKept { who: None },
                EventKind::StorageWorks { refused: 3 },
            ] if first.name.as_ref().is_some_and(|name| name.as_str() == "Ana")
        ),
        "{kinds:#?}"
    );
    assert_eq!(kinds[0].level(), Level::Alarm);
}

#[test]
fn later_decisions_that_mention_what_was_lost_are_mended_before_they_are_told() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let pia = server.join("Pia");
    let (ana, _) = server.join_app(ANA);
    server.read(pia);
    server.hold(true);
    disk.set_full(true);
    server.send(pia, "lost\n");
    server.send(ana, say(1, "lost too"));
    server.commit_while(|server| {
        // The room does not know of the failure yet.
        disk.set_full(false);
        server.send(pia, "kept\n/history\n");
        server.send(ana, say(1, "lost too"));
        server.close(ana);
    });
    let read = server.read(pia);
    assert!(
        read.starts_with("Error: ") && read.lines().count() == 1,
        "{read}"
    );
    let refused = server.read(ana);
    assert!(refused.contains(r#""reason":"storage""#), "{refused}");
    server.commit();
    let read = server.read(pia);
    assert!(
        read.starts_with("* received #1\n* history: 1 message\n"),
        "{read}"
    );
    let (_, welcome) = server_return(&mut server, 0);
    assert!(
        welcome.contains(r#""decided":1"#) && welcome.contains(r#""missed":1"#),
        "{welcome}"
    );
}

fn server_return(server: &mut Simulation, last_seen: u64) -> (crate::ClientId, String) {
    server.hold(false);
    server.join_app(&ana_again(last_seen))
}

#[test]
fn after_a_restart_people_are_away_for_a_moment_and_resume_exactly_once() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let luis = server.join("Luis");
    let (ana, _) = server.join_app(ANA);
    server.send(ana, say(1, "one"));
    let ack = server.read(ana);
    server.send(luis, "two\n/msg Ana psst\n");
    server.restart();

    let luis = server.join("Luis");
    let other = server.connect();
    server.send(other, "Ana\n");
    assert!(
        server.read(other).starts_with("Error: "),
        "the name is kept"
    );
    server.send(luis, "/msg Ana three\n");
    assert_eq!(
        server.read(luis),
        "* received #1\n",
        "{}",
        server.read(luis)
    );
    let (ana, read) = server.join_app(&ana_again(1));
    assert!(
        read.contains(r#""resumed":true,"decided":1,"#) && read.contains(r#""missed":3"#),
        "{read}"
    );
    let ids: Vec<&str> = read.lines().skip(1).map(|line| &line[..24]).collect();
    assert_eq!(ids.len(), 3, "{read}");
    server.send(ana, say(1, "one"));
    assert_eq!(server.read(ana), ack, "the same verdict as before");
    assert_eq!(server.read(luis), "", "nobody noticed");
    assert_eq!(disk.messages().len(), 4);
}

#[test]
fn who_does_not_come_back_after_a_restart_leaves_after_the_grace() {
    let disk = Disk::default();
    let mut server = server(&disk);
    server.join_app(ANA);
    server.restart();
    let luis = server.join("Luis");
    assert!(server.hub.people() == 2);
    server.pass(Duration::from_secs(29));
    assert_eq!(server.read(luis), "");
    server.pass(Duration::from_secs(1));
    assert_eq!(server.read(luis), "* Ana left\n");
    server.send(luis, "hola\n");
    server.restart();
    let (_, read) = server.join_app(&ana_again(0));
    assert!(
        read.contains(r#""resumed":true"#) && read.contains(r#""missed":1"#),
        "{read}"
    );
}

#[test]
fn an_orderly_stop_keeps_no_names_but_sessions() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let (ana, _) = server.join_app(ANA);
    server.send(ana, say(1, "one"));
    server.room(Hub::handle_closing);
    server.restart();
    assert_eq!(server.hub.people(), 0);
    let (_, read) = server.join_app(&ana_again(1));
    assert!(read.contains(r#""resumed":true,"decided":1,"#), "{read}");
}

#[test]
fn a_session_that_was_left_too_long_ago_is_forgotten_over_restarts_too() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let (ana, _) = server.join_app(ANA);
    server.send(ana, "{\"type\":\"quit\"}\n");
    server.pass(Duration::from_secs(24 * 3_600));
    server.restart();
    let (_, read) = server.join_app(&ana_again(0));
    assert!(read.contains(r#""resumed":false"#), "{read}");
}

#[test]
fn a_renamed_person_comes_back_under_the_new_name() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let (ana, _) = server.join_app(ANA);
    server.send(
        ana,
        "{\"type\":\"rename\",\"number\":1,\"name\":\"Anita\"}\n",
    );
    let verdict = server.read(ana).lines().next().unwrap().to_owned() + "\n";
    server.restart();
    let (ana, read) = server.join_app(&ana_again(0));
    assert!(read.contains(r#""you":{"id":1,"name":"Anita"}"#), "{read}");
    server.send(
        ana,
        "{\"type\":\"rename\",\"number\":1,\"name\":\"Anita\"}\n",
    );
    assert_eq!(server.read(ana), verdict);
}

#[test]
fn ids_go_on_over_restarts() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let ana = server.join("Ana");
    server.send(ana, "one\n");
    server.restart();
    let (_, welcome) = server.join_app(r#"{"type":"hello","name":"Eva","version":1}"#);
    assert!(
        welcome.contains(r#""you":{"id":2,"#) && welcome.contains(r#""latest":1"#),
        "{welcome}"
    );
    assert!(welcome.contains(r#""run":"0000000000000007""#), "{welcome}");
}

#[test]
fn an_id_that_was_never_kept_is_never_told() {
    let disk = Disk::default();
    let mut server = server(&disk);
    let ana = server.join("Ana");
    server.send(ana, "one\n");
    disk.set_full(true);
    server.send(ana, "two\n");
    let (_, welcome) = server.join_app(r#"{"type":"hello","name":"Eva","version":1}"#);
    assert!(welcome.contains(r#""latest":1"#), "{welcome}");
}

#[test]
fn pages_and_what_was_missed_go_back_beyond_the_memory() {
    let disk = Disk::default();
    let mut server = Simulation::on(&disk, unlimited(), forgetful());
    let (ana, _) = server.join_app(ANA);
    let luis = server.join("Luis");
    server.send(luis, "1\n2\n");
    server.close(ana);
    server.send(luis, "3\n/msg Ana 4\n5\n6\n7\n");
    server.read(luis);
    let (ana, read) = server.join_app(&ana_again(2));
    assert!(
        read.contains(r#""missed":5"#) && !read.contains(r#""gap""#),
        "{read}"
    );
    let texts: Vec<bool> = read
        .lines()
        .skip(1)
        .zip(3..)
        .map(|(line, id)| line.contains(&format!(r#""id":{id},"#)))
        .collect();
    assert_eq!(texts, [true; 5], "in order, once: {read}");

    server.send(luis, "/history 6\n");
    let read = server.read(luis);
    assert!(read.contains("history: 6 messages"), "{read}");
    server.read(ana);
    server.send(ana, "{\"type\":\"history\",\"before\":3,\"limit\":10}\n");
    let page = server.read(ana);
    assert!(
        page.contains(r#""id":1,"#)
            && page.contains(r#""id":2,"#)
            && page.contains(r#""more":false"#),
        "{page}"
    );
    assert!(!page.contains(r#""id":3,"#), "{page}");
}

#[test]
fn a_page_has_nothing_that_is_said_after_it_although_both_are_kept_together() {
    let disk = Disk::default();
    let mut server = Simulation::on(&disk, unlimited(), forgetful());
    let (ana, luis) = (server.join("Ana"), server.join("Luis"));
    server.send(luis, "1\n2\n3\n");
    server.read(ana);
    server.hold(true);
    server.send(ana, "/history 50\n");
    server.send(luis, "4\n");
    server.commit();
    let read = server.read(ana);
    assert!(
        read.starts_with("* history: 3 messages") && read.ends_with("Luis: 4\n"),
        "{read}"
    );
}

#[test]
fn more_was_missed_than_is_sent_at_once_so_the_rest_is_named_as_a_gap() {
    let disk = Disk::default();
    let caps = Caps {
        missed: 3,
        ..forgetful()
    };
    let mut server = Simulation::on(&disk, unlimited(), caps);
    let (ana, _) = server.join_app(ANA);
    let luis = server.join("Luis");
    server.close(ana);
    server.send(luis, "1\n2\n3\n4\n5\n6\n7\n8\n");
    let (_, read) = server.join_app(&ana_again(1));
    assert!(
        read.contains(r#""missed":5,"gap":{"after":1,"before":4}"#),
        "{read}"
    );
}

#[test]
fn what_cannot_be_read_is_said_and_named_as_a_gap() {
    let disk = Disk::default();
    let mut server = Simulation::on(&disk, unlimited(), forgetful());
    let (ana, _) = server.join_app(ANA);
    let luis = server.join("Luis");
    server.close(ana);
    server.send(luis, "1\n2\n3\n4\n");
    server.read(luis);
    disk.set_unreadable(true);
    server.send(luis, "/history 50\n");
    assert!(
        server
            .read(luis)
            .starts_with("Error: Older messages cannot be read")
    );
    let (_, read) = server.join_app(&ana_again(0));
    assert!(
        read.contains(r#""missed":2,"gap":{"after":0,"before":3}"#),
        "{read}"
    );
}
