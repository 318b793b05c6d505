//! The client's side of TLS over one connection, without the connection: bytes from a reader in,
//! bytes to a writer out.
//!
//! What a server's key means is decided elsewhere. Here it is only made sure that the server has
//! the key that its certificate names.

mod verifier;

use std::io::{self, Read, Write};
use std::net::IpAddr;
use std::sync::Arc;

use rustls::client::Resumption;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection};
use tertulia_protocol::Fingerprint;

use super::recognise::BANNER;
use verifier::KeyVerifier;

/// The first byte of a TLS record with an alert (RFC 8446 §5.1).
const ALERT: u8 = 0x15;
/// The first byte of one with a part of the handshake.
const HANDSHAKE: u8 = 0x16;
/// What every line of the plain dialect begins with that says why somebody is not served.
const TURNED_AWAY: &[u8] = b"Error: ";

/// A banner that was on its way before our first record came is passed over, up to so many bytes.
const MAX_BANNER: usize = 4 * 1024;
/// Read at once while the first record is looked for.
const PIECE: usize = 2 * 1024;

/// Why a server was not reached by TLS.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum TlsFailure {
    /// It answered in clear.
    InClear,
    /// It does not want TLS: its whole answer is an alert.
    Refused,
    /// It answered in clear that it takes nobody more at the moment.
    TurnedAway,
    /// The connection closed or broke before it said anything about itself.
    Closed(Option<io::ErrorKind>),
    /// It answered by TLS, but does not prove to have the key it shows, or cannot be understood.
    Unproven(String),
}

/// What reading from the network came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Fed {
    /// There may be something to read or to write now.
    Something,
    /// The server's banner came in clear; its records may still follow.
    Banner,
    /// The server has proven to have this key.
    Proven(Fingerprint),
    /// Nothing more comes.
    End,
}

/// What every connection of this program has in common.
///
/// # Errors
/// Never with the algorithms that are built in.
pub(crate) fn config() -> Result<Arc<ClientConfig>, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Arc::new(KeyVerifier::new(&provider));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    // The host's name would go in clear, and a resumed connection proves no key.
    config.enable_sni = false;
    config.resumption = Resumption::disabled();
    Ok(Arc::new(config))
}

/// TLS on one connection.
#[derive(Debug)]
pub(crate) struct Tls {
    connection: ClientConnection,
    opening: Opening,
    proven: bool,
}

impl Tls {
    /// Begins; the first record waits to be written.
    pub(crate) fn new(config: Arc<ClientConfig>, server: IpAddr) -> Result<Self, rustls::Error> {
        let name = ServerName::IpAddress(server.into());
        Ok(Self {
            connection: ClientConnection::new(config, name)?,
            opening: Opening::default(),
            proven: false,
        })
    }

    /// Takes in what the network has.
    ///
    /// # Errors
    /// What reading says, such as [`io::ErrorKind::WouldBlock`]; or [`io::ErrorKind::InvalidData`]
    /// with the [`rustls::Error`] in it.
    pub(crate) fn feed(&mut self, network: &mut impl Read) -> io::Result<Fed> {
        if self.opening.is_over() {
            let count = self.connection.read_tls(network)?;
            let fed = self.process()?;
            return Ok(if count == 0 && fed == Fed::Something {
                Fed::End
            } else {
                fed
            });
        }
        let mut piece = [0; PIECE];
        let count = network.read(&mut piece)?;
        if count == 0 {
            return Ok(Fed::End);
        }
        let had_banner = self.opening.has_banner();
        let mut records = self.opening.handle_bytes(&piece[..count]);
        let mut fed = if self.opening.has_banner() && !had_banner {
            Fed::Banner
        } else {
            Fed::Something
        };
        while !records.is_empty() {
            self.connection.read_tls(&mut records)?;
            match self.process()? {
                Fed::Something => {}
                more => fed = more,
            }
        }
        Ok(fed)
    }

    fn process(&mut self) -> io::Result<Fed> {
        self.connection
            .process_new_packets()
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        if self.proven || self.connection.is_handshaking() {
            return Ok(Fed::Something);
        }
        let certificate = self.connection.peer_certificates().and_then(<[_]>::first);
        let certificate = certificate.ok_or(rustls::Error::NoCertificatesPresented);
        let fingerprint = certificate.and_then(verifier::fingerprint);
        self.proven = true;
        fingerprint
            .map(Fed::Proven)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }

    /// What the end of [`feed`](Self::feed), or an error of it, means before the key was proven.
    pub(crate) fn failure(&self, error: Option<&io::Error>) -> TlsFailure {
        let said_nothing = !self.opening.is_over();
        let Some(error) = error else {
            return match self.opening.first {
                _ if said_nothing && self.opening.has_banner() => TlsFailure::InClear,
                Some(HANDSHAKE) => TlsFailure::Unproven("it broke off".to_owned()),
                _ => TlsFailure::Closed(None),
            };
        };
        let of_tls = error.get_ref().and_then(|error| error.downcast_ref());
        match of_tls {
            Some(rustls::Error::AlertReceived(_)) if self.opening.first == Some(ALERT) => {
                TlsFailure::Refused
            }
            _ if self.opening.is_in_clear() => TlsFailure::InClear,
            Some(error) => TlsFailure::Unproven(error.to_string()),
            None => TlsFailure::Closed(Some(error.kind())),
        }
    }

