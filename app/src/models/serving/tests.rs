use tertulia_protocol::{Dialect, Name};
use tertulia_server_core::{ClientSnapshot, EndReason, HistorySnapshot, StorageError, Who};

use super::*;

fn start() -> Moment {
    Moment {
        instant: Instant::now(),
        unix: UnixMillis(1_000_000),
    }
}

fn model() -> ServerModel {
    let address = "127.0.0.1:2010".parse().unwrap();
    ServerModel::new(address, Limits::default(), &[], start())
}

fn who(client: u64, name: &str) -> Who {
    Who {
        client: ClientId(client),
        address: format!("192.168.0.23:{}", 50_000 + client).parse().unwrap(),
        name: Name::parse(name).ok(),
    }
}

fn client(id: u64, name: &str) -> ClientSnapshot {
    let who = who(id, name);
    ClientSnapshot {
        client: who.client,
        name: who.name,
        address: who.address,
        dialect: Some(Dialect::App),
        encrypted: false,
        connected_for: Duration::from_secs(100 - id),
        idle_for: Duration::from_secs(id),
        messages: id * 3 % 7,
        bytes_in: id,
        bytes_out: 10 - id,
        outbox_bytes: 0,
        rate_used: u32::try_from(id).unwrap(),
    }
}

fn snapshot(clients: Vec<ClientSnapshot>) -> Snapshot {
    Snapshot {
        totals: Totals::default(),
        clients,
        limits: Limits::default(),
        ..Snapshot::default()
    }
}

fn happen(model: &mut ServerModel, kind: EventKind) {
    let now = start();
    model.handle_event(
        Event {
            time: now.unix,
            kind,
        },
        now,
    );
}

fn joined(client: u64, name: &str) -> EventKind {
    EventKind::Joined {
        who: who(client, name),
        dialect: Dialect::App,
        resumed: false,
        encrypted: false,
    }
}

fn left(client: u64, name: &str) -> EventKind {
    EventKind::Left {
        who: who(client, name),
        reason: EndReason::Closed,
    }
}

fn places(model: &ServerModel) -> Vec<(usize, &str)> {
    let seats = model.table().seats().iter();
    seats.map(|seat| (seat.place, seat.name.as_str())).collect()
}

fn names(model: &ServerModel) -> Vec<String> {
    let clients = model.clients();
    (0..clients.rows())
        .map(|row| {
            let name = &clients.row(row).unwrap().name;
            name.as_ref().map_or("-", |name| name.as_str()).to_owned()
        })
        .collect()
}

#[test]
fn everybody_keeps_their_place_and_a_newcomer_takes_the_first_free_one() {
    let mut model = model();
    for (id, name) in [(1, "Ana"), (2, "Luis"), (3, "Marta")] {
        happen(&mut model, joined(id, name));
    }
    happen(&mut model, left(2, "Luis"));
    assert_eq!(places(&model), [(0, "Ana"), (2, "Marta")]);
    assert_eq!(model.table().places(), 3);
    happen(&mut model, joined(4, "Pablo"));
    assert_eq!(places(&model), [(0, "Ana"), (1, "Pablo"), (2, "Marta")]);
    assert_eq!(model.table().free(), Some(253));
}

#[test]
fn whoever_stays_moves_only_to_a_smaller_table_at_which_all_the_others_fit() {
    let mut model = model();
    let names: Vec<String> = (0..30).map(|number| format!("guest{number}")).collect();
    for (client, name) in names.iter().enumerate() {
        happen(&mut model, joined(client as u64, name));
    }
    let place = |model: &ServerModel, client: u64| {
        model.table().seat(ClientId(client)).map(|seat| seat.place)
    };
    // In the order in which they came, so that gaps open at the front.
    for gone in 0..28_u64 {
        let before: Vec<_> = (0..30).map(|client| place(&model, client)).collect();
        happen(&mut model, left(gone, &names[gone as usize]));
        let people = model.table().seats().len();
        for client in gone + 1..30 {
            let (was, is) = (before[client as usize].unwrap(), place(&model, client));
            let table = [8, 16, 24].into_iter().find(|table| people <= *table);
            if table.is_none_or(|table| was < table) {
                assert_eq!(is, Some(was), "{people} people");
            } else {
                assert!(is < table, "{people} people fit at a smaller table");
            }
        }
        let mut taken: Vec<_> = places(&model).into_iter().map(|(place, _)| place).collect();
        assert!(taken.is_sorted());
        taken.dedup();
        assert_eq!(taken.len(), people, "one seat each");
    }
    assert_eq!(model.table().seats().len(), 2);
    assert!(model.table().places() <= 8);
}

