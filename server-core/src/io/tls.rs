//! TLS between one client's socket and its session, which sees plain bytes only.

use std::io::{self, BufRead as _, IoSlice, Read, Write};
use std::sync::Arc;
use std::time::Instant;

use rustls::{AlertDescription, Error, ServerConfig, ServerConnection};

use super::outbox::Outbox;
use crate::HandshakeFault;

/// The first byte of every TLS connection: a handshake record (RFC 8446, section 5.1). No text
/// begins with it.
pub(super) const FIRST_BYTE: u8 = 0x16;

/// The most that is encrypted ahead of what the system takes: one full record.
pub(super) const MOST_AHEAD: usize = 16 << 10;

/// The encrypted side of one connection. An idle one keeps its keys and a read buffer of 4 KiB.
#[derive(Debug)]
pub(super) struct Tls {
    connection: ServerConnection,
    stage: Stage,
    /// What is ready for the wire and was not taken by the system: records, and before them what was
    /// said in clear before the handshake began.
    unsent: Vec<u8>,
    /// The peer has said that nothing more comes.
    closed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Until then at most.
    Handshake(Instant),
    Open,
    /// Nothing more is said: the farewell of TLS is written.
    Ending,
    /// The peer did what TLS does not allow; what it sends is passed over.
    Failed,
}

/// What came of bytes from the wire.
#[derive(Debug, PartialEq, Eq, Default)]
pub(super) struct Heard {
    /// The handshake was finished by them.
    pub(super) opened: bool,
    /// The peer said that nothing more comes (`close_notify`).
    pub(super) closed: bool,
    /// What came last is no TLS.
    pub(super) fault: Option<Fault>,
}

/// The peer did what TLS does not allow. The alert about it waits to be written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The handshake came to nothing.
    Handshake(HandshakeFault),
    /// What came after it is damaged or forged.
    Record(String),
}

impl Tls {
    /// A handshake that may last until then. `said` is what was said in clear and not taken by the
    /// system so far.
    pub(super) fn begin(
        config: &Arc<ServerConfig>,
        until: Instant,
        said: Vec<u8>,
    ) -> Result<Self, Error> {
        let mut connection = ServerConnection::new(Arc::clone(config))?;
        connection.set_buffer_limit(Some(MOST_AHEAD));
        Ok(Self {
            connection,
            stage: Stage::Handshake(until),
            unsent: said,
            closed: false,
        })
    }

    /// Until when the handshake must be finished, while it is not.
    pub(super) fn handshake_until(&self) -> Option<Instant> {
        match self.stage {
            Stage::Handshake(until) => Some(until),
            _ => None,
        }
    }

    /// Whether anything can be told to the peer.
    pub(super) fn is_open(&self) -> bool {
        self.stage == Stage::Open
    }

    /// How many bytes wait for the wire.
    pub(super) fn unsent(&self) -> usize {
        self.unsent.len()
    }

    /// Whether [`Tls::write`] has something to do although nothing is said: a part of the
    /// handshake, an alert.
    pub(super) fn wants_write(&self) -> bool {
        !self.unsent.is_empty() || self.connection.wants_write()
    }

    /// Whether the end of the stream, should it come now, is not the peer's word: in the middle of
    /// a line, anybody on the way may have made it.
    pub(super) fn is_cut_by_end(&self) -> bool {
        self.stage == Stage::Open && !self.closed
    }

    /// The handshake came to nothing.
    pub(super) fn give_up(&mut self) {
        if let Stage::Handshake(_) = self.stage {
            self.connection.send_close_notify();
        }
        self.stage = Stage::Failed;
    }

    /// Bytes came from the wire; what they say is appended to `plain`.
    pub(super) fn read(&mut self, mut wire: &[u8], plain: &mut Vec<u8>) -> Heard {
        let mut heard = Heard::default();
        // The library takes it in pieces.
        while !wire.is_empty() && !self.closed && self.stage != Stage::Failed {
            let is_handshake = matches!(self.stage, Stage::Handshake(_));
            match self.take_in(&mut wire, plain) {
                Ok(()) => {
                    if is_handshake && !self.connection.is_handshaking() {
                        self.stage = Stage::Open;
                        heard.opened = true;
                    }
                }
                Err(error) => {
                    self.stage = Stage::Failed;
                    // The library says nothing to some of what makes no sense. Nothing is added where
                    // it has sent an alert.
                    self.connection.send_close_notify();
                    heard.fault = Some(if is_handshake {
                        Fault::Handshake(handshake_fault(&error))
                    } else {
                        Fault::Record(error.to_string())
                    });
                }
            }
        }
        heard.closed = self.closed;
        self.shrink();
        heard
    }

