//! A server whose history is damaged, deleted, replaced, locked or read-only: a clear word each time, no panic,
//! and nothing confirmed that is not kept.

use std::fs::{self, OpenOptions};
use std::net::SocketAddr;
use std::os::unix::fs::{FileExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rustix::process::Signal;

use tertulia_protocol::{MessageId, Name, Person, PersonId, Posted, Said, UnixMillis};
use tertulia_server_core::{
    Caps, HistoryConfig, KeptMessage, Readers, Record, RoomMemory, SqliteStorage, Storage as _,
    Timings,
};

use crate::account::{kept, text_of};
use crate::harness::{Home, Raw, Running};
use crate::nobody::as_nobody;
use crate::random::Random;

const SERVER: [&str; 5] = ["server", "--headless", "--port", "0", "--max-rate"];

fn folder(home: &Home) -> PathBuf {
    home.path().join("tertulia/history/unsaved")
}

fn database(home: &Home) -> PathBuf {
    folder(home).join("port-0.sqlite3")
}

fn serve(home: &Home, words: &[&str]) -> (Running, SocketAddr) {
    home.server(&[&["--max-rate", "0"], words].concat())
}

/// A history with this many messages, whose server was killed (so that its log is there) or not.
fn said_before(home: &Home, messages: usize, killed: bool) {
    let (mut server, address) = serve(home, &[]);
    let mut ana = Raw::named(address, "Ana");
    for number in 1..=messages {
        ana.send(&format!("before {number}"));
        ana.await_line(&format!("* received #{number}"));
    }
    if killed {
        server.signal(Signal::KILL);
        server.end();
    } else {
        server.type_line("/quit");
        assert_eq!(server.end().code, Some(0));
    }
}

/// Says so many things, and which were confirmed. Each has a verdict.
fn say(guest: &mut Raw, mark: &str, count: usize) -> Vec<String> {
    let mut confirmed = Vec::new();
    for number in 0..count {
        let text = format!("{mark} {number}");
        guest.send(&text);
        loop {
            let line = guest.await_line("");
            if line.starts_with("* received #") {
                confirmed.push(text);
                break;
            }
            if line.starts_with("Error: ") {
                assert!(line.contains("was not kept"), "{line}");
                break;
            }
        }
    }
    confirmed
}

/// It still ends as it should, and never panicked. Gives what it printed since it was last looked at.
fn quit(mut server: Running) -> String {
    server.type_line("/quit");
    let ended = server.end();
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    ended.stdout
}

/// What was set aside: the databases themselves.
fn aside(home: &Home) -> Vec<PathBuf> {
    let files = fs::read_dir(folder(home)).unwrap();
    let files = files.map(|file| file.unwrap().path());
    let is_aside = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.contains(".damaged-") && !name.ends_with("-wal") && !name.ends_with("-shm")
    };
    files.filter(is_aside).collect()
}

fn texts(database: &Path) -> Vec<String> {
    let kept = kept(database);
    kept.iter()
        .map(|message| text_of(&message.posted).to_owned())
        .collect()
}

fn scribble(path: &Path, random: &mut Random, pieces: usize) {
    let file = OpenOptions::new().write(true).open(path).unwrap();
    let length = file.metadata().unwrap().len();
    for _ in 0..pieces {
        // A first page that says it is another program's is left alone.
        let at = random.within(100..=length - 1);
        file.write_at(&random.bytes(64), at).unwrap();
    }
}

fn starts_afresh(damage: impl Fn(&Path, &mut Random), killed: bool) {
    let mut random = Random::seeded(getrandom::u64().unwrap());
    for (language, damaged, begins) in [
        ("en", "The history was damaged (", "a fresh one begins"),
        ("es", "El historial estaba dañado (", "empieza uno nuevo"),
    ] {
        let home = Home::new();
        said_before(&home, 50, killed);
        damage(&database(&home), &mut random);
        let torn = fs::read(database(&home)).unwrap();
        let (server, address) = serve(&home, &["--lang", language]);
        let line = server.await_line(damaged);
        assert!(line.contains(begins), "{line}");
        let aside = aside(&home);
        assert_eq!(aside.len(), 1, "{aside:?}");
        assert!(line.contains(&aside[0].display().to_string()), "{line}");
        assert!(fs::read(&aside[0]).unwrap() == torn, "kept as it was");
        let mut luis = Raw::connect(address, "Luis");
        luis.send("a fresh start");
        luis.await_line(" #1");
        quit(server);
        assert_eq!(texts(&database(&home)), ["a fresh start"]);
    }
}

