//! What was measured, as plain numbers. `docs/load.md` describes its JSON.

use std::time::Duration;

use serde::Serialize;

use super::measuring::{Findings, ServerFindings};
use super::plan::{LoadMode, LoadWire, Plan};

/// A whole report. In JSON, what does not belong to the mode, or is not known, is `null`.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Report {
    pub(super) mode: &'static str,
    pub(super) dialect: &'static str,
    pub(super) tls: bool,
    /// The fingerprint of the server's key, in hexadecimal digits.
    pub(super) key: Option<String>,
    pub(super) address: String,
    pub(super) clients: usize,
    pub(super) senders: usize,
    pub(super) slow: usize,
    pub(super) size: Option<usize>,
    pub(super) in_flight: Option<u32>,
    pub(super) rate: Option<u32>,
    /// Clients that were welcomed before measuring.
    pub(super) joined: usize,
    pub(super) join_seconds: f64,
    /// How long was measured.
    pub(super) seconds: f64,
    pub(super) interrupted: bool,
    pub(super) messages: u64,
    pub(super) confirmations: u64,
    pub(super) deliveries: u64,
    pub(super) deliveries_per_second: f64,
    pub(super) bytes_per_second: f64,
    pub(super) visits: u64,
    pub(super) visits_per_second: f64,
    /// From sending to hearing; in churn, from connecting to being welcomed.
    pub(super) time_micros: Option<Percentiles>,
    pub(super) lateness_micros: Option<u64>,
    /// Messages that did not come, or not in order, or twice.
    pub(super) mistakes: u64,
    pub(super) lost: usize,
    pub(super) slow_disconnected: usize,
    pub(super) server: Option<ServerReport>,
}

/// How long something took, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Percentiles {
    pub(super) p50: u64,
    pub(super) p99: u64,
    pub(super) max: u64,
}

/// What the server's process cost.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ServerReport {
    pub(super) pid: u32,
    pub(super) threads: u64,
    /// CPU time while measuring.
    pub(super) cpu_seconds: f64,
    pub(super) cpu_nanos_per_delivery: Option<f64>,
    pub(super) resident_bytes_before: u64,
    pub(super) resident_bytes_joined: u64,
    pub(super) resident_bytes_after: u64,
    /// How much each client added, at the end.
    pub(super) resident_bytes_per_client: Option<f64>,
}

impl Report {
    pub(super) fn new(plan: &Plan, address: String, findings: &Findings) -> Self {
        let tally = &findings.tally;
        let seconds = findings.measured.as_secs_f64();
        let per_second = |count: u64| match seconds > 0.0 {
            true => count as f64 / seconds,
            false => 0.0,
        };
        let only = |condition: bool| condition.then_some(());
        let is_latency = plan.mode == LoadMode::Latency;
        let percentiles = |percent| tally.durations.percentile(percent).map(micros);
        let time = percentiles(50.0).zip(percentiles(99.0));
        let time = time.zip(tally.durations.max().map(micros));
        Self {
            mode: plan.mode.word(),
            dialect: plan.dialect.word(),
            tls: plan.wire != LoadWire::Clear,
            key: findings.key.map(|key| key.to_hex()),
            address,
            clients: plan.clients,
            senders: plan.senders,
            slow: plan.slow,
            size: only(plan.mode.has_messages()).map(|()| plan.chars),
            in_flight: only(plan.mode == LoadMode::Throughput).map(|()| plan.in_flight),
            rate: only(is_latency).map(|()| plan.rate),
            joined: findings.joined,
            join_seconds: findings.joining.as_secs_f64(),
            seconds,
            interrupted: findings.interrupted,
            messages: tally.messages,
            confirmations: tally.confirmations,
            deliveries: tally.deliveries,
            deliveries_per_second: per_second(tally.deliveries),
            bytes_per_second: per_second(tally.bytes),
            visits: tally.visits,
            visits_per_second: per_second(tally.visits),
            time_micros: time.map(|((p50, p99), max)| Percentiles { p50, p99, max }),
            lateness_micros: only(is_latency).map(|()| micros(tally.lateness)),
            mistakes: tally.mistakes,
            lost: findings.lost,
            slow_disconnected: findings.slow_cut_off,
            server: findings
                .server
                .map(|server| ServerReport::new(&server, plan, tally.deliveries)),
        }
    }
}

impl ServerReport {
    fn new(server: &ServerFindings, plan: &Plan, deliveries: u64) -> Self {
        let [before, joined, after] = server.resident;
        let added = after as f64 - before as f64;
        let per_client = (plan.mode != LoadMode::Churn).then(|| added / plan.connections() as f64);
        Self {
            pid: server.id,
            threads: server.threads,
            cpu_seconds: server.cpu.as_secs_f64(),
            cpu_nanos_per_delivery: (deliveries > 0)
                .then(|| server.cpu.as_secs_f64() * 1e9 / deliveries as f64),
            resident_bytes_before: before,
            resident_bytes_joined: joined,
            resident_bytes_after: after,
            resident_bytes_per_client: per_client,
        }
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}
