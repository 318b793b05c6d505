//! An interrupted chat that goes on, as lines for a person.

use super::super::conversation::{Own, What};
use super::{Human, foreign, mentioned};
use crate::connection::{KeptItem, KeptKind, KeptRequest, Restored};
use crate::sentences::clean;

/// So many of the latest messages are shown again.
const SHOWN: usize = 20;

impl Human {
    /// What was said, what was not delivered, and what is sent now.
    pub(in super::super) fn restored(&self, restored: &Restored) -> Vec<String> {
        let texts = &self.texts;
        let kept = &restored.kept;
        let mut lines = vec![texts.with(
            "keeping-continued",
            &[
                ("name", clean(&kept.name).into()),
                ("host", clean(&kept.host).into()),
                ("port", kept.port.to_string().into()),
            ],
        )];
        let shown = &restored.items[restored.items.len().saturating_sub(SHOWN)..];
        if !shown.is_empty() {
            lines.push(texts.with("keeping-latest", &[("count", shown.len().into())]));
            lines.extend(shown.iter().flat_map(|item| self.kept_item(item)));
        }
        let (failed, waiting): (Vec<_>, Vec<_>) =
            kept.requests.values().partition(|request| request.failed);
        if !failed.is_empty() {
            lines.push(texts.with("keeping-failed", &[("count", failed.len().into())]));
            lines.extend(failed.into_iter().map(one_line));
        }
        if !waiting.is_empty() {
            lines.push(texts.with("keeping-waiting", &[("count", waiting.len().into())]));
            lines.extend(waiting.into_iter().map(one_line));
        }
        lines
    }

    fn kept_item(&self, item: &KeptItem) -> Vec<String> {
        let time = self.clock.short(item.time);
        match &item.kind {
            KeptKind::Posted(_, posted) => self.posted(posted),
            KeptKind::Own {
                name, body, place, ..
            } => {
                let state = if place.is_some() { "✓" } else { "→" };
                self.own_words(state, &time, name, &What::from(body))
            }
            KeptKind::Foreign(line) => foreign(&time, line),
        }
    }
}

fn one_line(request: &KeptRequest) -> String {
    let text = match Own::of(request).what {
        What::Say { text, .. } | What::Direct { text, .. } => mentioned(&text),
        What::Rename { name } => mentioned(&format!("/nick {name}")),
    };
    format!("  {text}")
}
