//! What a window keeps of its chats on this computer, and the interrupted chats it offers.

use std::path::PathBuf;
use std::time::Instant;

use crossbeam_channel::{Receiver, TryRecvError, bounded};
use egui::{Context, Id};

use super::chatting::{Chatting, KeptSession};
use super::shell::{Shell, in_background};
use super::{App, Page};
use crate::connection::{ConnectionConfig, Restored};
use crate::keeping::{Offer, Session, SessionId, SessionKeeper, Sessions, TakeUpError};
use crate::look::widgets::{Answer, Question, Toast};
use crate::models::connecting::ConnectField;
use crate::sentences::take_up_error;
use crate::windows::offers::OfferAction;

type TakenUp = Result<(Session, SessionKeeper, Restored), TakeUpError>;

/// The interrupted chats. Files are looked at on threads of their own.
#[derive(Debug, Default)]
pub(super) struct Keeping {
    /// Where the program keeps its data; nothing is kept without it.
    data: Option<PathBuf>,
    /// Whether this window was told to keep nothing.
    off: bool,
    offers: Vec<Offer>,
    /// When `offers` was looked for.
    looked: Option<Instant>,
    /// Several may be under way, since some wait for a connection to end before they look.
    listings: Vec<Receiver<(Instant, Vec<Offer>)>>,
    taking_up: Option<Receiver<TakenUp>>,
    /// Which chat somebody wants to discard, while that is asked.
    asking: Option<SessionId>,
}

impl Keeping {
    pub(super) fn new(data: Option<PathBuf>, off: bool) -> Self {
        Self {
            data,
            off,
            ..Self::default()
        }
    }

    /// Where the program keeps its data.
    pub(super) fn data(&self) -> Option<PathBuf> {
        self.data.clone()
    }

    /// Where sessions are kept, if any are to be.
    pub(super) fn sessions(&self, shell: &Shell) -> Option<Sessions> {
        let wanted = !self.off && shell.preferences.keeps();
        self.all().filter(|_| wanted)
    }

    /// Where they are, whether new ones are to be kept or not.
    fn all(&self) -> Option<Sessions> {
        self.data.as_deref().map(Sessions::in_folder)
    }

    /// The interrupted chats, the latest first; none while one is being taken up.
    pub(super) fn offers(&self) -> &[Offer] {
        if self.taking_up.is_some() {
            &[]
        } else {
            &self.offers
        }
    }

    /// Looks for interrupted chats, after `before` was done.
    pub(super) fn refresh_after(&mut self, ctx: &Context, before: impl FnOnce() + Send + 'static) {
        let Some(sessions) = self.all() else {
            in_background("farewell", before);
            return;
        };
        let (sender, listing) = bounded(1);
        self.listings.push(listing);
        let ctx = ctx.clone();
        in_background("sessions", move || {
            before();
            let begun = Instant::now();
            let _late = sender.send((begun, sessions.offers()));
            ctx.request_repaint();
        });
    }

    /// Looks for interrupted chats.
    pub(super) fn refresh(&mut self, ctx: &Context) {
        self.refresh_after(ctx, || {});
    }

    fn take_up(&mut self, ctx: &Context, id: SessionId) {
        let Some(sessions) = self.all().filter(|_| self.taking_up.is_none()) else {
            return;
        };
        let (sender, taking_up) = bounded(1);
        self.taking_up = Some(taking_up);
        let ctx = ctx.clone();
        in_background("sessions", move || {
            let _late = sender.send(sessions.take_up(id));
            ctx.request_repaint();
        });
    }

    fn discard(&mut self, ctx: &Context, id: SessionId) {
        self.offers.retain(|offer| offer.id != id);
        if let Some(sessions) = self.all() {
            self.refresh_after(ctx, move || {
                sessions.discard(id);
            });
        }
    }

    /// Takes what the threads found. Gives a chat that was taken up.
    fn poll(&mut self) -> Option<TakenUp> {
        let (offers, looked) = (&mut self.offers, &mut self.looked);
        self.listings.retain(|listing| match listing.try_recv() {
            Ok((begun, found)) => {
                if looked.is_none_or(|looked| looked < begun) {
                    *looked = Some(begun);
                    *offers = found;
                }
                false
            }
            Err(TryRecvError::Disconnected) => false,
            Err(TryRecvError::Empty) => true,
        });
        let taken = match self.taking_up.as_ref()?.try_recv() {
            Ok(taken) => Some(taken),
            Err(TryRecvError::Disconnected) => None,
            Err(TryRecvError::Empty) => return None,
        };
        self.taking_up = None;
        taken
    }
}

impl App {
    pub(super) fn offer_action(&mut self, action: OfferAction) {
        match action {
            OfferAction::Continue(id) => self.keeping.take_up(&self.shell.ctx, id),
            OfferAction::Discard(id) => self.keeping.asking = Some(id),
        }
    }

    pub(super) fn poll_keeping(&mut self) {
        match self.keeping.poll() {
            None => {}
            Some(Err(error)) => {
                let words = take_up_error(&error, &self.shell.texts);
                self.shell.tell(Toast::failed(words));
                self.keeping.refresh(&self.shell.ctx);
            }
            Some(Ok((session, keeper, restored))) => self.go_on(session, keeper, restored),
        }
    }

    /// Goes on with an interrupted chat: the form shows where it leads, and the chat itself as soon
    /// as it was ever open.
    fn go_on(&mut self, session: Session, keeper: SessionKeeper, restored: Restored) {
        self.cancel();
        let kept = &restored.kept;
        let form = &mut self.joining.form;
        for (field, text) in [
            (ConnectField::Name, kept.name.as_str()),
            (ConnectField::Host, kept.host.as_str()),
            (ConnectField::Ip, ""),
            (ConnectField::Port, &kept.port.to_string()),
        ] {
            form.edit(field, text);
        }
        // The attempt shows in the form; what is connected to stands in the session.
        let _request = form.submit(Shell::now());
        self.show(Page::Connect);
        let mut config = ConnectionConfig::new(&kept.host, kept.port, &kept.name);
        config.foreign = self.joining.foreign;
        config.known_servers = self.keeping.data();
        let kept = KeptSession {
            session,
            keeper,
            restored: Some(restored),
        };
        match Chatting::open(config, Some(kept), &self.shell) {
            Ok(chatting) => self.chat = Some(chatting),
            Err(error) => self.joining.form.fail(error, Shell::now()),
        }
    }

    /// Asks before messages are thrown away.
    pub(super) fn ask_discarding(&mut self) {
        let Some(id) = self.keeping.asking else {
            return;
        };
        let offer = self.keeping.offers.iter().find(|offer| offer.id == id);
        let Some(waiting) = offer.map(|offer| offer.waiting) else {
            self.keeping.asking = None;
            return;
        };
        let texts = &self.shell.texts;
        let consequence = texts.with("keeping-discard-consequence", &[("count", waiting.into())]);
        let question = Question {
            title: &texts.get("keeping-discard-title"),
            consequence: &consequence,
            safe: &texts.get("keeping-discard-safe"),
            act: &texts.get("keeping-discard-act"),
            act_icon: None,
        };
        let Some(answer) = question.show(&self.shell.ctx, Id::unique("windows::discarding")) else {
            return;
        };
        self.keeping.asking = None;
        if answer == Answer::Act {
            self.keeping.discard(&self.shell.ctx, id);
        }
    }
}
