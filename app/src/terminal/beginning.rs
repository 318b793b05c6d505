//! How a chat in a terminal begins, anew or where an interrupted one stopped, and what stays of it.

use std::io;

use tertulia_protocol::Name;

use crate::connection::{ConnectionConfig, EndReason, Keeper, Restored};
use crate::exit::Failure;
use crate::keeping::{Offer, Session, SessionKeeper, Sessions};
use crate::sentences;
use crate::settings::{ClientSettings, GoOn, data_folder};
use crate::texts::Texts;

/// What continues an interrupted chat.
const CONTINUE: &str = "tertulia client --terminal --continue";

/// A chat that is about to begin.
pub(super) struct Beginning {
    pub(super) config: ConnectionConfig,
    /// What is said in the beginning; none when it goes on.
    pub(super) greeting: Option<String>,
    pub(super) session: Option<Session>,
    pub(super) keeper: Option<Box<dyn Keeper>>,
    pub(super) restored: Option<Restored>,
    /// For standard error.
    pub(super) remarks: Vec<String>,
}

impl Beginning {
    /// Looks for an interrupted chat when one is to go on, and says when there is one otherwise.
    /// `keep` tells whether anything is to be kept on this computer.
    pub(super) fn find(
        settings: ClientSettings,
        keep: bool,
        texts: &Texts,
    ) -> Result<Self, Failure> {
        let sessions = data_folder().map(|data| Sessions::in_folder(&data));
        let mut remarks = Vec::new();
        if let (Some(wanted), Some(sessions)) = (&settings.go_on, &sessions) {
            if let Some(begun) = go_on(wanted, &settings, sessions, texts)? {
                return Ok(begun);
            }
            remarks.push(texts.get("keeping-none"));
        }
        let Some(name) = settings.name else {
            return Err(Failure::new(texts.get("error-no-name")));
        };
        let mut config = ConnectionConfig::new(settings.host, settings.port, name);
        config.foreign = settings.foreign;
        config.privacy = settings.privacy;
        config.known_servers = data_folder();
        config.password = settings.password;
        let mut begun = Self {
            greeting: settings.greeting,
            config,
            session: None,
            keeper: None,
            restored: None,
            remarks,
        };
        if let Some(sessions) = sessions.filter(|_| keep) {
            begun.mention(&sessions, texts);
            let config = &begun.config;
            let (session, keeper) = sessions
                .begin(&config.host, config.port, &config.name)
                .map_err(|error: io::Error| Failure::no_resources(&error, texts))?;
            begun.session = Some(session);
            begun.keeper = Some(Box::new(keeper));
        }
        Ok(begun)
    }

    /// Says that there is an interrupted chat with the same server under the same name.
    fn mention(&mut self, sessions: &Sessions, texts: &Texts) {
        let same = GoOn {
            name: Some(self.config.name.clone()),
            host: Some(self.config.host.clone()),
            port: Some(self.config.port),
        };
        let offers = sessions.offers();
        if let Some(offer) = offers.iter().find(|offer| is_wanted(offer, &same)) {
            self.remarks.push(texts.with(
                "keeping-there-is",
                &[
                    ("name", sentences::clean(&offer.name).into()),
                    ("host", sentences::clean(&offer.host).into()),
                    ("port", offer.port.to_string().into()),
                    ("what", sentences::what_is_kept(offer, texts).into()),
                    ("command", CONTINUE.into()),
                ],
            ));
        }
    }
}

/// The latest interrupted chat that is wanted, if there is one and nobody else is faster.
fn go_on(
    wanted: &GoOn,
    settings: &ClientSettings,
    sessions: &Sessions,
    texts: &Texts,
) -> Result<Option<Beginning>, Failure> {
    let offers = sessions.offers();
    let Some(offer) = offers.iter().find(|offer| is_wanted(offer, wanted)) else {
        return Ok(None);
    };
    let (session, keeper, restored): (Session, SessionKeeper, Restored) = sessions
        .take_up(offer.id)
        .map_err(|error| Failure::new(sentences::take_up_error(&error, texts)))?;
    let kept = &restored.kept;
    let mut config = ConnectionConfig::new(&kept.host, kept.port, &kept.name);
    config.foreign = settings.foreign;
    config.privacy = settings.privacy;
    config.known_servers = data_folder();
    config.password = settings.password.clone();
    Ok(Some(Beginning {
        config,
        greeting: None,
        session: Some(session),
        keeper: Some(Box::new(keeper)),
        restored: Some(restored),
        remarks: Vec::new(),
    }))
}

/// Whether an offer is the one that is meant. A name counts in any case, and under the name that was
/// asked for as well as the one that the server gave.
fn is_wanted(offer: &Offer, wanted: &GoOn) -> bool {
    let same_name = |name: &String| {
        let key = |name: &str| {
            let parsed = Name::parse(name).map(|name| name.as_str().to_lowercase());
            parsed.unwrap_or_else(|_| name.to_lowercase())
        };
        key(name) == key(&offer.name) || key(name) == key(&offer.wanted)
    };
    wanted.name.as_ref().is_none_or(same_name)
        && wanted
            .host
            .as_ref()
            .is_none_or(|host| host.eq_ignore_ascii_case(&offer.host))
        && wanted.port.is_none_or(|port| port == offer.port)
}

/// After the end: what is undecided stays kept when the person was interrupted or the server went
/// away for good, and everything else is taken away. Gives what to say about it.
pub(super) fn finish(
    session: &Session,
    reason: &EndReason,
    interrupted: bool,
    was_open: bool,
    texts: &Texts,
) -> Option<String> {
    let cut_off = interrupted || matches!(reason, EndReason::Failed(_));
    let undecided = if cut_off && was_open {
        session.undecided()
    } else {
        0
    };
    if undecided == 0 {
        session.discard();
        return None;
    }
    let command = CONTINUE.into();
    Some(texts.with(
        "keeping-kept",
        &[("count", undecided.into()), ("command", command)],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keeping::tests::offer;

    #[test]
    fn an_interrupted_chat_is_meant_by_what_was_said_of_it() {
        let offer = offer("Ana 2", "Ana", "aula", 2010);
        let wanted = |name: Option<&str>, host: Option<&str>, port| GoOn {
            name: name.map(str::to_owned),
            host: host.map(str::to_owned),
            port,
        };
        for (yes, wanted) in [
            (true, wanted(None, None, None)),
            (true, wanted(Some("ana"), Some("AULA"), Some(2010))),
            (true, wanted(Some("Ana 2"), None, None)),
            (false, wanted(Some("Eva"), None, None)),
            (false, wanted(None, Some("casa"), None)),
            (false, wanted(None, None, Some(2011))),
        ] {
            assert_eq!(is_wanted(&offer, &wanted), yes, "{wanted:?}");
        }
    }
}
