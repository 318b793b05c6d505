//! The system's requests to end: Ctrl+C, `kill`, a closed terminal.

use std::io;

use crossbeam_channel::Receiver;

/// Requests to end, as they come.
#[derive(Debug)]
pub(crate) struct Signals {
    requests: Receiver<()>,
    #[cfg(unix)]
    watching: unix::Watching,
}

impl Signals {
    /// Watches from now on; the process no longer ends by itself on such a request.
    ///
    /// # Errors
    /// When the system has no thread or file descriptor left.
    pub(crate) fn start() -> io::Result<Self> {
        #[cfg(unix)]
        {
            let (requests, watching) = unix::watch()?;
            Ok(Self { requests, watching })
        }
        #[cfg(not(unix))]
        Ok(Self {
            requests: crossbeam_channel::never(),
        })
    }

    /// One item for each request; some of many at once may be missing.
    #[must_use]
    pub(crate) fn requests(&self) -> &Receiver<()> {
        &self.requests
    }

    /// Ends watching. Later requests are ignored, since the program is about to end anyway.
    pub(crate) fn stop(self) {
        #[cfg(unix)]
        self.watching.stop();
    }
}

#[cfg(unix)]
mod unix {
    use std::io;
    use std::thread::{Builder, JoinHandle};

    use crossbeam_channel::{Receiver, bounded};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::iterator::{Handle, Signals};

    #[derive(Debug)]
    pub(super) struct Watching {
        handle: Handle,
        thread: JoinHandle<()>,
    }

    pub(super) fn watch() -> io::Result<(Receiver<()>, Watching)> {
        let mut watched = vec![SIGINT, SIGTERM];
        // Whoever starts a program with `nohup` wants it to outlive the terminal.
        if !is_ignored(SIGHUP) {
            watched.push(SIGHUP);
        }
        let mut signals = Signals::new(watched)?;
        let handle = signals.handle();
        let (sender, requests) = bounded(4);
        let thread = Builder::new().name("signals".to_owned()).spawn(move || {
            for signal in signals.forever() {
                tracing::info!(signal, "asked to end");
                let _enough_already = sender.try_send(());
            }
        })?;
        Ok((requests, Watching { handle, thread }))
    }

    impl Watching {
        pub(super) fn stop(self) {
            self.handle.close();
            if self.thread.join().is_err() {
                tracing::error!("the thread of the signals panicked");
            }
        }
    }

    /// Whether the process was started with this signal ignored, as far as the system tells.
    fn is_ignored(signal: i32) -> bool {
        let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask
            .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
            .unwrap_or_default();
        mask & (1 << (signal - 1)) != 0
    }
}
