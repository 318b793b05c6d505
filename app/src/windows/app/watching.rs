//! Watches a running server from a thread of its own: wakes the window when there are events, and
//! counts; the window is woken only when a count shows something else.
//!
//! What ticks by itself (for how long something has been so) and what hardly shows (the bytes of a
//! ping) is in the next count that the page takes, with the frame that its clock needs anyway.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash as _, Hasher as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Select};
use tertulia_server_core::{Counter, Event, Snapshot};

use super::shell::{Shell, in_background};
use super::waking::Waker;
use crate::models::Moment;

/// So often the server counts while much happens; otherwise once a second.
const BUSY: Duration = Duration::from_millis(200);
/// Much happens until so long after the last of it: by then every allowance is whole again.
const CALMING: Duration = Duration::from_millis(1_200);
/// Within this time the thread ends behind its server.
const ENDING: Duration = Duration::from_millis(500);
/// Events that are still there after so long make the window be woken again.
const AGAIN: Duration = Duration::from_millis(33);

/// What the window and the thread share.
#[derive(Debug)]
pub(super) struct Watch {
    /// The latest count, until the window takes it, and when it was made.
    latest: Mutex<Option<(Moment, Snapshot)>>,
    visible: AtomicBool,
    over: AtomicBool,
}

impl Watch {
    /// Begins to watch. Counts fall together with the seconds since `started`, so that times that
    /// tick are new when the page draws them.
    pub(super) fn begin(
        events: Receiver<Event>,
        counter: Counter,
        started: Instant,
        waker: Waker,
    ) -> Arc<Self> {
        let watch = Arc::new(Self {
            latest: Mutex::new(None),
            visible: AtomicBool::new(true),
            over: AtomicBool::new(false),
        });
        let shared = Arc::clone(&watch);
        in_background("server-watch", move || {
            shared.run(&events, &counter, started, &waker);
        });
        watch
    }

    /// The latest count that was not taken yet, with the moment of which it tells.
    pub(super) fn take(&self) -> Option<(Moment, Snapshot)> {
        self.latest().take()
    }

    /// Whether anybody can see the window. Without, nothing is counted.
    pub(super) fn set_visible(&self, visible: bool) {
        self.visible.store(visible, Ordering::Relaxed);
    }

    /// The server has ended.
    pub(super) fn end(&self) {
        self.over.store(true, Ordering::Relaxed);
    }

    /// Whether it has.
    pub(super) fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    fn latest(&self) -> std::sync::MutexGuard<'_, Option<(Moment, Snapshot)>> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, events: &Receiver<Event>, counter: &Counter, started: Instant, waker: &Waker) {
        let mut seen = Seen::default();
        let (mut counted, mut busy_until) = (started, started);
        while !self.is_over() {
            let next = |now: Instant, busy_until: Instant| {
                if now < busy_until {
                    counted + BUSY
                } else {
                    next_second(started, counted)
                }
            };
            let now = Instant::now();
            let wait = if self.visible.load(Ordering::Relaxed) {
                next(now, busy_until).saturating_duration_since(now)
            } else {
                ENDING
            };
            let mut select = Select::new();
            select.recv(events);
            if select.ready_timeout(wait.min(ENDING)).is_ok() {
                waker.wake();
                busy_until = Instant::now() + CALMING;
                // What comes meanwhile is taken in the same frame.
                std::thread::sleep(AGAIN);
            }
            let now = Instant::now();
            if now < next(now, busy_until) || !self.visible.load(Ordering::Relaxed) {
                continue;
            }
            counted = now;
            // A server that has ended says so among its events.
            let Ok(Some(snapshot)) = counter.snapshot(ENDING) else {
                continue;
            };
            let change = seen.take(&snapshot);
            *self.latest() = Some((Shell::now(), snapshot));
            if change == Change::Much {
                busy_until = now + CALMING;
                waker.wake();
            }
        }
    }
}