#[test]
fn whoever_vanished_keeps_the_seat_and_comes_back_to_it() {
    let mut model = model();
    happen(&mut model, joined(1, "Ana"));
    happen(
        &mut model,
        EventKind::Away {
            who: who(1, "Ana"),
            reason: EndReason::Closed,
        },
    );
    for _ in 0..5 {
        model.handle_snapshot(snapshot(vec![]), start());
    }
    assert!(model.table().seats()[0].lost);
    happen(&mut model, joined(9, "Ana"));
    let seat = model.table().seats()[0].clone();
    assert_eq!(
        (seat.client, seat.place, seat.lost),
        (ClientId(9), 0, false)
    );
    happen(
        &mut model,
        EventKind::Away {
            who: who(9, "Ana"),
            reason: EndReason::Closed,
        },
    );
    happen(&mut model, left(9, "Ana"));
    assert_eq!(places(&model), []);
}

#[test]
fn snapshots_set_right_what_events_missed() {
    let mut model = model();
    happen(&mut model, joined(1, "Ana"));
    let other = || snapshot(vec![client(2, "Luis"), client(3, "")]);
    model.handle_snapshot(other(), start());
    assert_eq!(places(&model), [(0, "Ana"), (1, "Luis")], "it may be old");
    model.handle_snapshot(other(), start());
    assert_eq!(places(&model), [(1, "Luis")]);
    assert_eq!(model.table().seats()[0].rate.used, 2);
}

#[test]
fn the_tail_turns_to_whoever_spoke_last_and_is_here() {
    let mut model = model();
    happen(&mut model, joined(1, "Ana"));
    assert_eq!(model.table().speaker(), None);
    let said = EventKind::Said {
        who: who(1, "Ana"),
        text: "hola".to_owned(),
        action: false,
    };
    happen(&mut model, said);
    let speaker = model.table().speaker().map(|speaker| speaker.client);
    assert_eq!(speaker, Some(ClientId(1)));
    happen(&mut model, left(1, "Ana"));
    assert_eq!(model.table().speaker(), None);
}

#[test]
fn clients_are_sorted_by_any_column_both_ways() {
    let mut model = model();
    let clients = vec![client(1, "marta"), client(2, ""), client(3, "Ana")];
    model.handle_snapshot(snapshot(clients), start());
    assert_eq!(names(&model), ["Ana", "marta", "-"]);
    model.clients_mut().sort_by(Column::Name);
    assert_eq!(names(&model), ["marta", "Ana", "-"], "the nameless last");
    model.clients_mut().sort_by(Column::BytesIn);
    assert_eq!(names(&model), ["Ana", "-", "marta"], "the most first");
    model.clients_mut().sort_by(Column::BytesIn);
    assert_eq!(names(&model), ["marta", "-", "Ana"]);
    for column in [
        Column::Address,
        Column::Dialect,
        Column::ConnectedFor,
        Column::IdleFor,
        Column::Messages,
        Column::BytesOut,
        Column::Bytes,
        Column::Outbox,
        Column::Rate,
    ] {
        model.clients_mut().sort_by(column);
        assert_eq!(model.clients().rows(), 3);
    }
}

#[test]
fn clients_are_found_by_name_and_address_and_stay_chosen() {
    let mut model = model();
    let clients = || vec![client(1, "Ana"), client(2, "Luis"), client(3, "Marta")];
    model.handle_snapshot(snapshot(clients()), start());
    model.clients_mut().set_filter(" MAR");
    assert_eq!(names(&model), ["Marta"]);
    model.clients_mut().set_filter(":50002");
    assert_eq!(names(&model), ["Luis"]);
    let table = model.clients_mut();
    table.select(ClientId(1), false);
    table.select(ClientId(3), true);
    table.select(ClientId(99), true);
    model.handle_snapshot(snapshot(clients()), start());
    let selected = |model: &ServerModel| -> Vec<u64> {
        let selected = model.clients().selected().iter();
        selected.map(|client| client.0).collect()
    };
    assert_eq!(selected(&model), [1, 3]);
    model.handle_snapshot(snapshot(vec![client(3, "Marta")]), start());
    assert_eq!(selected(&model), [3], "who is gone is not chosen");
    model.clients_mut().select(ClientId(3), true);
    assert!(selected(&model).is_empty());
}

