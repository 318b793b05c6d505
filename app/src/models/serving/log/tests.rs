use tertulia_protocol::{Dialect, GoodbyeReason, Name, UnixMillis};
use tertulia_server_core::{ClientId, EndReason, EventKind, Who};

use super::*;
use crate::hostile::{TEXTS, assert_harmless};

fn who(client: u64, name: &str) -> Who {
    Who {
        client: ClientId(client),
        address: format!("192.168.0.{client}:5000").parse().unwrap(),
        name: Name::parse(name).ok(),
    }
}

fn said(client: u64, name: &str, text: &str) -> EventKind {
    EventKind::Said {
        who: who(client, name),
        text: text.to_owned(),
        action: false,
    }
}

fn event(kind: EventKind) -> Event {
    Event {
        time: UnixMillis(1_000),
        kind,
    }
}

fn log_of(count: u64) -> Log {
    let mut log = Log::default();
    for number in 0..count {
        log.push(event(said(number % 10, "Ana", &format!("m{number}"))));
    }
    log
}

fn rows(log: &Log) -> Vec<u64> {
    (0..log.rows())
        .map(|row| log.row(row).unwrap().number)
        .collect()
}

#[test]
fn the_oldest_entries_go_and_are_counted() {
    let mut log = Log::with_capacity(10_000, usize::MAX);
    for _ in 0..25_000 {
        log.push(event(said(1, "Ana", "x")));
    }
    assert!(log.len() <= 10_000 && log.len() > 5_000);
    assert_eq!(log.dropped() + log.len() as u64, 25_000);
    assert_eq!(log.row(0).unwrap().number, log.dropped());
    assert!(log.entry(log.dropped() - 1).is_none());
    let mut log = Log::with_capacity(usize::MAX, 1_000_000);
    for _ in 0..25_000 {
        log.push(event(said(1, "Ana", &"x".repeat(1_000))));
    }
    assert!(log.len() <= 4_096, "text is bounded too: {}", log.len());
}

#[test]
fn appending_costs_the_same_however_long_the_log_is() {
    let mut log = log_of(50_000);
    log.set_filter(LogFilter::default().text("m7"));
    while log.advance(10_000) {}
    let before = log.judged;
    for _ in 0..100 {
        log.push(event(said(1, "Ana", "m7")));
    }
    assert_eq!(log.judged - before, 100);
}

#[test]
fn a_new_filter_shows_the_newest_first_and_never_works_more_than_asked() {
    let mut log = log_of(100_000);
    log.set_filter(LogFilter::default().client(Some(ClientId(3))));
    assert_eq!((log.rows(), log.judged), (0, 0));
    assert!(log.advance(1_000));
    assert_eq!(log.judged, 1_000);
    assert_eq!(rows(&log).last(), Some(&99_993));
    assert_eq!(log.rows(), 100);
    let top = log.row(0).unwrap().number;
    log.push(event(said(3, "Ana", "meanwhile")));
    assert_eq!(rows(&log).last(), Some(&100_000), "it goes on meanwhile");
    while log.advance(20_000) {}
    assert_eq!(log.rows(), 10_001);
    assert_eq!(log.row(log.row_of(top)).unwrap().number, top);
    assert!(rows(&log).is_sorted());
    log.set_filter(LogFilter::default());
    assert_eq!(log.rows(), 100_001, "no filter needs no search");
    assert!(!log.is_searching());
}

#[test]
fn a_pause_freezes_the_rows_and_counts_what_came() {
    for filter in [LogFilter::default(), LogFilter::default().text("M")] {
        let mut log = log_of(10);
        log.set_filter(filter);
        while log.advance(3) {}
        log.set_paused(true);
        for number in 0..7 {
            log.push(event(said(1, "Ana", &format!("m{number}"))));
        }
        log.set_paused(true);
        assert_eq!((log.rows(), log.came_since_pause()), (10, 7));
        assert!(log.row(10).is_none());
        log.set_paused(false);
        assert_eq!((log.rows(), log.came_since_pause()), (17, 0));
    }
}

