//! The password that a person types, unseen until the server has judged it, or that a program sends.

use crate::connection::PasswordAsked;
use crate::console::Unseen;
use crate::texts::Texts;

/// What a program has still to give before the server lets it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owed {
    /// A password; whether the one of the command line was wrong.
    Password { from_file: bool },
    /// It was given, and the server looks at it.
    Nothing,
}

/// Whether the next line is a password, or one is with the server. All the while a terminal does not
/// show what is typed.
#[derive(Debug, Default)]
pub(super) struct PasswordPrompt {
    unseen: Option<Unseen>,
    is_given: bool,
}

impl PasswordPrompt {
    /// What a person is asked; `from_file` says that the password came from the command line so far.
    pub(super) fn question(&self, asked: PasswordAsked, from_file: bool, texts: &Texts) -> String {
        match (asked.wrong, asked.wait) {
            (false, _) => texts.get("terminal-password"),
            (true, _) if from_file => texts.get("terminal-password-not-of-file"),
            // Nobody has typed one since: it is the one that was right before.
            (true, _) if !self.is_judged() => texts.get("terminal-password-changed"),
            (true, None) => texts.get("terminal-password-wrong"),
            (true, Some(wait)) => {
                let wait = [("seconds", wait.get().into())];
                texts.with("terminal-password-wrong-wait", &wait)
            }
        }
    }

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