    /// Whether the server has proven its key. Nothing it said is to be read before.
    pub(crate) fn is_proven(&self) -> bool {
        self.proven
    }

    /// Whether it answered something that is not TLS.
    pub(crate) fn is_in_clear(&self) -> bool {
        self.opening.is_in_clear()
    }

    /// Whether it answered in clear that it takes nobody more at the moment: before anybody has said
    /// anything, a full server knows no better. Nothing of it is believed but that it closes.
    pub(crate) fn is_turned_away(&self) -> bool {
        self.opening.is_turned_away()
    }

    /// Reads what the server said.
    ///
    /// # Errors
    /// As [`rustls::Reader`] does: [`io::ErrorKind::WouldBlock`] when there is nothing at the
    /// moment, [`io::ErrorKind::UnexpectedEof`] when the connection ended without a last record.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.connection.reader().read(buffer)
    }

    /// Takes as much as it can of what is to be said.
    ///
    /// # Errors
    /// Never, as rustls is now.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.connection.writer().write(bytes)
    }

    /// Whether records wait to be written.
    pub(crate) fn wants_write(&self) -> bool {
        self.connection.wants_write()
    }

    /// Writes records.
    ///
    /// # Errors
    /// What writing says.
    pub(crate) fn write_records(&mut self, network: &mut impl Write) -> io::Result<usize> {
        self.connection.write_tls(network)
    }

    /// Adds the last record, after which nothing is said any more.
    pub(crate) fn finish(&mut self) {
        self.connection.send_close_notify();
    }
}

/// What comes before the server's first record. A server says its banner to whoever is silent for
/// 300 ms, which on a bad network can be we; it is passed over, since it decides nothing.
#[derive(Debug, Default)]
struct Opening {
    banner: Vec<u8>,
    /// The first byte of the first record, or what stands in its place.
    first: Option<u8>,
}

impl Opening {
    /// Takes in what came; gives the records in it.
    fn handle_bytes<'a>(&mut self, bytes: &'a [u8]) -> &'a [u8] {
        let start = bytes
            .iter()
            .position(|byte| matches!(*byte, ALERT | HANDSHAKE));
        let (banner, records) = bytes.split_at(start.unwrap_or(bytes.len()));
        self.banner.extend_from_slice(banner);
        let begun = BANNER.starts_with(&self.banner) && start.is_none();
        let whole = self.banner.starts_with(BANNER) && self.banner.len() <= MAX_BANNER;
        if self.banner.is_empty() || begun || whole {
            self.first = records.first().copied();
        } else {
            self.first = self.banner.first().copied();
        }
        records
    }

    fn is_over(&self) -> bool {
        self.first.is_some()
    }

    fn has_banner(&self) -> bool {
        !self.banner.is_empty()
    }

    fn is_in_clear(&self) -> bool {
        self.first
            .is_some_and(|first| !matches!(first, ALERT | HANDSHAKE))
    }

    fn is_turned_away(&self) -> bool {
        self.banner.starts_with(TURNED_AWAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_banner_before_the_first_record_is_passed_over_in_any_pieces() {
        let all = b"Tertulia 1. Please send your name:\nHola\n\x16\x03\x03abc";
        let start = all.len() - 6;
        for cut in 0..start {
            let mut opening = Opening::default();
            assert_eq!(opening.handle_bytes(&all[..cut]), b"");
            assert_eq!((opening.is_over(), opening.has_banner()), (false, cut > 0));
            assert_eq!(opening.handle_bytes(&all[cut..]), b"\x16\x03\x03abc");
            assert_eq!(
                (opening.first, opening.is_in_clear()),
                (Some(HANDSHAKE), false)
            );
        }
    }

    #[test]
    fn who_is_turned_away_reads_no_banner() {
        let turned_away = |answer: &[u8]| {
            let mut opening = Opening::default();
            opening.handle_bytes(answer);
            opening.is_turned_away()
        };
        assert!(turned_away(b"Error: Too many connections.\n"));
        assert!(!turned_away(b"Tertulia 1. Please send your name:\n"));
        assert!(!turned_away(b"\x16\x03\x03Error: no"));
        assert!(!turned_away(b"{\"type\":\"refused\"}"));
    }

    #[test]
    fn anything_else_before_it_is_an_answer_in_clear() {
        let endless = [BANNER, &vec![b'x'; MAX_BANNER]].concat();
        for answer in [
            b"Error: no\n".as_slice(),
            b"{\"type\":\"refused\"}",
            b"Tert\x16\x03\x03",
            b"\0",
            &endless,
        ] {
            let mut opening = Opening::default();
            opening.handle_bytes(answer);
            assert!(opening.is_in_clear(), "{answer:?}");
        }
        let mut alert = Opening::default();
        assert_eq!(alert.handle_bytes(b"\x15\x03\x01").len(), 3);
        assert!(alert.is_over() && !alert.is_in_clear());
    }
}
