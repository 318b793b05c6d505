//! The way into a chat: the form, looking hosts up, the attempt.

use std::net::{IpAddr, ToSocketAddrs as _};

use crossbeam_channel::{Receiver, bounded};
use egui::Context;

use super::chatting::{Chatting, KeptSession};
use super::keeping::Keeping;
use super::shell::{Shell, in_background};
use crate::cli::ClientArgs;
use crate::connection::{ConnectionConfig, ForeignSettings, Privacy};
use crate::models::connecting::{ConnectField, ConnectForm, ConnectRequest};
use crate::profiles::{Profile, ProfileName};
use crate::settings::{client_settings, user_of_system};
use crate::windows::connect::ConnectPage;

/// A host and its addresses, or the system's word on why there are none.
type Answer = (String, Result<Vec<IpAddr>, String>);

/// Everything around the form.
#[derive(Debug)]
pub(super) struct Joining {
    pub(super) page: ConnectPage,
    pub(super) form: ConnectForm,
    /// The profile that was loaded, whose other settings are kept when the form is saved.
    pub(super) base: Profile,
    pub(super) profile: Option<ProfileName>,
    pub(super) foreign: ForeignSettings,
    /// As the command line says.
    privacy: Privacy,
    lookup: Option<Receiver<Answer>>,
}

impl Joining {
    /// Filled with what the command line says, then the profile, then the defaults.
    pub(super) fn new(args: &ClientArgs, base: Profile, profile: Option<ProfileName>) -> Self {
        let user = user_of_system();
        let settings = client_settings(args, &base, user.as_deref());
        let mut form = ConnectForm::new(&client_settings(
            &ClientArgs::default(),
            &Profile::default(),
            user.as_deref(),
        ));
        form.load(&base);
        let given = [
            (ConnectField::Name, args.name.clone()),
            (ConnectField::Host, args.host.clone()),
            (ConnectField::Port, args.port.map(|port| port.to_string())),
            (ConnectField::Greeting, args.greeting.clone()),
        ];
        for (field, text) in given {
            if let Some(text) = text {
                form.edit(field, &text);
                if field == ConnectField::Host {
                    // The profile's address belongs to the profile's host.
                    form.edit(ConnectField::Ip, "");
                }
            }
        }
        Self {
            page: ConnectPage::default(),
            form,
            base,
            profile,
            foreign: settings.foreign,
            privacy: settings.privacy,
            lookup: None,
        }
    }

    /// What stands in the form, as a profile.
    pub(super) fn to_profile(&self) -> Profile {
        self.form.to_profile(&self.base)
    }

    /// A field was left; looks the host up if its addresses are wanted now.
    pub(super) fn leave(&mut self, field: ConnectField, ctx: &Context) {
        let Some(host) = self.form.leave(field) else {
            return;
        };
        let (sender, answer) = bounded(1);
        self.lookup = Some(answer);
        let ctx = ctx.clone();
        in_background("lookup", move || {
            let found = addresses_of(&host);
            // Another host may be wanted by now.
            let _late = sender.send((host, found));
            ctx.request_repaint();
        });
    }

    /// Takes the answer of a lookup.
    pub(super) fn poll(&mut self) {
        let Some(answer) = &self.lookup else { return };
        if let Ok((host, found)) = answer.try_recv() {
            self.form.resolved(&host, found);
            self.lookup = None;
        }
    }

    /// Opens the connection that was asked for, with other privacy than the command line's if one is
    /// given. A failure stands in the form.
    pub(super) fn open(
        &mut self,
        request: &ConnectRequest,
        privacy: Option<Privacy>,
        keeping: &Keeping,
        shell: &Shell,
    ) -> Option<Chatting> {
        let mut config = ConnectionConfig::new(&request.host, request.port, &request.name);
        config.foreign = self.foreign;
        config.privacy = privacy.unwrap_or(self.privacy);
        config.known_servers = keeping.data();
        config.greeting = request
            .greeting
            .clone()
            .map(|text| (crate::models::chat::GREETING, text));
        let begun = keeping
            .sessions(shell)
            .map(|sessions| sessions.begin(&config.host, config.port, &config.name));
        let kept = match begun {
            Some(Ok((session, keeper))) => Some(KeptSession {
                session,
                keeper,
                restored: None,
            }),
            Some(Err(error)) => {
                tracing::warn!(%error, "the chat cannot be kept");
                None
            }
            None => None,
        };
        match Chatting::open(config, kept, shell) {
            Ok(chatting) => Some(chatting),
            Err(error) => {
                self.form.fail(error, Shell::now());
                None
            }
        }
    }
}

fn addresses_of(host: &str) -> Result<Vec<IpAddr>, String> {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found = (bare, 0)
        .to_socket_addrs()
        .map_err(|error| error.to_string())?;
    let mut addresses: Vec<IpAddr> = Vec::new();
    for address in found {
        if !addresses.contains(&address.ip()) {
            addresses.push(address.ip());
        }
    }
    Ok(addresses)
}
