//! A real client of TLS on a wire that does damage.

use std::io::{Read as _, Write as _};

use super::*;

/// The most bytes that each side says, and that lie on the wire: more than any buffer's bound.
const MOST_SAID: usize = 80_000;
const MOST_ON_WIRE: usize = 200_000;

/// The library ends a connection with more than 32 new keys in a row, as a storm.
const MOST_NEW_KEYS: usize = 30;

/// A client of TLS, a wire that may do damage, and the server's side.
pub(super) struct Encrypted {
    client: ClientConnection,
    served: Served,
    /// What the client has for the wire and the damage done to it.
    wire: Vec<u8>,
    /// Bits to flip on the way back.
    flip_back: Option<(usize, u8)>,
    /// What each side said, and what the client heard.
    client_said: Vec<u8>,
    server_said: Vec<u8>,
    client_heard: Vec<u8>,
    /// Whether the wire did no damage, no time passed and nothing has ended.
    is_intact: bool,
    client_failed: bool,
    client_closed: bool,
    /// How often the client wanted other keys.
    new_keys: usize,
    /// Whether anything was damaged on the way, there or back.
    is_damaged: bool,
}

/// Goes on with `said` by so many bytes, and gives these.
fn go_on(said: &mut Vec<u8>, count: usize) -> &[u8] {
    let from = said.len();
    let until = from.saturating_add(count).min(MOST_SAID);
    // Lines that differ, so that none can stand for another; the first is a name.
    let line = |at: usize| format!("{at:015}\n").into_bytes();
    let lines = (from / 16..=until / 16).flat_map(line);
    said.extend(lines.skip(from % 16).take(until - from));
    &said[from..]
}

impl Encrypted {
    pub(super) fn new(client: ClientConnection) -> Self {
        Self {
            client,
            served: Served::new(),
            wire: Vec::new(),
            flip_back: None,
            client_said: Vec::new(),
            server_said: Vec::new(),
            client_heard: Vec::new(),
            is_intact: true,
            client_failed: false,
            client_closed: false,
            new_keys: 0,
            is_damaged: false,
        }
    }

    pub(super) fn play(mut self, mut steps: &[u8]) {
        while let Some((&what, rest)) = steps.split_first() {
            let (first, rest) = number(rest);
            let (second, rest) = match rest {
                [b',', rest @ ..] => number(rest),
                _ => (None, rest),
            };
            steps = rest;
            self.step(what, first, second.unwrap_or(1));
            self.server_said.append(&mut self.served.prompted);
            self.hold();
        }
        if self.is_intact {
            self.finish();
        }
    }

    fn step(&mut self, what: u8, first: Option<usize>, second: usize) {
        let many = first.unwrap_or(usize::MAX);
        let few = first.unwrap_or(1);
        match what {
            b's' if !self.client_failed => {
                let before = self.client_said.len();
                let said = go_on(&mut self.client_said, few);
                let taken = self.client.writer().write(said);
                // The library takes 64 KiB ahead.
                let taken = taken.expect("memory does not fail");
                self.client_said.truncate(before + taken);
            }
            b'p' if self.served.connection.can_tell() && self.served.is_encrypted() => {
                let said = go_on(&mut self.server_said, few);
                self.served.connection.outbox.push(said);
            }
            b'>' => {
                self.fill_wire();
                let wire = std::mem::take(&mut self.wire);
                self.served.arrive(&wire, many);
            }
            b'<' => self.carry_back(many),
            b'k' if !self.client_failed && self.new_keys < MOST_NEW_KEYS => {
                self.new_keys += 1;
                // Not before the end of the handshake, nor in TLS 1.2.
                let _ = self.client.refresh_traffic_keys();
            }
            b'c' => {
                self.is_intact = false;
                self.client_closed = true;
                self.client.send_close_notify();
            }
            b'e' => {
                self.is_intact = false;
                self.served.end();
            }
            b'w' => {
                self.is_intact = false;
                self.served
                    .wait(Duration::from_millis(few.min(400_000) as u64));
            }
            b'x' | b'i' | b't' | b'd' => self.damage(what, few, second),
            b'y' => {
                self.is_intact = false;
                self.flip_back = Some((few, second as u8));
            }
            _ => {}
        }
    }

