//! The password that a server asks for, and how long it may take to judge it.

use super::*;

impl Talk {
    /// How long a server may take to answer a hello: longer where it may make whoever sends a password
    /// wait.
    pub(super) fn welcome_within(&self) -> Duration {
        match self.password {
            Some(_) => WELCOME_WITHIN + LONGEST_DELAY,
            None => WELCOME_WITHIN,
        }
    }

    /// The user gives a password. It is sent if it is awaited, and later wherever one is asked for.
    pub(in crate::connection) fn handle_password(&mut self, now: Instant, password: Password) {
        self.password = Some(password);
        self.say_hello_again(now);
    }

    /// Whether the server asks for a password that only the user can give.
    pub(in crate::connection) fn awaits_password(&self) -> bool {
        let link = self.link.as_ref();
        link.is_some_and(|link| matches!(link.stage, Stage::Asked { again_at: None, .. }))
    }

    /// Where the server asked for a password, the hello goes out once more.
    pub(super) fn say_hello_again(&mut self, now: Instant) {
        let deadline = now + self.welcome_within();
        if let Some(link) = &mut self.link
            && let Stage::Asked {
                name, proposals, ..
            } = &mut link.stage
        {
            link.stage = Stage::Greeting {
                name: std::mem::take(name),
                hello_due: true,
                proposals: *proposals,
                deadline,
            };
        }
    }
}
