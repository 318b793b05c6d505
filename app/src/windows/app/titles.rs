//! What stands in the window's title: where and who, for windows behind others too.

use super::{App, Page};
use crate::models::chat::{ChatModel, LinkState};
use crate::models::serving::ServerState;
use crate::texts::Texts;

impl App {
    /// Titles the window by what it shows.
    pub(super) fn set_title(&mut self) {
        let texts = &self.shell.texts;
        let title = match self.page {
            Page::Launcher => "Tertulia".to_owned(),
            Page::Connect => texts.get("launcher-client"),
            Page::Server => match &self.serving.running {
                None => texts.get("window-title-server-off"),
                Some(running) => {
                    let address = running.model.reachable().first();
                    let address = address.map_or(running.model.address(), |found| found.address);
                    let key = match running.model.state() {
                        ServerState::Stopped => "window-title-server-stopped",
                        _ => "window-title-server",
                    };
                    texts.with(key, &[("address", address.to_string().into())])
                }
            },
            Page::Chat => self
                .chat
                .as_ref()
                .map_or_else(String::new, |chat| chat_title(&chat.model, texts)),
        };
        self.shell.set_title(&title);
    }
}

/// Who is where, and how many messages wait; a window behind others tells no more than this.
fn chat_title(model: &ChatModel, texts: &Texts) -> String {
    let key = match model.link() {
        LinkState::Ended(_) => "window-title-chat-over",
        LinkState::Reconnecting { .. } => "window-title-chat-away",
        _ => "window-title-chat",
    };
    let address = model.address();
    let address = address.map_or_else(String::new, |address| address.to_string());
    let name = model.me().name.clone();
    let title = texts.with(key, &[("name", name.into()), ("address", address.into())]);
    match model.unread().messages {
        0 => title,
        count => texts.with(
            "window-title-unread",
            &[("count", count.into()), ("title", title.into())],
        ),
    }
}
