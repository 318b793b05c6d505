//! What was spent of the allowance, and since when: for ticks that fade.

use std::collections::VecDeque;
use std::time::Instant;

use crate::connection::Allowance;

/// When each message was counted that the allowance still counts, the oldest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Spent(VecDeque<Instant>);

impl Spent {
    /// The allowance is this now.
    pub(super) fn note(&mut self, allowance: Option<Allowance>, now: Instant) {
        let used = allowance.map_or(0, |allowance| {
            allowance.limit.saturating_sub(allowance.left)
        });
        while self.0.len() > used {
            self.0.pop_front();
        }
        while self.0.len() < used {
            self.0.push_back(now);
        }
    }

    pub(super) fn oldest(&self) -> Option<Instant> {
        self.0.front().copied()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let start = Instant::now();
        let later = start + Duration::from_millis(300);
        let mut spent = Spent::default();
        let left = |left| Some(Allowance { left, limit: 5 });
        spent.note(left(5), start);
        assert_eq!(spent.oldest(), None);
        spent.note(left(4), start);
        spent.note(left(2), later);
        assert_eq!(spent.oldest(), Some(start));
        spent.note(left(3), later);
        assert_eq!(spent.oldest(), Some(later));
        spent.note(None, later);
        assert_eq!(spent.oldest(), None);
    }
}
