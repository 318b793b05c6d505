//! The password that a person types, unseen until the server has judged it.

use crate::console::Unseen;

/// Whether the next line is a password, or one is with the server. All the while a terminal does not
/// show what is typed.
#[derive(Debug, Default)]
pub(super) struct PasswordPrompt {
    unseen: Option<Unseen>,
    is_given: bool,
}

impl PasswordPrompt {
    /// The next line is to be the password.
    pub(super) fn ask(&mut self) {
        // Asked again, it has found already what is to be put back.
        self.unseen.get_or_insert_with(Unseen::begin);
        self.is_given = false;
    }

    /// Whether the next line is the password.
    pub(super) fn awaits_it(&self) -> bool {
        self.unseen.is_some() && !self.is_given
    }

    /// It was typed, and the server looks at it.
    pub(super) fn give(&mut self) {
        self.is_given = true;
    }

    /// Whether the server looks at it. What is typed now may be the password once more, and must not
    /// be taken for anything to be said.
    pub(super) fn is_judged(&self) -> bool {
        self.unseen.is_some() && self.is_given
    }

    /// The server has let us in, or is gone. Says whether a password was asked for: what was typed
    /// unseen is not to be taken for anything else.
    pub(super) fn end(&mut self) -> bool {
        self.unseen.take().is_some()
    }
}
