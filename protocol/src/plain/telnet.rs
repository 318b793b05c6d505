//! What a telnet client says to its server between the bytes of its user.

/// "Interpret as command" (RFC 854). It never occurs in UTF-8.
pub(super) const IAC: u8 = 255;
const DONT: u8 = 254;
const WILL: u8 = 251;
/// Begins a subnegotiation (RFC 855).
const SB: u8 = 250;
/// Ends a subnegotiation; the lowest of the commands.
const SE: u8 = 240;

/// Where in a telnet command the stream is. Nothing of a command is kept, however long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Telnet {
    /// Outside of commands.
    #[default]
    Data,
    /// After IAC.
    Command,
    /// After IAC WILL, WONT, DO or DONT: the option follows.
    Option,
    /// Between IAC SB and IAC SE.
    Subnegotiation,
    /// After IAC within a subnegotiation.
    SubnegotiationCommand,
}

/// What the user sent with one byte of the stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    /// Nothing: the byte belongs to a command.
    Nothing,
    /// This byte.
    Byte(u8),
    /// A byte 255 that began no command, and then the byte at hand.
    StrayAnd(u8),
}

impl Telnet {
    pub(super) fn handle_byte(&mut self, byte: u8) -> Sent {
        let (next, sent) = match (*self, byte) {
            (Self::Data, IAC) => (Self::Command, Sent::Nothing),
            (Self::Data, _) => (Self::Data, Sent::Byte(byte)),
            (Self::Command, IAC) => (Self::Data, Sent::Byte(IAC)),
            (Self::Command, SB) => (Self::Subnegotiation, Sent::Nothing),
            (Self::Command, WILL..=DONT) => (Self::Option, Sent::Nothing),
            (Self::Command, SE..) => (Self::Data, Sent::Nothing),
            // Not telnet after all: a program that sends another encoding than UTF-8. Its line's
            // end must stay one.
            (Self::Command, _) => (Self::Data, Sent::StrayAnd(byte)),
            (Self::Option, _) => (Self::Data, Sent::Nothing),
            (Self::Subnegotiation, IAC) => (Self::SubnegotiationCommand, Sent::Nothing),
            (Self::SubnegotiationCommand, SE) => (Self::Data, Sent::Nothing),
            (Self::Subnegotiation | Self::SubnegotiationCommand, _) => {
                (Self::Subnegotiation, Sent::Nothing)
            }
        };
        *self = next;
        sent
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(bytes: &[u8]) -> Vec<u8> {
        let mut telnet = Telnet::default();
        let mut sent = Vec::new();
        for &byte in bytes {
            match telnet.handle_byte(byte) {
                Sent::Nothing => {}
                Sent::Byte(byte) => sent.push(byte),
                Sent::StrayAnd(byte) => sent.extend([IAC, byte]),
            }
        }
        sent
    }

    #[test]
    fn negotiation_leaves_no_trace() {
        // WILL SUPPRESS-GO-AHEAD, DO ECHO, then "a"; NOP, then "b".
        assert_eq!(sent(b"\xFF\xFB\x03\xFF\xFD\x01a\xFF\xF1b"), b"ab");
    }

    #[test]
    fn a_subnegotiation_ends_only_with_its_own_end() {
        // TERMINAL-TYPE IS "x", with an escaped 255 and a line feed inside.
        assert_eq!(sent(b"a\xFF\xFA\x18\0x\xFF\xFF\xF0\n\xFF\xF0b"), b"ab");
    }

    #[test]
    fn a_doubled_255_is_one_and_a_stray_one_swallows_nothing() {
        assert_eq!(sent(b"a\xFF\xFFb"), b"a\xFFb");
        assert_eq!(sent(b"a\xFF\nb"), b"a\xFF\nb");
    }
}
