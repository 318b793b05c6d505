//! What is typed and must not be seen.

/// While it lives, a terminal does not show what is typed. Where standard input is no terminal, or the
/// system lacks the means, nothing changes.
#[derive(Debug)]
pub(crate) struct Unseen {
    #[cfg(unix)]
    before: Option<rustix::termios::Termios>,
}

impl Unseen {
    #[cfg(unix)]
    pub(crate) fn begin() -> Self {
        use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

        let input = std::io::stdin();
        let before = tcgetattr(&input).ok().filter(|before| {
            let mut unseen = before.clone();
            unseen.local_modes.remove(LocalModes::ECHO);
            // The end of the line is still seen, so that what follows begins on a line of its own.
            unseen.local_modes.insert(LocalModes::ECHONL);
            tcsetattr(&input, OptionalActions::Now, &unseen).is_ok()
        });
        Self { before }
    }

    #[cfg(not(unix))]
    pub(crate) fn begin() -> Self {
        Self {}
    }
}

#[cfg(unix)]
impl Drop for Unseen {
    fn drop(&mut self) {
        use rustix::termios::{OptionalActions, tcsetattr};

        if let Some(before) = &self.before {
            // A terminal that is gone shows nothing anyway.
            let _gone = tcsetattr(std::io::stdin(), OptionalActions::Now, before);
        }
    }
}
