//! The round table: who sits where, and who speaks.
//!
//! A client keeps its place as long as it is here, whoever else leaves; a newcomer takes the first
//! free one. Only when so many have left that the others fit at a smaller table do those move whose
//! place that one does not have. Places are given by events, at once, and set right by snapshots,
//! which never miss anything.

use std::collections::HashMap;
use std::time::Instant;

use tertulia_protocol::{Dialect, Limits, Name};
use tertulia_server_core::{ClientId, EventKind, Snapshot, Who};

use super::clients::Rate;

/// A snapshot may be older than the last events, so that a seat goes only when so many in a row
/// do not have it.
const MISSED: u8 = 2;

/// How many places the tables have at which everybody has a seat; beyond, people stand in rings.
const TABLES: [usize; 3] = [8, 16, 24];

/// One seat that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    /// The connection.
    pub client: ClientId,
    /// Which place, from 0; no two have the same.
    pub place: usize,
    /// Who sits there.
    pub name: Name,
    /// How they talk.
    pub dialect: Dialect,
    /// Their use of the allowance.
    pub rate: Rate,
    /// Whether they vanished and their name is kept for them.
    pub lost: bool,
    missed: u8,
}

/// Who spoke last, for the table's tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Speaker {
    /// Which connection.
    pub client: ClientId,
    /// When that was heard of.
    pub at: Instant,
}

/// Everybody with a name, by place.
#[derive(Debug, Clone, Default)]
pub struct Table {
    seats: Vec<Seat>,
    speaker: Option<Speaker>,
    limits: Limits,
}

impl Table {
    /// The seats that are taken, by place.
    #[must_use]
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// How many people fit; none without a limit.
    #[must_use]
    pub fn size(&self) -> Option<usize> {
        self.limits.clients()
    }

    /// How many more people fit; none without a limit.
    #[must_use]
    pub fn free(&self) -> Option<usize> {
        Some(self.size()?.saturating_sub(self.seats.len()))
    }

    /// The highest place that is taken, plus one: so many places are to be drawn at least.
    #[must_use]
    pub fn places(&self) -> usize {
        self.seats.last().map_or(0, |seat| seat.place + 1)
    }

    /// Who spoke last, if they are still here.
    #[must_use]
    pub fn speaker(&self) -> Option<Speaker> {
        self.speaker
            .filter(|speaker| self.seat(speaker.client).is_some())
    }

    /// The seat of a client.
    #[must_use]
    pub fn seat(&self, client: ClientId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.client == client)
    }

    pub(super) fn handle_event(&mut self, event: &EventKind, now: Instant) {
        match event {
            EventKind::Joined { who, dialect, .. } => {
                if let Some(name) = &who.name {
                    self.sit(who.client, name, *dialect);
                }
            }
            EventKind::Renamed { who, .. } => {
                if let (Some(seat), Some(name)) = (self.seat_mut(who.client), &who.name) {
                    seat.name = name.clone();
                }
            }
            EventKind::Away { who, .. } => {
                if let Some(seat) = self.seat_mut(who.client) {
                    seat.lost = true;
                    seat.rate.used = 0;
                }
            }
            EventKind::Left { who, .. } | EventKind::Disconnected { who, .. } => self.stand_up(who),
            EventKind::Said { who, .. } => {
                self.speaker = Some(Speaker {
                    client: who.client,
                    at: now,
                });
            }
            EventKind::LimitsChanged(limits) => self.limits = *limits,
            EventKind::Stopped => self.seats.clear(),
            _ => {}
        }
    }

    pub(super) fn update(&mut self, snapshot: &Snapshot) {
        self.limits = snapshot.limits;
        for seat in &mut self.seats {
            seat.missed = seat.missed.saturating_add(1);
        }
        let known: HashMap<ClientId, usize> = (self.seats.iter().enumerate())
            .map(|(index, seat)| (seat.client, index))
            .collect();
        let mut newcomers = Vec::new();
        for client in &snapshot.clients {
            let rate = Rate::new(client.rate_used, self.limits);
            let seat = known.get(&client.client);
            match seat.and_then(|index| self.seats.get_mut(*index)) {
                Some(seat) => {
                    seat.rate = rate;
                    seat.missed = 0;
                }
                None => newcomers.push((client, rate)),
            }
        }
        for (client, rate) in newcomers {
            if let (Some(name), Some(dialect)) = (&client.name, client.dialect) {
                self.sit(client.client, name, dialect);
                if let Some(seat) = self.seat_mut(client.client) {
                    seat.rate = rate;
                }
            }
        }
        // Who is lost has no connection, and thus no row.
        self.seats.retain(|seat| seat.lost || seat.missed < MISSED);
        self.close_up();
    }

    fn sit(&mut self, client: ClientId, name: &Name, dialect: Dialect) {
        let rate = Rate::new(0, self.limits);
        // Whoever comes back has another connection and the same name, which nobody else can have.
        let known = self
            .seats
            .iter_mut()
            .find(|seat| seat.client == client || seat.name == *name);
        if let Some(seat) = known {
            *seat = Seat {
                client,
                place: seat.place,
                name: name.clone(),
                dialect,
                rate,
                lost: false,
                missed: 0,
            };
            return;
        }
        let place = self.first_free();
        let seat = Seat {
            client,
            place,
            name: name.clone(),
            dialect,
            rate,
            lost: false,
            missed: 0,
        };
        self.seats.insert(place, seat);
    }

    fn stand_up(&mut self, who: &Who) {
        self.seats.retain(|seat| {
            // A lost one's connection may be told under its name only.
            let by_name = seat.lost && who.name.as_ref() == Some(&seat.name);
            seat.client != who.client && !by_name
        });
        self.close_up();
    }

    /// Moves to the smallest table at which everybody fits. Whoever has a place there keeps it.
    fn close_up(&mut self) {
        let people = self.seats.len();
        let Some(table) = TABLES.into_iter().find(|table| people <= *table) else {
            return;
        };
        // Seats are kept by place.
        let keep = self.seats.partition_point(|seat| seat.place < table);
        for mut seat in self.seats.split_off(keep) {
            seat.place = self.first_free();
            self.seats.insert(seat.place, seat);
        }
    }

    fn first_free(&self) -> usize {
        // Seats are kept by place, so the first gap is the first free place.
        let mut places = self.seats.iter().enumerate();
        let gap = places.find(|(index, seat)| seat.place != *index);
        gap.map_or(self.seats.len(), |(index, _)| index)
    }

    fn seat_mut(&mut self, client: ClientId) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|seat| seat.client == client)
    }
}
