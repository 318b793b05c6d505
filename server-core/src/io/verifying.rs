//! The thread that looks at passwords, so that nobody else waits for it.

use std::sync::{Arc, Mutex};

use crossbeam_channel::{Receiver, Sender};

use super::room::{Shared, lock, now};
use crate::password::Verification;

/// Where passwords go to be looked at. The room gives one at a time.
#[derive(Debug)]
pub(crate) struct Verifier {
    sender: Mutex<Option<Sender<Verification>>>,
}

impl Verifier {
    /// And the other end of it.
    pub(crate) fn new() -> (Self, Receiver<Verification>) {
        let (sender, receiver) = crossbeam_channel::bounded(1);
        let sender = Mutex::new(Some(sender));
        (Self { sender }, receiver)
    }

    pub(super) fn look_at(&self, verification: Verification) {
        if let Some(sender) = &*lock(&self.sender) {
            // There is room, unless the server is at its end and nobody is to be let in any more.
            let _ = sender.try_send(verification);
        }
    }

    /// No more are looked at; the thread ends.
    pub(crate) fn close(&self) {
        *lock(&self.sender) = None;
    }
}

/// Looks at passwords until there will be no more.
pub(crate) fn verify(shared: &Arc<Shared>, verifications: &Receiver<Verification>) {
    for verification in verifications {
        let verified = verification.carry_out();
        shared.in_order(|room| room.hub.handle_verified(verified, now()));
    }
}