#[test]
fn a_history_cut_short_is_set_aside_at_the_start() {
    let cut = |path: &Path, _: &mut Random| {
        let file = OpenOptions::new().write(true).open(path).unwrap();
        let length = file.metadata().unwrap().len();
        assert!(length > 8_192, "{length}");
        file.set_len(length / 2 + 100).unwrap();
    };
    starts_afresh(cut, false);
}

#[test]
fn a_history_full_of_random_bytes_is_set_aside_at_the_start() {
    let overwrite = |path: &Path, random: &mut Random| {
        let length = fs::metadata(path).unwrap().len() as usize;
        fs::write(path, random.bytes(length)).unwrap();
    };
    starts_afresh(overwrite, false);
    starts_afresh(overwrite, true);
}

#[test]
fn random_bytes_while_it_runs_cost_no_verdict_and_are_named_at_the_latest_by_the_next_start() {
    let mut random = Random::seeded(getrandom::u64().unwrap());
    let home = Home::new();
    said_before(&home, 200, false);
    let (server, address) = serve(&home, &[]);
    let mut luis = Raw::named(address, "Luis");
    scribble(&database(&home), &mut random, 2_000);
    let confirmed = say(&mut luis, "amid", 50);
    luis.send("/history 100");
    let mut printed = quit(server);
    let (server, address) = serve(&home, &[]);
    let mut eva = Raw::named(address, "Eva");
    assert_eq!(say(&mut eva, "after", 10).len(), 10);
    printed += &quit(server);
    assert!(printed.contains("The history was damaged ("), "{printed}");
    assert!(!aside(&home).is_empty());
    let texts = texts(&database(&home));
    let after: Vec<&String> = texts
        .iter()
        .filter(|text| text.starts_with("after"))
        .collect();
    assert_eq!(after.len(), 10);
    // Whatever is read of the time between was confirmed; what is not, is in what was set aside.
    let amid: Vec<&String> = texts
        .iter()
        .filter(|text| text.starts_with("amid"))
        .collect();
    for text in &amid {
        assert!(confirmed.contains(text), "{text}");
    }
}

