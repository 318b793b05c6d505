//! File descriptors: every simulated client needs one.

/// Descriptors for everything else: standard streams, the poll, signals, files in /proc.
const OTHERS: u64 = 32;

/// How many clients fit into this process, after its limit was raised as far as the system lets
/// everybody; `None` when that is not limited or not known.
pub(super) fn room_for_clients(wanted: usize) -> Option<u64> {
    let needed = wanted as u64 + OTHERS;
    let limit = raise(needed)?;
    Some(limit.saturating_sub(OTHERS))
}

/// Raises the soft limit to the hard one if fewer than `needed` are allowed. Gives the limit.
#[cfg(unix)]
fn raise(needed: u64) -> Option<u64> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    let current = limit.current?;
    if current >= needed {
        return Some(current);
    }
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(%error, "the limit on open files could not be raised");
            Some(current)
        }
    }
}

#[cfg(not(unix))]
fn raise(_needed: u64) -> Option<u64> {
    None
}
