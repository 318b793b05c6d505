//! What happens at another program's server.

use super::conversation::{ConversationId, PreviewBy};
use super::item::{DeliveryState, ItemKind};
use super::{ChatModel, GREETING, Moment};
use crate::connection::ForeignLine;

impl ChatModel {
    pub(super) fn foreign_line(&mut self, line: ForeignLine, now: Moment) {
        self.heard(now);
        let room = self.room_mut();
        room.note_preview(PreviewBy::Server, &line.text, false);
        let kind = ItemKind::Foreign {
            text: line.text,
            complete: line.complete,
        };
        let item = room.transcript.insert(now.unix, kind);
        self.came(ConversationId::ROOM, item, false);
    }

    /// Our name went out by itself: it stands among what we sent.
    pub(super) fn name_sent(&mut self, name: &str, now: Moment) {
        self.keep_own(GREETING, ConversationId::ROOM, name, false, now);
        self.underway.remove(&GREETING);
        self.room_mut()
            .transcript
            .settle(GREETING, Some(now.unix), |message| {
                message.delivery = DeliveryState::Sent;
            });
    }
}