#[test]
fn dropping_while_filtered_and_paused_keeps_everything_consistent() {
    let mut log = Log::with_capacity(8_192, usize::MAX);
    log.set_filter(LogFilter::default().text("even"));
    for number in 0..30_000 {
        let text = if number % 2 == 0 { "Even" } else { "odd" };
        log.push(event(said(1, "Ana", text)));
        if number == 9_000 {
            log.set_paused(true);
        }
    }
    assert!(log.dropped() > 9_000);
    assert_eq!(log.rows(), 0, "what was frozen is gone");
    assert!(log.came_since_pause() <= 4_096);
    log.set_paused(false);
    assert!(rows(&log).iter().all(|number| log.entry(*number).is_some()));
    assert_eq!(log.row_of(0), 0);
}

#[test]
fn entries_are_found_by_name_address_and_text_in_any_case() {
    let mut log = Log::default();
    log.push(event(said(1, "Iñaki", "¿Qué tal?")));
    log.push(event(said(77, "raspi", "HELLO")));
    log.push(event(EventKind::NameRefused {
        who: who(5, ""),
        wanted: "Server".to_owned(),
        why: "reserved".to_owned(),
    }));
    for (text, found) in [
        ("iÑAKI", vec![0]),
        ("QUÉ", vec![0]),
        ("hello", vec![1]),
        ("0.77:5", vec![1]),
        ("serve", vec![2]),
        ("192.168", vec![0, 1, 2]),
        ("nothing", vec![]),
    ] {
        log.set_filter(LogFilter::default().text(text));
        while log.advance(1) {}
        assert_eq!(rows(&log), found, "{text}");
    }
}

#[test]
fn every_entry_has_its_category() {
    let farewell = |reason| EndReason::Farewell {
        reason,
        detail: String::new(),
    };
    let left = |reason| EventKind::Left {
        who: who(1, "Ana"),
        reason,
    };
    let mut log = Log::default();
    for kind in [
        said(1, "Ana", "x"),
        EventKind::Joined {
            who: who(1, "Ana"),
            dialect: Dialect::App,
            resumed: false,
            encrypted: false,
        },
        left(EndReason::Closed),
        left(farewell(GoodbyeReason::TooFast)),
        EventKind::Away {
            who: who(1, "Ana"),
            reason: EndReason::Closed,
        },
        EventKind::Connected(who(1, "")),
        EventKind::Closing,
        EventKind::Operator {
            text: "x".to_owned(),
            chosen: None,
        },
    ] {
        log.push(event(kind));
    }
    log.push_skipped(UnixMillis(1), 1_204);
    let categories: Vec<Category> = (0..log.rows())
        .map(|row| log.row(row).unwrap().category())
        .collect();
    use Category::{Came, CutOff, Detail, Left, Message, Notice, Operator, Warning};
    assert_eq!(
        categories,
        [
            Message, Came, Left, CutOff, Warning, Detail, Notice, Operator, Warning
        ]
    );
    let chips = Categories::NONE.with(&[Came, Left], true);
    log.set_filter(LogFilter::default().categories(chips));
    while log.advance(100) {}
    assert_eq!(rows(&log), [1, 2]);
    log.set_filter(LogFilter::default().at_least(tertulia_server_core::Level::Alarm));
    while log.advance(100) {}
    assert_eq!(rows(&log), [3]);
}

#[test]
fn an_export_is_taken_in_portions_while_the_log_goes_on() {
    let mut log = log_of(5);
    let mut export = Export::new(&log, ExportFormat::Text, Scope::Everything);
    let sentence = |entry: &LogEntry| format!("{}\nx", entry.number);
    assert_eq!(export.portion(&log, 2, &sentence), ["0 ⏎ x", "1 ⏎ x"]);
    log.push(event(said(1, "Ana", "later")));
    assert!(!export.is_done());
    assert_eq!(export.portion(&log, 100, &sentence).len(), 3);
    assert!(export.is_done());
    assert!((export.progress(&log) - 1.0).abs() < f32::EPSILON);
}

