//! Which of a client's numbered requests have their verdict, so that none is carried out twice.

use std::collections::VecDeque;

use tertulia_protocol::{Ack, Number, Refused};

/// How many verdicts are kept per person; a client has no more requests than this without one.
pub(super) const KEPT_VERDICTS: usize = 64;

/// What became of a numbered request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    Accepted(Ack),
    Refused(Refused),
}

/// The verdicts on one person's numbers.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    decided: Option<Number>,
    /// Nobody who writes plain text has any; then this takes one word.
    latest: Option<Box<Latest>>,
    /// How many messages this person's connection has had confirmed (plain text counts by itself).
    confirmed: u64,
}

#[derive(Debug, Default)]
struct Latest(VecDeque<(Number, Verdict)>);

/// Whether a number is new.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Higher than every number before: to be decided now.
    New,
    /// Decided before, with this verdict.
    Repeated(Verdict),
    /// Decided before, so long ago that the verdict is forgotten; or left out by the client.
    Forgotten,
}

impl Numbers {
    /// The highest number with a verdict.
    pub(super) fn decided(&self) -> Option<Number> {
        self.decided
    }

    pub(super) fn standing(&self, number: Number) -> Standing {
        if self.decided.is_none_or(|decided| number > decided) {
            return Standing::New;
        }
        let mut latest = self.latest.iter().flat_map(|latest| &latest.0);
        let known = latest.find(|(decided, _)| *decided == number);
        known.map_or(Standing::Forgotten, |(_, verdict)| {
            Standing::Repeated(verdict.clone())
        })
    }

    /// Keeps the verdict on a [`Standing::New`] number.
    pub(super) fn decide(&mut self, number: Number, verdict: Verdict) {
        self.decided = Some(number);
        let Latest(latest) = &mut **self.latest.get_or_insert_default();
        if latest.len() == KEPT_VERDICTS {
            latest.pop_front();
        }
        latest.push_back((number, verdict));
    }

    /// What an earlier run of the server decided.
    pub(super) fn restored(
        decided: Option<Number>,
        verdicts: impl IntoIterator<Item = (Number, Verdict)>,
    ) -> Self {
        let mut numbers = Self::default();
        for (number, verdict) in verdicts {
            numbers.decide(number, verdict);
        }
        numbers.decided = numbers.decided.max(decided);
        numbers
    }

    /// Another verdict on a number: its message could not be kept.
    pub(super) fn revise(&mut self, number: Number, verdict: Verdict) {
        let mut latest = self.latest.iter_mut().flat_map(|latest| &mut latest.0);
        let known = latest.find(|(decided, _)| *decided == number);
        if let Some((_, known)) = known {
            *known = verdict;
        }
    }

    /// A counted message could not be kept, so its confirmation goes to the next one.
    pub(super) fn withdraw(&mut self) {
        self.confirmed = self.confirmed.saturating_sub(1);
    }

    /// The next confirmation of a connection that does not number its messages: 1, 2, 3…
    pub(super) fn confirm_next(&mut self) -> Number {
        self.confirmed += 1;
        Number(self.confirmed)
    }
}

#[cfg(test)]
mod tests {
    use tertulia_protocol::{MessageId, UnixMillis};

    use super::*;

    fn accepted(number: u64) -> Verdict {
        Verdict::Accepted(Ack {
            number: Number(number),
            id: Some(MessageId(number)),
            time: UnixMillis(0),
        })
    }

    #[test]
    fn a_repeated_number_gets_its_own_verdict_again() {
        let mut numbers = Numbers::default();
        for number in [3, 4, 9] {
            assert_eq!(numbers.standing(Number(number)), Standing::New);
            numbers.decide(Number(number), accepted(number));
        }
        assert_eq!(numbers.standing(Number(4)), Standing::Repeated(accepted(4)));
        assert_eq!(
            numbers.standing(Number(5)),
            Standing::Forgotten,
            "left out, and too late now"
        );
        assert_eq!(numbers.decided(), Some(Number(9)));
    }

    #[test]
    fn only_the_latest_verdicts_are_kept() {
        let mut numbers = Numbers::default();
        for number in 1..=1_000 {
            numbers.decide(Number(number), accepted(number));
        }
        assert_eq!(numbers.standing(Number(936)), Standing::Forgotten);
        assert_eq!(
            numbers.standing(Number(937)),
            Standing::Repeated(accepted(937))
        );
    }
}
