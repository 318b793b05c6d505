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

    /// What is typed is shown again. What was typed unseen and not read yet, half a line too, is thrown
    /// away: it may be what nobody is to see.
    #[cfg(unix)]
    pub(crate) fn end_unread(mut self) {
        self.restore(rustix::termios::OptionalActions::Flush);
    }

    #[cfg(not(unix))]
    pub(crate) fn end_unread(self) {}

    #[cfg(unix)]
    fn restore(&mut self, how: rustix::termios::OptionalActions) {
        if let Some(before) = self.before.take() {
            // A terminal that is gone shows nothing anyway.
            let _gone = rustix::termios::tcsetattr(std::io::stdin(), how, &before);
        }
    }
}

#[cfg(unix)]
impl Drop for Unseen {
    fn drop(&mut self) {
        self.restore(rustix::termios::OptionalActions::Now);
    }
}