/// The first whole second since `started` that lies behind the last count.
fn next_second(started: Instant, counted: Instant) -> Instant {
    let before = counted.saturating_duration_since(started).as_secs();
    started + Duration::from_secs(before + 1)
}

/// What is different since the count before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// Nothing that anybody would see.
    Nothing,
    /// Some bytes, as of a ping.
    Little,
    /// People, messages, allowances, limits; or that there was something and is no more.
    Much,
}

/// What the last counts showed, as far as a window shows it.
#[derive(Debug, Default)]
struct Seen {
    much: u64,
    bytes: u64,
    messages: u64,
    /// Whether messages were counted, whose rate falls back to nothing in the next count.
    flowed: bool,
}

impl Seen {
    fn take(&mut self, snapshot: &Snapshot) -> Change {
        let (mut much, mut bytes) = (DefaultHasher::new(), DefaultHasher::new());
        let totals = &snapshot.totals;
        (totals.named, totals.messages, totals.cut_off).hash(&mut much);
        totals.events_skipped.hash(&mut much);
        snapshot.limits.hash(&mut much);
        for client in &snapshot.clients {
            (client.client, &client.name, client.dialect).hash(&mut much);
            (client.messages, client.rate_used).hash(&mut much);
            (client.bytes_in, client.bytes_out, client.outbox_bytes).hash(&mut bytes);
        }
        let (much, bytes) = (much.finish(), bytes.finish());
        let flows = totals.messages != self.messages;
        let change = if much != self.much || self.flowed {
            Change::Much
        } else if bytes != self.bytes {
            Change::Little
        } else {
            Change::Nothing
        };
        *self = Self {
            much,
            bytes,
            messages: totals.messages,
            flowed: flows,
        };
        change
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tertulia_server_core::{ClientId, ClientSnapshot, Totals};

    fn snapshot(seconds: u64, change: impl FnOnce(&mut Snapshot)) -> Snapshot {
        let time = Duration::from_secs(seconds);
        let mut snapshot = Snapshot {
            totals: Totals {
                uptime: time,
                named: 1,
                ..Totals::default()
            },
            clients: vec![ClientSnapshot {
                client: ClientId(1),
                name: None,
                address: "127.0.0.1:2".parse().unwrap(),
                dialect: None,
                encrypted: false,
                connected_for: time,
                idle_for: time,
                messages: 0,
                bytes_in: 7,
                bytes_out: 7,
                outbox_bytes: 0,
                rate_used: 0,
            }],
            ..Snapshot::default()
        };
        change(&mut snapshot);
        snapshot
    }

    #[test]
    fn time_that_passes_wakes_nobody_and_a_message_does_until_its_rate_is_nothing_again() {
        let mut seen = Seen::default();
        assert_eq!(seen.take(&snapshot(1, |_| {})), Change::Much);
        assert_eq!(seen.take(&snapshot(2, |_| {})), Change::Nothing);
        let ping = |snapshot: &mut Snapshot| snapshot.clients[0].bytes_in += 20;
        assert_eq!(seen.take(&snapshot(3, ping)), Change::Little);
        assert_eq!(seen.take(&snapshot(4, ping)), Change::Nothing);
        let said = |snapshot: &mut Snapshot| {
            ping(snapshot);
            snapshot.totals.messages += 1;
            snapshot.clients[0].messages += 1;
        };
        assert_eq!(seen.take(&snapshot(5, said)), Change::Much);
        assert_eq!(seen.take(&snapshot(6, said)), Change::Much);
        assert_eq!(seen.take(&snapshot(7, said)), Change::Nothing);
    }

    #[test]
    fn counts_fall_together_with_the_seconds() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        assert_eq!(next_second(start, at(3_004)), at(4_000));
        assert_eq!(next_second(start, at(4_000)), at(5_000));
        assert_eq!(next_second(start, start), at(1_000));
    }
}
