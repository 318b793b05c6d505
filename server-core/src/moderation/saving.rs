//! When decisions that could not be saved are tried again, and what the operator is told of it.

use std::io;
use std::time::{Duration, Instant};

use super::Moderation;

/// The pause after the first attempt that fails; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What has not been saved so far.
#[derive(Debug, Default)]
pub(crate) struct Saving {
    waiting: Option<Moderation>,
    /// While it fails: how long the pause is, and when it ends.
    failing: Option<(Duration, Instant)>,
}

/// A turn for the worse or the better; between them nothing is told.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum SavingNews {
    /// What is decided is not kept, for the reason that the system gives.
    Fails(String),
    /// Everything is kept again.
    Works,
}

impl Saving {
    /// This was decided, and is to be saved at once.
    pub(crate) fn handle_decided(&mut self, decided: Moderation) {
        self.waiting = Some(decided);
    }

    /// When what waits is to be tried again.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let (_, until) = self.failing?;
        Some(until)
    }

    /// Tries to save what waits, if anything does.
    pub(crate) fn attempt(
        &mut self,
        now: Instant,
        save: impl FnOnce(&Moderation) -> io::Result<()>,
    ) -> Option<SavingNews> {
        let decided = self.waiting.as_ref()?;
        match save(decided) {
            Ok(()) => {
                self.waiting = None;
                self.failing.take().map(|_| SavingNews::Works)
            }
            Err(error) => {
                let pause = self
                    .failing
                    .map(|(pause, _)| (2 * pause).min(LONGEST_PAUSE));
                let news = pause
                    .is_none()
                    .then(|| SavingNews::Fails(error.to_string()));
                let pause = pause.unwrap_or(FIRST_PAUSE);
                self.failing = Some((pause, now + pause));
                news
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frozen(frozen: bool) -> Moderation {
        let mut moderation = Moderation::default();
        moderation.freeze(frozen);
        moderation
    }

    #[test]
    fn what_fails_is_told_once_and_tried_until_the_latest_is_saved() {
        let mut saving = Saving::default();
        let start = Instant::now();
        let failing = |_: &Moderation| Err(io::Error::other("full"));
        let unasked = |_: &Moderation| panic!("nothing waits");
        assert_eq!(saving.attempt(start, unasked), None);
        saving.handle_decided(frozen(true));
        let fails = Some(SavingNews::Fails("full".to_owned()));
        assert_eq!(saving.attempt(start, failing), fails);
        let mut pauses = Vec::new();
        let mut now = start;
        for _ in 0..8 {
            let due = saving.poll_timeout().unwrap();
            pauses.push((due - now).as_secs());
            now = due;
            assert_eq!(saving.attempt(now, failing), None, "told again");
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 60, 60]);
        saving.handle_decided(frozen(false));
        let mut saved = None;
        let news = saving.attempt(now, |decided| {
            saved = Some(decided.clone());
            Ok(())
        });
        assert_eq!(
            (news, saved),
            (Some(SavingNews::Works), Some(frozen(false)))
        );
        assert_eq!(saving.poll_timeout(), None);
        assert_eq!(saving.attempt(now, unasked), None);
        saving.handle_decided(frozen(true));
        assert_eq!(saving.attempt(now, |_| Ok(())), None, "nothing was wrong");
        saving.handle_decided(frozen(false));
        assert_eq!(saving.attempt(now, failing), fails);
    }
}
