//! What comes from a client's socket, until its session has it: as it is, or through TLS.

use std::sync::Arc;
use std::time::Instant;

use rustls::ServerConfig;

use super::connection::Connection;
use super::tls::{FIRST_BYTE, Fault, Tls};
use crate::HandshakeFault;
use crate::request::{End, Request};
use crate::session::{Rules, Session};

impl<S> Connection<S> {
    /// Bytes came. The session gets what they say; `plain` is room for what is decrypted, and `tls`
    /// what is needed to be spoken to encrypted. `now` is taken after the read, so that nothing can
    /// have been sent later. What the room must know of the transport is asked of it.
    pub(super) fn hear(
        &mut self,
        wire: &[u8],
        plain: &mut Vec<u8>,
        tls: Option<&Arc<ServerConfig>>,
        rules: &Rules<'_>,
        now: Instant,
        mut ask: impl FnMut(Request),
    ) {
        let is_first = self.bytes_in == wire.len() as u64;
        if let (true, Some(tls), Some(&FIRST_BYTE)) = (is_first, tls, wire.first()) {
            self.begin_tls(tls, now + rules.timings.handshake);
            ask(Request::Encrypting);
        }
        let Some(tls) = &mut self.tls else {
            return self.session.handle_read(wire, rules, now);
        };
        plain.clear();
        let heard = tls.read(wire, plain);
        if heard.opened {
            // Only now anything can be said, so only from now on silence counts.
            self.session = Session::encrypted(now);
            ask(Request::Encrypted);
        }
        // A handshake has a time and a size of its own.
        if tls.is_open() && !heard.opened || !plain.is_empty() {
            self.session.handle_decrypted(plain, wire.len(), rules, now);
        }
        match heard.fault {
            Some(Fault::Handshake(fault)) => ask(self.refuse_handshake(fault)),
            // The alert can still be written, so the connection is not broken for the worker.
            Some(Fault::Record(error)) => self.session.handle_broken(error),
            None if heard.closed => self.session.handle_end_of_stream(rules),
            None => {}
        }
    }

    /// The peer closed its side of the socket.
    pub(super) fn hear_end(&mut self, rules: &Rules<'_>) {
        if self.tls.as_ref().is_some_and(|tls| tls.is_cut_by_end()) {
            self.session.handle_cut(rules);
        } else {
            self.session.handle_end_of_stream(rules);
        }
    }

    /// Something may be due. What the room must know of the transport is given.
    pub(super) fn keep_time(&mut self, rules: &Rules<'_>, now: Instant) -> Option<Request> {
        match self.tls.as_ref().and_then(|tls| tls.handshake_until()) {
            Some(until) if until <= now => Some(self.refuse_handshake(HandshakeFault::TooSlow)),
            // Until it can be told anything, a client is not asked for its name.
            Some(_) => None,
            None => {
                self.session.handle_timeout(rules, now);
                None
            }
        }
    }

    /// Whether the peer can be told anything. During a handshake it cannot.
    pub(super) fn can_tell(&self) -> bool {
        self.tls.as_ref().is_none_or(|tls| tls.is_open())
    }

    /// From here on the wire carries TLS.
    fn begin_tls(&mut self, config: &Arc<ServerConfig>, until: Instant) {
        let mut said = Vec::new();
        // A prompt that the system has not taken yet was said before.
        let _everything = self.outbox.write_to(&mut said);
        match Tls::begin(config, until, said) {
            Ok(tls) => self.tls = Some(Box::new(tls)),
            Err(error) => self.session.handle_broken(error.to_string()),
        }
    }

    fn refuse_handshake(&mut self, fault: HandshakeFault) -> Request {
        if let Some(tls) = &mut self.tls {
            tls.give_up();
        }
        // Nothing more is read or asked.
        self.session.handle_farewell();
        Request::End(End::Handshake(fault))
    }
}

#[cfg(test)]
mod tests;