#[test]
fn damage_that_is_noticed_while_it_runs_costs_what_is_damaged_and_nothing_else() {
    let mut random = Random::seeded(getrandom::u64().unwrap());
    let home = Home::new();
    // More than is in anybody's memory.
    let before = 6_000;
    write_history(&database(&home), before);
    let (server, address) = serve(&home, &[]);
    let mut luis = Raw::named(address, "Luis");
    let mut confirmed = say(&mut luis, "amid", 20);
    let file = OpenOptions::new()
        .write(true)
        .open(database(&home))
        .unwrap();
    file.write_at(&random.bytes(100 << 10), 1 << 20).unwrap();
    // Down to there, so that nothing of it is in the memory of the database any more; in turns, since
    // nobody may ask for so many pages at once.
    for turn in (1..=8).rev() {
        let hello = format!(r#"{{"type":"hello","name":"Eva {turn}","version":1}}"#);
        let mut reader = Raw::connect(address, &hello);
        for part in (7 * turn..7 * turn + 7).rev() {
            let before = 100 * part;
            reader.send(&format!(
                r#"{{"type":"history","before":{before},"limit":100}}"#
            ));
            reader.await_line(r#"{"type":"history""#);
        }
    }
    let line = server.await_line("put back into it");
    confirmed.extend(say(&mut luis, "after", 3));
    quit(server);
    let texts = texts(&database(&home));
    let (old, new): (Vec<String>, Vec<String>) = texts
        .into_iter()
        .partition(|text| text.starts_with("before"));
    assert_eq!(new, confirmed, "each once");
    assert!(old.len() as u64 > before - 1_000, "{} {line}", old.len());
    assert!((old.len() as u64) < before, "nothing was damaged");
}

/// A history in which Ana has said this much at length.
fn write_history(path: &Path, messages: u64) {
    let memory = RoomMemory::of(&Caps::default(), &Timings::default());
    let config = HistoryConfig::at(path);
    let (mut storage, _) = SqliteStorage::open(&config, memory, UnixMillis(1)).unwrap();
    let now = std::time::SystemTime::now();
    let now = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let time = UnixMillis(now.as_millis() as u64);
    let said = (1..=messages).map(|id| {
        Record::Message(KeptMessage {
            posted: Posted::Said(Said {
                id: MessageId(id),
                time,
                from: Person {
                    id: PersonId(1),
                    name: Name::parse("Ana").unwrap(),
                },
                text: format!("before {id} {}", "x".repeat(900)),
                action: false,
            }),
            author: Some(PersonId(1)),
            origin: None,
            readers: Readers::Everyone,
        })
    });
    storage.commit(&said.collect::<Vec<_>>()).unwrap();
}

#[test]
fn a_history_deleted_or_replaced_while_it_runs_is_begun_anew_and_keeps_what_comes() {
    for (language, replaced, part) in [
        ("en", false, "The history was deleted while the server runs"),
        (
            "es",
            false,
            "El historial se borró con el servidor en marcha",
        ),
        ("en", true, "a fresh one begins"),
    ] {
        let home = Home::new();
        let (server, address) = serve(&home, &["--lang", language]);
        let mut luis = Raw::connect(address, "Luis");
        luis.send("before");
        luis.await_line(" #1");
        let stranger = b"nothing that anybody knows".repeat(500);
        if replaced {
            let other = home.path().join("other");
            fs::write(&other, &stranger).unwrap();
            fs::rename(other, database(&home)).unwrap();
        } else {
            for file in fs::read_dir(folder(&home)).unwrap() {
                fs::remove_file(file.unwrap().path()).unwrap();
            }
        }
        for number in 2..=20 {
            luis.send(&format!("after {number}"));
            luis.await_line(&format!(" #{number}"));
        }
        let printed = quit(server);
        assert!(printed.contains(part), "{printed}");
        let aside = aside(&home);
        if replaced {
            let is_it = |path: &PathBuf| fs::read(path).unwrap() == stranger;
            assert!(aside.iter().any(is_it), "{aside:?}");
        }
        let expected: Vec<String> = (2..=20).map(|number| format!("after {number}")).collect();
        assert_eq!(texts(&database(&home)), expected);
    }
}

#[test]
fn a_history_that_another_program_locks_is_waited_for_and_refused_meanwhile() {
    let home = Home::new();
    let (server, address) = serve(&home, &[]);
    let mut luis = Raw::named(address, "Luis");
    let mut confirmed = say(&mut luis, "before", 3);
    let other = Connection::open(database(&home)).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    luis.send("amid");
    let sentence = "another program has locked the server's history";
    let line = luis.await_line("Error: ");
    assert!(line.contains(sentence), "{line}");
    server.await_line("Messages cannot be kept: another program has locked it.");
    other.execute_batch("COMMIT").unwrap();
    server.await_line("Messages are kept again.");
    confirmed.extend(say(&mut luis, "after", 3));
    assert_eq!(confirmed.len(), 6);
    quit(server);
    assert_eq!(texts(&database(&home)), confirmed);

    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let parts = [
        ("en", "another program has locked it"),
        ("es", "otro programa lo ha bloqueado"),
    ];
    for (language, part) in parts {
        let words = [&SERVER[..], &["0", "--lang", language]].concat();
        does_not_start(home.start(&words), part);
    }
}

fn does_not_start(mut server: Running, part: &str) {
    server.close_input();
    let ended = server.end();
    assert_eq!(
        (ended.code, ended.stdout.as_str()),
        (Some(1), ""),
        "{ended:?}"
    );
    assert!(ended.stderr.contains(part), "{}", ended.stderr);
    assert!(ended.stderr.contains("--no-history"), "{}", ended.stderr);
    assert_eq!(ended.stderr.lines().count(), 1, "{}", ended.stderr);
}

#[test]
fn a_history_that_may_only_be_read_is_named_and_left_as_it_is() {
    let home = Home::new();
    said_before(&home, 3, false);
    let before = fs::read(database(&home)).unwrap();
    for (place, language, part) in [
        ("", "en", "nothing can be written in its folder"),
        ("", "es", "no se puede escribir en su carpeta"),
        ("/port-0.sqlite3", "en", "it may only be read"),
        ("/port-0.sqlite3", "es", "solo se puede leer"),
    ] {
        let path = format!("\"$XDG_DATA_HOME/tertulia/history/unsaved{place}\"");
        let mount = format!("mount --bind {path} {path} && mount -o remount,bind,ro {path}");
        let words = [&SERVER[..], &["0", "--lang", language]].concat();
        does_not_start(home.start_among(&mount, &words), part);
    }
    assert!(fs::read(database(&home)).unwrap() == before);
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

/// The folder and all that is in it.
fn set_modes(home: &Home, of_folder: u32, of_files: u32) {
    for file in fs::read_dir(folder(home)).unwrap() {
        set_mode(&file.unwrap().path(), of_files);
    }
    set_mode(&folder(home), of_folder);
}

#[test]
fn a_history_that_becomes_read_only_while_it_runs_refuses_only_what_it_cannot_keep() {
    let home = Home::new();
    let parent = home.path().join("tertulia");
    fs::create_dir(&parent).unwrap();
    set_mode(&parent, 0o777);
    let words = [&SERVER[..], &["0"]].concat();
    let server = Running::start(as_nobody(&home, &words));
    let mut luis = Raw::named(server.address(), "Luis");
    let mut confirmed = say(&mut luis, "before", 3);
    // What is open can still be written, so it is.
    set_modes(&home, 0o555, 0o444);
    confirmed.extend(say(&mut luis, "amid", 3));
    assert_eq!(confirmed.len(), 6);

    // Now it must be opened again, and cannot be.
    set_mode(&folder(&home), 0o755);
    fs::remove_file(folder(&home).join("port-0.sqlite3-wal")).unwrap();
    set_mode(&folder(&home), 0o555);
    luis.send("refused");
    let line = luis.await_line("Error: ");
    assert!(line.contains("history cannot be written"), "{line}");
    server.await_line("Messages cannot be kept: it may only be read.");
    assert_eq!(say(&mut luis, "refused", 3), [""; 0]);

    set_modes(&home, 0o700, 0o600);
    server.await_line("Messages are kept again.");
    confirmed.extend(say(&mut luis, "after", 3));
    assert_eq!(confirmed.len(), 9);
    let printed = quit(server);
    assert!(!printed.contains("a fresh one begins"), "{printed}");
    assert_eq!(texts(&database(&home)), confirmed);
}

#[test]
fn a_disk_that_is_unplugged_and_comes_back_loses_nothing() {
    let home = Home::new();
    // While it is gone, what is there instead may only be read.
    let mounts = "data=\"$XDG_DATA_HOME\"; history=\"$data/tertulia/history\"; \
         mkdir -p \"$history\" \"$data/disk\"; \
         mount -t tmpfs disk \"$data/disk\"; \
         mount --bind \"$data/disk\" \"$history\"; \
         wait_for() { for i in $(seq 1200); do [ -e \"$data/$1\" ] && return; sleep 0.05; done; }; \
         ( wait_for unplug; mount -t tmpfs -o ro gone \"$history\"; \
           wait_for plug; umount -l \"$history\" \
         ) < /dev/null > /dev/null 2>&1 & true";
    let words = [&SERVER[..], &["0"]].concat();
    let server = home.start_among(mounts, &words);
    let mut luis = Raw::named(server.address(), "Luis");
    let mut confirmed = say(&mut luis, "before", 3);
    fs::write(home.path().join("unplug"), "").unwrap();
    let mut refused = 0;
    for round in 0.. {
        assert!(round < 100_000, "it is never unplugged");
        let text = format!("amid {round}");
        let these = say(&mut luis, &text, 1);
        refused += usize::from(these.is_empty());
        confirmed.extend(these);
        if refused > 3 {
            break;
        }
    }
    server.await_line("Messages cannot be kept: it may only be read.");
    fs::write(home.path().join("plug"), "").unwrap();
    server.await_line("Messages are kept again.");
    confirmed.extend(say(&mut luis, "after", 3));
    // The disk goes when the server does. Nothing is on its way.
    let disk = server.sees(&home.path().join("disk/unsaved"));
    let copy = Home::new();
    for file in fs::read_dir(disk).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    assert_eq!(texts(&copy.path().join("port-0.sqlite3")), confirmed);
    let printed = quit(server);
    assert!(!printed.contains("a fresh one begins"), "{printed}");
}