#[test]
fn the_operator_writes_to_everyone_or_to_those_chosen() {
    let mut model = model();
    model.address_to(Addressees::Selected);
    let to = |model: &ServerModel| match model.say(" hi ") {
        Some(Command::Say { to, text }) if text == "hi" => to,
        other => panic!("{other:?}"),
    };
    assert_eq!(to(&model), Recipients::Everyone, "nobody is chosen");
    model.handle_snapshot(snapshot(vec![client(1, "Ana")]), start());
    model.clients_mut().select(ClientId(1), false);
    assert_eq!(to(&model), Recipients::Some(vec![ClientId(1)]));
    model.address_to(Addressees::Everyone);
    assert_eq!(to(&model), Recipients::Everyone);
    assert!(model.say(" \n").is_none());
    happen(&mut model, EventKind::Stopped);
    assert!(model.say("hi").is_none());
}

#[test]
fn a_near_limit_is_seen_one_message_before_it() {
    let rate = |used, limit| Rate {
        used,
        limit: Some(limit),
    };
    assert!(!rate(3, 5).is_near() && rate(4, 5).is_near() && rate(5, 5).is_near());
    assert!(!rate(0, 1).is_near(), "nothing was sent");
    let unlimited = Rate {
        used: 1_000,
        limit: None,
    };
    assert!(!unlimited.is_near());
}

#[test]
fn what_happens_in_a_second_is_the_difference_of_two_counts() {
    let mut model = model();
    let now = start();
    let counted = |messages| Snapshot {
        totals: Totals {
            messages,
            ..Totals::default()
        },
        ..snapshot(vec![])
    };
    model.handle_snapshot(counted(100), now);
    assert!(
        model.throughput().messages.abs() < 0.01,
        "one count is none"
    );
    model.handle_snapshot(counted(105), now.later(Duration::from_millis(500)));
    assert!((model.throughput().messages - 10.0).abs() < 0.01);
}

#[test]
fn lost_events_are_told_in_the_log_once() {
    let mut model = model();
    for skipped in [0, 1_200, 1_200, 1_204] {
        model.handle_skipped(skipped, UnixMillis(1));
    }
    let kinds: Vec<LogKind> = (0..model.log().rows())
        .map(|row| model.log().row(row).unwrap().kind.clone())
        .collect();
    assert_eq!(kinds, [LogKind::Skipped(1_200), LogKind::Skipped(4)]);
}

#[test]
fn a_stopping_server_stays_so_and_its_time_stands_still() {
    let mut model = model();
    happen(&mut model, EventKind::AcceptPaused { why: String::new() });
    assert_eq!(model.state(), ServerState::Full);
    happen(&mut model, EventKind::AcceptResumed);
    happen(&mut model, EventKind::Closing);
    happen(&mut model, EventKind::AcceptResumed);
    assert_eq!(model.state(), ServerState::Stopping);
    happen(&mut model, EventKind::Stopped);
    let later = |secs| Instant::now() + Duration::from_secs(secs);
    assert_eq!(model.uptime(later(10)), model.uptime(later(99)));
    assert!(model.kick(ClientId(1), "").is_none());
    let mut form = LimitsForm::new(Limits::default());
    assert!(model.set_limits(&mut form).is_none());
}

#[test]
fn other_limits_are_sent_and_the_same_ones_are_not() {
    let model = model();
    let mut form = LimitsForm::new(model.limits());
    assert!(model.set_limits(&mut form).is_none());
    form.edit(LimitField::Rate, "7");
    let Some(Command::SetLimits(limits)) = model.set_limits(&mut form) else {
        panic!("no command")
    };
    assert_eq!(limits.max_rate, 7);
}

#[test]
fn that_nothing_can_be_kept_shows_until_it_can_be_again() {
    let mut model = model();
    assert_eq!(model.trouble(), None);
    let error = StorageError::Full;
    happen(
        &mut model,
        EventKind::StorageFailing {
            error: error.clone(),
        },
    );
    let refused = 0;
    let trouble = HistoryTrouble { error, refused };
    assert_eq!(model.trouble(), Some(&trouble));
    let trouble = HistoryTrouble {
        refused: 7,
        ..trouble
    };
    let counted = Snapshot {
        history: Some(HistorySnapshot {
            path: "x".into(),
            trouble: Some(trouble.clone()),
        }),
        ..snapshot(Vec::new())
    };
    model.handle_snapshot(counted, start());
    assert_eq!(model.trouble(), Some(&trouble));
    happen(&mut model, EventKind::StorageWorks { refused: 7 });
    assert_eq!(model.trouble(), None);
}