#[test]
fn a_portion_looks_at_no_more_entries_than_it_was_asked_to() {
    let mut log = log_of(100_000);
    log.set_filter(LogFilter::default().text("nothing has this"));
    let mut export = Export::new(&log, ExportFormat::JsonLines, Scope::Shown);
    let mut portions = 0;
    while !export.is_done() {
        assert!(export.portion(&log, 1_000, &|_| String::new()).is_empty());
        portions += 1;
    }
    assert_eq!(portions, 100);
}

#[test]
fn only_what_is_shown_is_exported_when_asked() {
    let mut log = log_of(5);
    log.set_filter(LogFilter::default().text("m3"));
    let mut export = Export::new(&log, ExportFormat::JsonLines, Scope::Shown);
    let lines: Vec<String> = export.portion(&log, usize::MAX, &|_| String::new());
    assert_eq!(lines.len(), 1);
    let value: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
    assert_eq!(value["text"], "m3");
    assert_eq!(value["time"], "1970-01-01T00:00:01.000Z");
    assert_eq!(value["address"], "192.168.0.3:5000");
    assert_eq!(value["category"], "message");
}

#[test]
fn an_export_stays_with_the_filter_and_the_pause_it_began_with() {
    let mut log = log_of(5);
    log.set_filter(LogFilter::default().text("m"));
    log.set_paused(true);
    log.push(event(said(1, "Ana", "m, but later")));
    let mut export = Export::new(&log, ExportFormat::Text, Scope::Shown);
    log.set_filter(LogFilter::default().text("nothing"));
    log.set_paused(false);
    let number = |entry: &LogEntry| entry.number.to_string();
    let lines: Vec<String> = export.portion(&log, usize::MAX, &number);
    assert_eq!(lines, ["0", "1", "2", "3", "4"]);
}

#[test]
fn no_cell_of_a_spreadsheet_is_a_formula() {
    let mut log = Log::default();
    for text in [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "a, \"b\"\nc",
        " =x",
        "\tx",
        "\t=x",
        "＝1",
        "hola",
    ] {
        log.push(event(said(1, "Ana", text)));
    }
    let mut export = Export::new(&log, ExportFormat::Csv, Scope::Everything);
    let lines: Vec<String> = export.portion(&log, usize::MAX, &|_| String::new());
    assert_eq!(
        lines[0],
        "number,time,level,category,event,client,name,address,text"
    );
    let start = "1970-01-01T00:00:01.000Z,notice,message,said,1,Ana,192.168.0.1:5000,";
    let cells: Vec<&str> = lines[1..]
        .iter()
        .map(|line| line.split_once(start).unwrap().1)
        .collect();
    assert_eq!(
        cells,
        [
            "\"'=1+1\"",
            "\"'+1\"",
            "\"'-1\"",
            "\"'@x\"",
            "\"a, \"\"b\"\" ⏎ c\"",
            "\"' =x\"",
            "\" x\"",
            "\"' =x\"",
            "\"'＝1\"",
            "hola"
        ]
    );
}

/// The fields of one line of CSV (RFC 4180).
fn fields_of(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars().peekable();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        let last = fields.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => last.extend(letters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            _ => last.push(letter),
        }
    }
    assert!(!quoted, "{line:?}");
    fields
}

#[test]
fn no_text_of_anybody_is_more_than_a_text_in_an_export() {
    let mut log = Log::default();
    for text in TEXTS {
        log.push(event(said(1, "Ana", text)));
        log.push(event(EventKind::NameRefused {
            who: who(1, ""),
            wanted: (*text).to_owned(),
            why: "no".to_owned(),
        }));
    }
    for format in ExportFormat::ALL {
        let mut export = Export::new(&log, format, Scope::Everything);
        let sentence = |entry: &LogEntry| entry.texts().collect::<String>();
        let lines = export.portion(&log, usize::MAX, &sentence);
        assert_eq!(
            lines.len() as u64,
            2 * TEXTS.len() as u64 + format.header_lines()
        );
        for line in lines {
            assert_harmless(&line);
            if format == ExportFormat::Csv {
                let fields = fields_of(&line);
                assert_eq!(fields.len(), 9, "{line:?}");
                for field in fields {
                    let seen = field.trim_start_matches(|c| !tertulia_protocol::is_visible(c));
                    let formula = seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
                    assert!(!formula, "{line:?}");
                }
            }
        }
    }
}
