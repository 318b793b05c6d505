//! What the server's process costs, as far as Linux lets us know: from /proc (see proc(5)).

use std::fs;
use std::time::Duration;

/// Linux counts times for user space in hundredths of a second, whatever its own clock does.
const TICK: Duration = Duration::from_millis(10);

/// A process on this computer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ServerProcess {
    id: u32,
}

/// What a process costs, at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Usage {
    /// CPU time of all its threads so far.
    pub(super) cpu: Duration,
    /// Resident memory, in bytes.
    pub(super) resident: u64,
    /// Threads.
    pub(super) threads: u64,
}

impl ServerProcess {
    pub(super) fn new(id: u32) -> Self {
        Self { id }
    }

    pub(super) fn id(self) -> u32 {
        self.id
    }

    /// What it costs now; `None` when there is no such process, or the system does not tell.
    pub(super) fn usage(self) -> Option<Usage> {
        let file = |name: &str| fs::read_to_string(format!("/proc/{}/{name}", self.id)).ok();
        let (cpu, threads) = times(&file("stat")?)?;
        // The rollup is exact; the kernel may be late with the figure in the status.
        let resident = file("smaps_rollup")
            .and_then(|rollup| kilobytes(&rollup, "Rss:"))
            .or_else(|| kilobytes(&file("status")?, "VmRSS:"))?;
        Some(Usage {
            cpu,
            resident,
            threads,
        })
    }
}

/// CPU time and number of threads, in a text like that of `/proc/PID/stat`.
fn times(stat: &str) -> Option<(Duration, u64)> {
    // The program's name may have spaces and brackets, so that fields are counted behind it.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: u32 = fields.next()?.parse().ok()?;
    let system: u32 = fields.next()?.parse().ok()?;
    let threads = fields.nth(4)?.parse().ok()?;
    Some((TICK * (user + system), threads))
}

/// A figure in kB, in bytes.
fn kilobytes(text: &str, label: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(label))?;
    let figure: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(figure * 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_figures_are_read() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 6 0 100 1000 50";
        assert_eq!(times(stat), Some((Duration::from_secs(3), 6)));
        assert_eq!(times("nonsense"), None);
        let rollup = "5500-7fff ---p 00000000 00:00 0 [rollup]\nRss:    1808 kB\nPss: 244 kB\n";
        assert_eq!(kilobytes(rollup, "Rss:"), Some(1_808 << 10));
        assert_eq!(kilobytes(rollup, "Swap:"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_very_process_is_known() {
        let usage = ServerProcess::new(std::process::id()).usage().unwrap();
        assert!(usage.resident > 100_000 && usage.threads >= 1, "{usage:?}");
        assert_eq!(ServerProcess::new(u32::MAX).usage(), None);
    }
}
