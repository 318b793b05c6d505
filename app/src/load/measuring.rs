//! A measurement from the first connection to the last goodbye.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tertulia_protocol::Fingerprint;

use super::crowd::Crowd;
use super::error::{ANSWER_WITHIN, LoadError};
use super::plan::{LoadMode, Plan};
use super::progress::Watch;
use super::schedule::Schedule;
use super::server_process::{ServerProcess, Usage};
use super::tally::Tally;

/// The loop looks around at least so often.
const LOOK_AROUND: Duration = Duration::from_millis(100);
/// What is on its way when the time is over has so long to arrive.
const STRAGGLERS: Duration = Duration::from_secs(2);
/// Goodbyes have so long.
const GOODBYES: Duration = Duration::from_secs(2);
/// A message that is later than this is timed from when it was due: the server, or this
/// computer, held the generator up. What is less is the precision of waiting.
const LATE: Duration = Duration::from_millis(5);

/// What a run found.
#[derive(Debug)]
pub(super) struct Findings {
    /// How many clients were welcomed, and how long all of it took.
    pub(super) joined: usize,
    pub(super) joining: Duration,
    /// How long was measured.
    pub(super) measured: Duration,
    /// Whether the user ended it early.
    pub(super) interrupted: bool,
    pub(super) tally: Tally,
    /// Connections that ended unasked.
    pub(super) lost: usize,
    /// Of the slow clients, those that the server disconnected.
    pub(super) slow_cut_off: usize,
    pub(super) server: Option<ServerFindings>,
    /// The key that the server has proven to have.
    pub(super) key: Option<Fingerprint>,
}

/// What the server's process did meanwhile.
#[derive(Debug, Clone, Copy)]
pub(super) struct ServerFindings {
    pub(super) id: u32,
    /// CPU time while measuring.
    pub(super) cpu: Duration,
    /// Resident memory before the first client, with all of them, and when measuring ended.
    pub(super) resident: [u64; 3],
    pub(super) threads: u64,
}

/// Carries out a plan.
pub(super) fn carry_out(
    plan: &Plan,
    address: SocketAddr,
    process: Option<ServerProcess>,
    watch: &mut Watch<'_>,
) -> Result<Findings, LoadError> {
    let usage = || process.and_then(ServerProcess::usage);
    let empty = usage();
    let run = u16::try_from(std::process::id() & 0xffff).unwrap_or_default();
    let mut crowd = Crowd::new(plan, address, run)?;
    let mut run = Run {
        plan,
        watch,
        crowd: &mut crowd,
    };

    let begin = Instant::now();
    if plan.mode != LoadMode::Churn {
        run.join(begin)?;
    }
    let joining = begin.elapsed();
    let joined = run.crowd.present;
    let full = usage();

    let mut at_start = full;
    let mut measured = Duration::ZERO;
    if !run.watch.is_interrupted() {
        run.measure(plan.warm_up())?;
        at_start = usage();
        run.crowd.ears.tally = Tally::new();
        measured = run.measure(plan.seconds)?;
    }
    let at_end = usage();
    let tally = run.crowd.ears.tally.clone();
    let interrupted = run.watch.is_interrupted();
    if plan.mode == LoadMode::Latency && !interrupted {
        run.await_stragglers()?;
    }
    let mistakes = run.crowd.ears.tally.mistakes;
    let slow_cut_off = crowd.slow_cut_off();
    let lost = crowd.lost;
    crowd.leave(GOODBYES);

    let server = process.zip(empty).zip(full).zip(at_start.zip(at_end));
    let server = server.map(|(((process, empty), full), (start, end))| ServerFindings {
        id: process.id(),
        cpu: end.cpu.saturating_sub(start.cpu),
        resident: [empty, full, end].map(|usage: Usage| usage.resident),
        threads: end.threads,
    });
    Ok(Findings {
        joined,
        joining,
        measured,
        interrupted,
        tally: Tally { mistakes, ..tally },
        lost,
        slow_cut_off,
        server,
        key: crowd.securing.and_then(|securing| securing.shown),
    })
}

struct Run<'r, 'p, 't> {
    plan: &'p Plan,
    watch: &'r mut Watch<'t>,
    crowd: &'r mut Crowd<'p>,
}

