//! Asking for pages of people and older messages, within the server's allowance for requests.

use std::collections::VecDeque;
use std::time::Instant;

use tertulia_protocol::ClientMessage;

use super::PageRequest;
use super::pacing::Pacer;

/// Pages that may wait at a time.
const MAX_WAITING: usize = 100;
/// The server allows 20 control messages a second, pings among them; some are left to those.
const MAX_RATE: usize = 16;

/// Page requests that wait or have been asked.
#[derive(Debug)]
pub(super) struct Pages {
    waiting: VecDeque<PageRequest>,
    /// Asked on the present connection, without an answer yet.
    asked: VecDeque<PageRequest>,
    /// Counts pings too, but never holds one back.
    pacer: Pacer,
}

impl Pages {
    pub(super) fn new() -> Self {
        Self {
            waiting: VecDeque::new(),
            asked: VecDeque::new(),
            pacer: Self::pacer(),
        }
    }

    fn pacer() -> Pacer {
        Pacer::new(Some(MAX_RATE), MAX_RATE)
    }

    /// A new connection: what has no answer yet is asked again.
    pub(super) fn begin_connection(&mut self) {
        while let Some(request) = self.asked.pop_back() {
            self.waiting.push_front(request);
        }
        self.pacer = Self::pacer();
    }

    /// Takes a request in; gives it back when too many are waiting.
    pub(super) fn push(&mut self, request: PageRequest) -> Result<(), PageRequest> {
        if self.waiting.len() >= MAX_WAITING {
            return Err(request);
        }
        self.waiting.push_back(request);
        Ok(())
    }

    pub(super) fn handle_ping_sent(&mut self) {
        self.pacer.handle_sent();
    }

    pub(super) fn handle_pong(&mut self, now: Instant) {
        self.pacer.handle_verdict(now);
    }

    /// A page of people came.
    pub(super) fn handle_roster(&mut self, now: Instant) {
        self.handle_page(now, |request| matches!(request, PageRequest::Roster { .. }));
    }

    /// A page of older messages came.
    pub(super) fn handle_history(&mut self, now: Instant) {
        self.handle_page(now, |request| {
            matches!(request, PageRequest::History { .. })
        });
    }

    fn handle_page(&mut self, now: Instant, kind: fn(&PageRequest) -> bool) {
        if let Some(index) = self.asked.iter().position(kind) {
            self.asked.remove(index);
            self.pacer.handle_verdict(now);
        }
    }

    /// The server does not understand something: the page asked first, if there is one.
    pub(super) fn handle_not_understood(&mut self, now: Instant) -> Option<PageRequest> {
        let request = self.asked.pop_front()?;
        self.pacer.handle_verdict(now);
        Some(request)
    }

    /// The server cannot read its older messages just now: the page of them asked first.
    pub(super) fn handle_unreadable(&mut self, now: Instant) -> Option<PageRequest> {
        let is_history = |request: &PageRequest| matches!(request, PageRequest::History { .. });
        let index = self.asked.iter().position(is_history)?;
        self.pacer.handle_verdict(now);
        self.asked.remove(index)
    }

    /// The next request that may go out now.
    pub(super) fn poll_request(&mut self, now: Instant) -> Option<ClientMessage> {
        if self.pacer.ready(now) == 0 {
            return None;
        }
        let request = self.waiting.pop_front()?;
        self.asked.push_back(request);
        self.pacer.handle_sent();
        Some(match request {
            PageRequest::Roster { after } => ClientMessage::Roster { after },
            PageRequest::History { before, limit } => ClientMessage::History { before, limit },
        })
    }

    pub(super) fn poll_timeout(&self, now: Instant) -> Option<Instant> {
        if self.waiting.is_empty() {
            None
        } else {
            self.pacer.poll_timeout(now)
        }
    }

    /// Whether every request has its answer.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.asked.is_empty()
    }

    /// Takes everything out that has no answer.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = PageRequest> + '_ {
        self.asked.drain(..).chain(self.waiting.drain(..))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const LATEST: PageRequest = PageRequest::History {
        before: None,
        limit: None,
    };
    const PEOPLE: PageRequest = PageRequest::Roster { after: None };

    #[test]
    fn however_many_are_asked_the_server_never_gets_too_many_in_a_second() {
        let start = Instant::now();
        let mut pages = Pages::new();
        for _ in 0..MAX_WAITING {
            pages.push(LATEST).unwrap();
        }
        assert_eq!(pages.push(PEOPLE), Err(PEOPLE));
        let mut asked = 0;
        while pages.poll_request(start).is_some() {
            pages.handle_history(start);
            asked += 1;
        }
        assert_eq!(asked, MAX_RATE);
        let later = pages.poll_timeout(start).unwrap();
        assert!(later >= start + Duration::from_secs(1));
        assert!(pages.poll_request(later).is_some());
    }

    #[test]
    fn a_page_that_cannot_be_read_is_given_up_and_no_other() {
        let now = Instant::now();
        let mut pages = Pages::new();
        for request in [PEOPLE, LATEST] {
            pages.push(request).unwrap();
            pages.poll_request(now);
        }
        assert_eq!(pages.handle_unreadable(now), Some(LATEST));
        assert_eq!(pages.handle_unreadable(now), None);
        assert_eq!(pages.drain().collect::<Vec<_>>(), [PEOPLE]);
    }

    #[test]
    fn what_has_no_answer_is_asked_again_on_a_new_connection() {
        let now = Instant::now();
        let mut pages = Pages::new();
        for request in [LATEST, PEOPLE, LATEST] {
            pages.push(request).unwrap();
        }
        pages.poll_request(now);
        pages.poll_request(now);
        pages.handle_roster(now);
        pages.begin_connection();
        assert_eq!(pages.drain().collect::<Vec<_>>(), [LATEST, LATEST]);
    }
}
