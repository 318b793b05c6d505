//! The figures of the phases as a table, and whether what must hold holds.

use std::time::Duration;

use crate::polite::Found;
use crate::restless::{Kind, Mood};
use crate::server::Usage;

/// Memory may grow by so many KiB from the second pair of phases to the last.
const GROWTH: u64 = 8 << 10;
/// When all have gone, so many KiB more than at the beginning may be left: the latest messages, caches
/// of the history, and what the allocator keeps for the next crowd.
const KEPT: u64 = 48 << 10;

/// What was found in one phase.
pub(crate) struct Phase {
    pub(crate) mood: Mood,
    /// Every half second.
    pub(crate) usages: Vec<Usage>,
    /// Of the polite people in clear, and of those by TLS.
    pub(crate) found: [Found; 2],
}

impl Phase {
    fn resident(&self) -> u64 {
        median(self.usages.iter().map(|usage| usage.resident))
    }

    fn most(&self, figure: impl Fn(&Usage) -> u64) -> u64 {
        self.usages.iter().map(figure).max().unwrap_or_default()
    }
}

fn median(figures: impl Iterator<Item = u64>) -> u64 {
    let mut figures: Vec<u64> = figures.collect();
    figures.sort_unstable();
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

pub(crate) fn heading() -> String {
    format!(
        "{:>6}  {:8} {:>9} {:>10} {:>5} {:>7}   {:>17}   {:>17}",
        "time",
        "mood",
        "memory",
        "connected",
        "files",
        "threads",
        "in clear 50, 99 %",
        "by TLS 50, 99 %"
    )
}

pub(crate) fn empty(what: &str, usage: Usage) -> String {
    format!(
        "{:>6}  {what:8} {:>9} {:>10} {:>5} {:>7}",
        "",
        mib(usage.resident),
        "",
        usage.descriptors,
        usage.threads
    )
}

pub(crate) fn row(time: Duration, phase: &Phase, base: Usage) -> String {
    let files = phase.most(|usage| usage.descriptors);
    let waited = |found: &Found| format!("{}, {}", millis(found.p50), millis(found.p99));
    let [clear, tls] = &phase.found;
    format!(
        "{:>4} s  {:8} {:>9} {:>10} {:>5} {:>7}   {:>17}   {:>17}",
        time.as_secs(),
        match phase.mood {
            Mood::Calm => "calm",
            _ => "restless",
        },
        mib(phase.resident()),
        files.saturating_sub(base.descriptors),
        files,
        phase.most(|usage| usage.threads),
        waited(clear),
        waited(tls),
    )
}

fn mib(kib: u64) -> String {
    format!("{:.1} MiB", kib as f64 / 1_024.0)
}

fn millis(micros: u64) -> String {
    format!("{:.1} ms", micros as f64 / 1_000.0)
}

/// What must hold, as it is looked at; each is printed.
#[derive(Default)]
pub(crate) struct Verdicts {
    missed: usize,
}

impl Verdicts {
    fn on(&mut self, is_met: bool, what: &str) {
        println!("{}: {what}", if is_met { "met" } else { "NOT MET" });
        self.missed += usize::from(!is_met);
    }

    pub(crate) fn all_met(&self) -> bool {
        self.missed == 0
    }

    /// Flat after the first pair of phases, and given back in the end.
    pub(crate) fn of_memory(&mut self, phases: &[Phase], base: Usage, after: Usage) {
        for (mood, word) in [(Mood::Calm, "calm"), (Mood::Restless, "restless")] {
            let of_mood = phases.iter().filter(|phase| phase.mood == mood);
            let resident: Vec<u64> = of_mood.skip(1).map(Phase::resident).collect();
            let (early, late) = resident.split_at(resident.len() / 2);
            let [early, late] = [early, late].map(|half| median(half.iter().copied()));
            self.on(
                late <= early + GROWTH,
                &format!(
                    "{word}, memory in the second half at most {} more than in the first ({}, {})",
                    mib(GROWTH),
                    mib(early),
                    mib(late)
                ),
            );
        }
        self.on(
            after.resident <= base.resident + KEPT,
            &format!(
                "at most {} of memory kept when all have gone ({}, at first {})",
                mib(KEPT),
                mib(after.resident),
                mib(base.resident)
            ),
        );
    }

    pub(crate) fn of_leaks(&mut self, base: Usage, after: Usage) {
        for (what, at_first, in_the_end) in [
            ("file descriptors", base.descriptors, after.descriptors),
            ("threads", base.threads, after.threads),
        ] {
            self.on(
                in_the_end <= at_first,
                &format!("as many {what} as at first ({at_first}, {in_the_end})"),
            );
        }
    }

    /// Everybody who behaves is served completely.
    pub(crate) fn of_service(&mut self, phases: &[Phase], wrong_with_others: &[String]) {
        let all = || phases.iter().flat_map(|phase| &phase.found);
        let deliveries: u64 = all().map(|found| found.deliveries).sum();
        let wrong: u64 = all().map(|found| found.wrong).sum();
        self.on(
            deliveries > 0 && wrong == 0,
            &format!("{deliveries} messages heard by polite people, every one in order and once, no connection lost ({wrong} wrong)"),
        );
        let some = wrong_with_others.iter().take(5).cloned();
        self.on(
            wrong_with_others.is_empty(),
            &format!(
                "the others were treated as they should ({} were not) {}",
                wrong_with_others.len(),
                some.collect::<Vec<_>>().join("; ")
            ),
        );
    }

    /// Everything that is to happen did.
    pub(crate) fn of_behaviour(&mut self, counts: &[(Kind, u64)]) {
        let told: Vec<String> = counts
            .iter()
            .map(|(kind, count)| format!("{} {count}", kind.word()))
            .collect();
        self.on(counts.iter().all(|(_, count)| *count > 0), &told.join(", "));
    }

    /// Polite people hardly wait for longer than when it is calm.
    pub(crate) fn of_waiting(&mut self, phases: &[Phase], slower: f64) {
        for (group, word) in ["in clear", "by TLS"].into_iter().enumerate() {
            let waited = |mood| {
                let of_mood = phases.iter().filter(|phase| phase.mood == mood);
                median(of_mood.skip(1).map(|phase| phase.found[group].p99))
            };
            let (calm, restless) = (waited(Mood::Calm), waited(Mood::Restless));
            let times = restless as f64 / calm as f64;
            self.on(
                times <= slower,
                &format!(
                    "{word}, 99 % of messages heard within {slower} × the calm time ({times:.2} ×: {}, {})",
                    millis(calm),
                    millis(restless)
                ),
            );
        }
    }
}