impl Run<'_, '_, '_> {
    /// Until everybody is in the room, or the user has enough.
    fn join(&mut self, begin: Instant) -> Result<(), LoadError> {
        let wanted = self.plan.connections();
        let (mut last, mut last_at) = (0, begin);
        while self.crowd.present < wanted {
            self.crowd.admit()?;
            self.crowd.turn(LOOK_AROUND)?;
            if let Some(away) = self.crowd.turned_away.take() {
                return Err(LoadError::TurnedAway(away));
            }
            if self.crowd.present > last {
                (last, last_at) = (self.crowd.present, Instant::now());
            } else if last_at.elapsed() > ANSWER_WITHIN {
                let present = self.crowd.present;
                return Err(LoadError::Stuck { present, wanted });
            }
            self.watch.joining(self.crowd.present, wanted);
            if self.watch.is_interrupted() {
                break;
            }
        }
        Ok(())
    }

    /// Does what the mode does, for so long. Gives how long it was.
    fn measure(&mut self, span: Duration) -> Result<Duration, LoadError> {
        let begin = Instant::now();
        let end = begin + span;
        let mut schedule = Schedule::new(begin, self.plan.rate);
        let mut turn = 0;
        self.start_bursts();
        loop {
            let now = Instant::now();
            if now >= end || self.watch.is_interrupted() {
                return Ok(now - begin);
            }
            let mut wake = end.min(now + LOOK_AROUND);
            match self.plan.mode {
                LoadMode::Throughput => self.send_bursts(),
                LoadMode::Latency => {
                    while let Some(due) = schedule.take(now) {
                        self.send_one(turn % self.plan.senders, due, now);
                        turn += 1;
                    }
                    wake = wake.min(schedule.due());
                }
                LoadMode::Churn => self.crowd.admit()?,
                LoadMode::Idle => {}
            }
            let timeout = wake.saturating_duration_since(Instant::now());
            self.crowd.turn(timeout)?;
            self.check()?;
            let deliveries = self.crowd.ears.tally.deliveries;
            let progress = self.crowd.ears.tally.visits.max(deliveries);
            self.watch.measuring(begin.elapsed(), span, progress);
        }
    }

    /// Those whose earlier messages have arrived begin; the others go on by themselves.
    fn start_bursts(&mut self) {
        self.crowd.ears.arrived.clear();
        if self.plan.mode == LoadMode::Throughput {
            let ready = (0..self.plan.senders)
                .filter(|sender| self.crowd.ears.deliveries.has_arrived(*sender));
            self.crowd.ears.arrived = ready.collect();
        }
    }

    fn send_bursts(&mut self) {
        for sender in std::mem::take(&mut self.crowd.ears.arrived) {
            self.crowd.say(sender, self.plan.in_flight, Instant::now());
        }
    }

    fn send_one(&mut self, sender: usize, due: Instant, now: Instant) {
        let late = now - due;
        let tally = &mut self.crowd.ears.tally;
        tally.lateness = tally.lateness.max(late);
        let at = if late > LATE { due } else { Instant::now() };
        self.crowd.say(sender, 1, at);
    }

    /// A measurement without its senders is none.
    fn check(&mut self) -> Result<(), LoadError> {
        let plan = self.plan;
        if plan.mode == LoadMode::Churn {
            return match self.crowd.turned_away.take() {
                Some(away) => Err(LoadError::TurnedAway(away)),
                None => Ok(()),
            };
        }
        if self.crowd.present == 0 {
            return Err(match self.crowd.turned_away.take() {
                Some(away) if away.words.is_some() => LoadError::TurnedAway(away),
                _ => LoadError::ServerGone,
            });
        }
        if (0..plan.senders).all(|sender| self.crowd.has_sender(sender)) {
            return Ok(());
        }
        match self.crowd.turned_away.take() {
            Some(away) => Err(LoadError::TurnedAway(away)),
            None => Err(LoadError::ServerGone),
        }
    }

    /// What does not arrive any more is lost.
    fn await_stragglers(&mut self) -> Result<(), LoadError> {
        let deadline = Instant::now() + STRAGGLERS;
        while self.crowd.ears.deliveries.outstanding() > 0 && Instant::now() < deadline {
            self.crowd.turn(LOOK_AROUND)?;
        }
        let missing = self.crowd.ears.deliveries.outstanding();
        self.crowd.ears.tally.mistakes += missing;
        Ok(())
    }
}
