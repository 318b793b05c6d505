//! What goes to the server, and when.

use super::*;

impl Talk {
    /// Appends everything that may go now to `out`, as lines.
    pub(in crate::connection) fn poll_transmit(&mut self, now: Instant, out: &mut Vec<u8>) {
        let Some(link) = &mut self.link else { return };
        match &mut link.stage {
            Stage::Greeting {
                name, hello_due, ..
            } => {
                if std::mem::take(hello_due) {
                    let last_seen = self.seen.last();
                    let hello = Hello {
                        name: name.clone(),
                        version: VERSION,
                        client: Some(self.client.clone()),
                        token: Some(self.token),
                        last_seen: last_seen.map(|(_, id)| id),
                        run: last_seen.map(|(run, _)| run),
                        // Whoever listens on the way must not learn it.
                        password: self.password.clone().filter(|_| link.encrypted),
                    };
                    app::encode(&ClientMessage::Hello(hello), out);
                }
            }
            Stage::Asked { .. } => {}
            Stage::Welcomed { liveness } => {
                if let Some(number) = liveness.poll_ping(now) {
                    self.pages.handle_ping_sent();
                    app::encode(
                        &ClientMessage::Ping {
                            number: Number(number),
                        },
                        out,
                    );
                }
                while let Some(request) = self.pages.poll_request(now) {
                    app::encode(&request, out);
                }
                self.poll_messages(now, out);
            }
            Stage::Quitting { quit_due, .. } => {
                if std::mem::take(quit_due) {
                    app::encode(&ClientMessage::Quit, out);
                }
            }
        }
        self.show_allowance(now);
    }

    /// Appends the messages that pacing lets go.
    fn poll_messages(&mut self, now: Instant, out: &mut Vec<u8>) {
        while self
            .link
            .as_ref()
            .is_some_and(|link| link.pacer.ready(now) > 0)
        {
            let Some(entry) = self.outgoing.peek() else {
                break;
            };
            let number = entry.number;
            // The server takes them so in any message to everybody, also in what somebody does.
            if matches!(&entry.body, Body::Say { text, .. } if self.exit_words.matches(text)) {
                self.leave_at_exit_word(now);
                break;
            }
            // The limits may have changed since it was taken in.
            let fits = self.check_text(&entry.body).and_then(|()| {
                let before = out.len();
                app::encode(&entry.body.request(entry.number), out);
                let limit = self.limits.app_line_bytes();
                // The line's end does not count.
                if out.len() - before > limit + 1 {
                    out.truncate(before);
                    return Err(FailReason::TooManyBytes { limit });
                }
                Ok(())
            });
            match fits {
                Ok(()) => {
                    if let Some(link) = &mut self.link {
                        link.pacer.handle_sent();
                    }
                    if let Some(local) = self.outgoing.mark_sent() {
                        self.changes.note(|| Change::Handed(number));
                        self.report(local, Delivery::Sent);
                    }
                }
                Err(why) => {
                    if let Some(entry) = self.outgoing.drop_next() {
                        let why = if entry.was_sent() {
                            FailReason::Unconfirmed
                        } else {
                            why
                        };
                        self.changes.note(|| Change::Failed(entry.number));
                        self.report(entry.local, Delivery::Failed(why));
                    }
                    self.leave_if_done(now);
                }
            }
        }
    }

    /// The user said an exit word: what came before it is awaited, what came after it is dropped.
    fn leave_at_exit_word(&mut self, now: Instant) {
        let dropped: Vec<(Number, LocalId)> = self
            .outgoing
            .drain_unsent()
            .map(|entry| (entry.number, entry.local))
            .collect();
        for (index, (number, local)) in dropped.into_iter().enumerate() {
            self.changes.note(|| {
                if index == 0 {
                    Change::Forget(local)
                } else {
                    Change::Failed(number)
                }
            });
            let why = if index == 0 {
                FailReason::ExitWord
            } else {
                FailReason::NotSent
            };
            self.report(local, Delivery::Failed(why));
        }
        self.leave_when_done(now);
    }
}
