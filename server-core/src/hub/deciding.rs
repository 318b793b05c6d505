//! Numbered requests are carried out once, and their verdicts kept.

use tertulia_protocol::{
    Ack, MessageId, Number, PersonId, Phrase, RefusalReason, Refused, ServerMessage,
};

use super::Hub;
use super::messages::Refusal;
use super::numbers::{Standing, Verdict};
use crate::ClientId;
use crate::entry::Audience;
use crate::moment::Moment;
use crate::storage::{Outcome, Record};
use crate::turn::{Asked, NotKept, refused};

impl Hub {
    /// Messages could not be kept: the room forgets them, and their verdicts become refusals. What
    /// it said of them before is taken out of the turns that wait (see [`crate::Turn::withhold`]).
    /// Gives the sentence for their authors.
    pub fn handle_not_kept(&mut self, lost: &NotKept) -> String {
        let fault = lost.fault();
        let sentence = self.config.phrases.say(Phrase::NotKept { fault });
        self.history.forget(|message| lost.contains(message));
        for asked in lost.asked() {
            self.messages = self.messages.saturating_sub(1);
            let numbers = match self.roster.get_mut(asked.author) {
                Some(person) => {
                    person.messages = person.messages.saturating_sub(1);
                    Some(&mut person.numbers)
                }
                None => asked
                    .token
                    .and_then(|token| self.sessions.departed_mut(&token))
                    .map(|departed| &mut departed.numbers),
            };
            let Some(numbers) = numbers else { continue };
            match asked.number {
                Some(number) => {
                    numbers.revise(number, Verdict::Refused(refused(Some(number), &sentence)));
                }
                None => numbers.withdraw(),
            }
        }
        sentence
    }

    /// Carries out a numbered request once, keeps its verdict, and answers it.
    pub(super) fn decide(
        &mut self,
        client: ClientId,
        id: PersonId,
        number: Option<Number>,
        now: Moment,
        carry_out: impl FnOnce(&mut Self, Moment) -> Result<Option<MessageId>, Refusal>,
    ) {
        let standing = match (number, self.roster.get(id)) {
            (Some(number), Some(person)) => person.numbers.standing(number),
            _ => Standing::New,
        };
        match standing {
            Standing::Repeated(verdict) => return self.answer(client, verdict),
            Standing::Forgotten => {
                let message = self.config.phrases.say(Phrase::OldNumber);
                let refused = Refused {
                    number,
                    reason: RefusalReason::OldNumber,
                    message,
                    suggestion: None,
                    until: None,
                    wait: None,
                };
                return self.answer(client, Verdict::Refused(refused));
            }
            Standing::New => {}
        }
        // The answer is made here, but the sender's place in the order is where the log has it: the
        // confirmation directly before what everybody else is told.
        let place = self.entries.len();
        // Whatever it is, it is seen by others.
        let outcome = match self.may_write(id, now) {
            Ok(()) => carry_out(self, now),
            Err(refusal) => Err(refusal),
        };
        let told = self.entries.split_off(place);
        let message = outcome.as_ref().ok().copied().flatten();
        let verdict = match outcome {
            Ok(message) => self.accepted(id, number, message, now),
            Err(refusal) => Some(Verdict::Refused(Refused {
                number,
                reason: refusal.reason,
                message: refusal.message,
                suggestion: refusal.suggestion,
                until: refusal.until,
                wait: None,
            })),
        };
        if self.config.keeps {
            self.keep_decision((client, id), number, message, verdict.as_ref(), now);
        }
        if let Some(verdict) = verdict {
            if let (Some(number), Some(person)) = (number, self.roster.get_mut(id)) {
                person.numbers.decide(number, verdict.clone());
            }
            self.answer(client, verdict);
        }
        self.entries.extend(told);
    }

    /// Records what was decided: with the message, if it put one in order, or by itself.
    fn keep_decision(
        &mut self,
        (client, author): (ClientId, PersonId),
        number: Option<Number>,
        message: Option<MessageId>,
        verdict: Option<&Verdict>,
        now: Moment,
    ) {
        let token = self.roster.get(author).and_then(|person| person.token);
        let origin = token.zip(number);
        if let Some(message) = message {
            if let Some(Record::Message(kept)) = self.records.last_mut() {
                kept.origin = origin;
            }
            return self.asked.push(Asked {
                message,
                client,
                author,
                token,
                number,
                confirmed: verdict.is_some(),
            });
        }
        let (Some((token, number)), Some(verdict)) = (origin, verdict) else {
            return;
        };
        let outcome = match verdict {
            Verdict::Accepted(ack) => Outcome::Accepted(ack.id),
            Verdict::Refused(refused) => Outcome::Refused {
                reason: refused.reason,
                message: refused.message.clone(),
                suggestion: refused.suggestion.clone(),
            },
        };
        self.records.push(Record::Decided {
            token,
            number,
            outcome,
            time: now.unix,
        });
    }

    /// The confirmation: with the client's own number, or counted where it has none. A rename
    /// without a number is confirmed by everybody being told of it; and some want none.
    fn accepted(
        &mut self,
        id: PersonId,
        number: Option<Number>,
        message: Option<MessageId>,
        now: Moment,
    ) -> Option<Verdict> {
        let number = match (number, message) {
            (Some(number), _) => number,
            (None, Some(_)) => {
                let person = self.roster.get_mut(id)?;
                let number = person.numbers.confirm_next();
                if !person.wants_acks {
                    return None;
                }
                number
            }
            (None, None) => return None,
        };
        Some(Verdict::Accepted(Ack {
            number,
            id: message,
            time: now.unix,
        }))
    }

    fn answer(&mut self, client: ClientId, verdict: Verdict) {
        let message = match verdict {
            Verdict::Accepted(ack) => ServerMessage::Ack(ack),
            Verdict::Refused(refused) => ServerMessage::Refused(refused),
        };
        self.tell(Audience::One(client), message);
    }
}