    fn take_in(&mut self, wire: &mut &[u8], plain: &mut Vec<u8>) -> Result<(), Error> {
        let explain = |error: io::Error| Error::General(error.to_string());
        // Nothing is taken, or an error comes, where a message is longer than any may be.
        if self.connection.read_tls(wire).map_err(explain)? == 0 {
            return Err(Error::PeerSentOversizedRecord);
        }
        let processed = self.connection.process_new_packets();
        // Also what was said before a fault.
        let mut reader = self.connection.reader();
        while let Ok(said) = reader.fill_buf()
            && !said.is_empty()
        {
            let count = said.len();
            plain.extend_from_slice(said);
            reader.consume(count);
        }
        self.closed = processed?.peer_has_closed();
        Ok(())
    }

    /// A long record leaves a long buffer; being asked to read, the library makes it short again.
    fn shrink(&mut self) {
        if self.closed || self.stage == Stage::Failed {
            return;
        }
        let _nothing = self.connection.read_tls(&mut Nothing);
    }

    /// Encrypts what the outbox has and writes what the system takes. `ending` says that nothing
    /// comes after it. Returns how many bytes went out.
    pub(super) fn write(
        &mut self,
        outbox: &mut Outbox,
        stream: &mut impl Write,
        ending: bool,
    ) -> io::Result<usize> {
        let mut wire = Wire {
            stream,
            unsent: &mut self.unsent,
            written: 0,
        };
        wire.send_unsent()?;
        if self.stage == Stage::Open {
            outbox.write_to(&mut Sealer {
                connection: &mut self.connection,
                wire: &mut wire,
            })?;
        }
        if ending && outbox.is_empty() && matches!(self.stage, Stage::Open | Stage::Handshake(_)) {
            self.connection.send_close_notify();
            self.stage = Stage::Ending;
        }
        wire.send_records(&mut self.connection)?;
        Ok(wire.written)
    }
}

/// Takes plain text as far as the system takes what it becomes, and a little further.
struct Sealer<'a, 'w, S> {
    connection: &'a mut ServerConnection,
    wire: &'a mut Wire<'w, S>,
}

impl<S: Write> Sealer<'_, '_, S> {
    fn seal(
        &mut self,
        write: impl FnOnce(&mut ServerConnection) -> io::Result<usize>,
    ) -> io::Result<usize> {
        if !self.wire.unsent.is_empty() {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let taken = write(self.connection)?;
        self.wire.send_records(self.connection)?;
        Ok(taken)
    }
}

impl<S: Write> Write for Sealer<'_, '_, S> {
    fn write(&mut self, plain: &[u8]) -> io::Result<usize> {
        self.seal(|connection| connection.writer().write(plain))
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        self.seal(|connection| connection.writer().write_vectored(pieces))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The socket, and what it did not take. It takes everything, so that what waits for it can be
/// counted.
struct Wire<'a, S> {
    stream: &'a mut S,
    unsent: &'a mut Vec<u8>,
    written: usize,
}

impl<S: Write> Wire<'_, S> {
    fn send_unsent(&mut self) -> io::Result<()> {
        let mut sent = 0;
        while sent < self.unsent.len() {
            match self.stream.write(&self.unsent[sent..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => sent += count,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.written += sent;
        if sent == self.unsent.len() {
            // An idle client keeps no buffer.
            *self.unsent = Vec::new();
        } else {
            self.unsent.drain(..sent);
        }
        Ok(())
    }

    fn send_records(&mut self, connection: &mut ServerConnection) -> io::Result<()> {
        while connection.wants_write() {
            connection.write_tls(self)?;
        }
        Ok(())
    }
}

impl<S: Write> Write for Wire<'_, S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_vectored(&[IoSlice::new(bytes)])
    }

    fn write_vectored(&mut self, pieces: &[IoSlice<'_>]) -> io::Result<usize> {
        if self.unsent.is_empty() {
            match self.stream.write_vectored(pieces) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    self.written += count;
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => return Err(error),
            }
        }
        pieces
            .iter()
            .for_each(|piece| self.unsent.extend_from_slice(piece));
        Ok(pieces.iter().map(|piece| piece.len()).sum())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Has nothing to read, and no end.
struct Nothing;

impl Read for Nothing {
    fn read(&mut self, _into: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::WouldBlock.into())
    }
}

/// What the operator is told of the library's word.
fn handshake_fault(error: &Error) -> HandshakeFault {
    match error {
        Error::InvalidMessage(_) | Error::PeerSentOversizedRecord => HandshakeFault::NotTls,
        Error::PeerIncompatible(_) => HandshakeFault::NothingInCommon,
        Error::AlertReceived(alert) if is_distrust(*alert) => HandshakeFault::NotTrusted,
        other => HandshakeFault::Other {
            why: other.to_string(),
        },
    }
}

fn is_distrust(alert: AlertDescription) -> bool {
    matches!(
        alert,
        AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateUnknown
            | AlertDescription::UnknownCA
    )
}

#[cfg(any(test, fuzzing))]
pub(super) mod client;
#[cfg(test)]
mod tests;