    fn damage(&mut self, what: u8, first: usize, second: usize) {
        self.fill_wire();
        self.is_intact = false;
        self.is_damaged = true;
        let (length, byte) = (self.wire.len(), second as u8);
        match what {
            b'x' if length > 0 => self.wire[first % length] ^= byte,
            b'i' => {
                let count = first.min(MOST_ON_WIRE - length.min(MOST_ON_WIRE));
                self.wire.extend(std::iter::repeat_n(byte, count));
            }
            b't' => self.wire.truncate(length - first.min(length)),
            b'd' if length <= MOST_ON_WIRE => self.wire.extend_from_within(..),
            _ => {}
        }
    }

    fn fill_wire(&mut self) {
        while self.client.wants_write() {
            let wire = &mut self.wire;
            self.client.write_tls(wire).expect("memory does not fail");
        }
    }

    /// The server writes, and the client hears it.
    fn carry_back(&mut self, takes: usize) {
        let mut wire = self.served.write(takes);
        if let Some((at, bits)) = self.flip_back.take()
            && !wire.is_empty()
        {
            let length = wire.len();
            wire[at % length] ^= bits;
            self.is_damaged |= bits != 0;
        }
        // The library asserts that it is not read on after a farewell when there is damage, or when
        // the farewell broke the handshake off.
        let may_fail = self.is_damaged || self.client.is_handshaking();
        self.client_failed |= self.client_closed && may_fail;
        let mut wire = wire.as_slice();
        while !wire.is_empty() && !self.client_failed {
            let taken = self.client.read_tls(&mut wire);
            let state = self.client.process_new_packets();
            let mut piece = [0; 4_096];
            while let Ok(count @ 1..) = self.client.reader().read(&mut piece) {
                self.client_heard.extend_from_slice(&piece[..count]);
            }
            self.client_failed = state.is_err() || !matches!(taken, Ok(1..));
        }
    }

    /// What must hold after every step.
    fn hold(&self) {
        let Served {
            connection, heard, ..
        } = &self.served;
        let is_said = self.client_said.starts_with(heard);
        assert!(is_said, "the server heard what nobody said");
        let is_told = self.server_said.starts_with(&self.client_heard);
        assert!(is_told, "the client heard what nobody said");
        let most = self.server_said.len() - self.client_heard.len() + OF_TLS;
        let waiting = connection.waiting();
        assert!(waiting <= most, "{waiting} bytes wait for {most}");
        let unsent = connection.tls.as_ref().map_or(0, |tls| tls.unsent());
        assert!(unsent <= OF_TLS, "{unsent} bytes are encrypted ahead");
        if self.is_intact {
            let is_handshake =
                |request: &Request| matches!(request, Request::End(End::Handshake(_)));
            assert!(!self.served.requests.iter().any(is_handshake));
            assert!(!self.client_failed);
        }
    }

    /// On a wire without damage everything arrives, and means what it means in clear.
    fn finish(mut self) {
        // More flights than any handshake has.
        for _ in 0..8 {
            self.step(b'>', None, 1);
            self.step(b'<', None, 1);
            self.hold();
        }
        let mut in_clear = Served::new();
        in_clear.arrive(&self.client_said, usize::MAX);
        assert_eq!(self.served.asked(), in_clear.asked());
        if !self.served.is_over {
            assert!(self.served.connection.can_tell());
            assert_eq!(self.served.heard, self.client_said);
        }
        assert_eq!(self.client_heard, self.server_said);
        assert_eq!(self.served.connection.waiting(), 0);
    }
}

/// A number at the front, if there is one.
fn number(text: &[u8]) -> (Option<usize>, &[u8]) {
    let digits = text.iter().take(6).take_while(|byte| byte.is_ascii_digit());
    let count = digits.count();
    let (digits, rest) = text.split_at(count);
    let value = |digits: &[u8]| {
        digits
            .iter()
            .fold(0, |value, digit| value * 10 + usize::from(digit - b'0'))
    };
    ((count > 0).then(|| value(digits)), rest)
}
