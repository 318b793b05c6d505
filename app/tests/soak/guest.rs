//! One guest on a bare socket, in clear or by TLS, of either dialect.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use memchr::memmem;
use socket2::SockRef;

use crate::encrypted::{Encrypted, Tls};

/// Nothing that the server owes a guest takes longer on a busy computer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// A guest looks so often at what has come, so that hundreds of them leave the computer to the server.
const LOOK: Duration = Duration::from_millis(100);

/// How a guest talks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Plain,
    App,
}

impl Dialect {
    /// What somebody says to get in; `token` makes an app's session one that can be resumed.
    pub(crate) fn join(self, name: &str, token: Option<u64>) -> String {
        match (self, token) {
            (Self::Plain, _) => format!("{name}\n"),
            (Self::App, None) => {
                format!("{{\"type\":\"hello\",\"version\":1,\"name\":\"{name}\"}}\n")
            }
            (Self::App, Some(token)) => format!(
                "{{\"type\":\"hello\",\"version\":1,\"name\":\"{name}\",\"token\":\"{token:032x}\"}}\n"
            ),
        }
    }

    pub(crate) fn say(self, number: u64, text: &str) -> String {
        match self {
            Self::Plain => format!("{text}\n"),
            Self::App => {
                format!("{{\"type\":\"say\",\"number\":{number},\"text\":\"{text}\"}}\n")
            }
        }
    }

    pub(crate) fn leave(self) -> &'static str {
        match self {
            Self::Plain => "/quit\n",
            Self::App => "{\"type\":\"quit\"}\n",
        }
    }

    /// The beginning of the line that lets somebody in.
    fn welcome(self) -> &'static str {
        match self {
            Self::Plain => "Welcome, ",
            Self::App => "{\"type\":\"welcome\"",
        }
    }

    /// The beginning of every line that confirms a message.
    fn confirmation(self) -> &'static str {
        match self {
            Self::Plain => "* received #",
            Self::App => "{\"type\":\"ack\"",
        }
    }
}

/// A server says its banner to whoever is silent for 300 ms, as a guest on a busy computer may be
/// before its first record.
fn pass_over_banner(stream: &mut TcpStream) -> io::Result<()> {
    const HANDSHAKE: u8 = 0x16;

    let mut byte = [0];
    while stream.peek(&mut byte)? > 0 && byte[0] != HANDSHAKE {
        stream.read_exact(&mut byte)?;
    }
    Ok(())
}

/// Somebody at the server.
pub(crate) struct Guest {
    stream: TcpStream,
    tls: Option<Encrypted>,
    pub(crate) dialect: Dialect,
    /// What came and is not a whole line yet.
    partial: Vec<u8>,
    /// Own messages that were confirmed.
    pub(crate) confirmed: u64,
    /// The line that let them in.
    pub(crate) welcome: Option<String>,
    /// Nothing more comes.
    pub(crate) ended: bool,
}

impl Guest {
    /// Connects, and shakes hands if TLS is wanted.
    pub(crate) fn connect(
        address: SocketAddr,
        dialect: Dialect,
        tls: Option<Tls>,
    ) -> io::Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        let mut tls = tls.map(Encrypted::new);
        if let Some(tls) = &mut tls {
            stream.write_all(&tls.records())?;
            pass_over_banner(&mut stream)?;
            tls.shake_hands(&mut stream)?;
        }
        Ok(Self {
            stream,
            tls,
            dialect,
            partial: Vec::new(),
            confirmed: 0,
            welcome: None,
            ended: false,
        })
    }

    /// Gets in.
    pub(crate) fn join(&mut self, name: &str, token: Option<u64>) -> io::Result<()> {
        self.send(&self.dialect.join(name, token))?;
        self.until(|guest| guest.welcome.is_some())
    }

    pub(crate) fn send(&mut self, text: &str) -> io::Result<()> {
        self.send_bytes(text.as_bytes())
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        match &mut self.tls {
            Some(tls) => {
                let records = tls.seal(bytes);
                self.stream.write_all(&records)
            }
            None => self.stream.write_all(bytes),
        }
    }

    /// Takes in what comes until that holds; an error when it never does.
    pub(crate) fn until(&mut self, holds: impl Fn(&Self) -> bool) -> io::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            self.look()?;
            if holds(self) {
                return Ok(());
            }
            if self.ended {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            if Instant::now() > deadline {
                return Err(ErrorKind::TimedOut.into());
            }
            sleep(LOOK);
        }
    }

    /// Takes in what comes for so long, while `goes_on` says so and the connection lasts.
    pub(crate) fn listen(&mut self, span: Duration, goes_on: impl Fn() -> bool) -> io::Result<()> {
        let end = Instant::now() + span;
        while goes_on() && !self.ended && Instant::now() < end {
            self.look()?;
            sleep(LOOK);
        }
        Ok(())
    }

    /// Takes in what has come, without waiting.
    fn look(&mut self) -> io::Result<()> {
        self.stream.set_nonblocking(true)?;
        let taken = self.take_all();
        self.stream.set_nonblocking(false)?;
        taken
    }

    fn take_all(&mut self) -> io::Result<()> {
        let mut wire = [0; 16 << 10];
        while !self.ended {
            match self.stream.read(&mut wire) {
                Ok(0) => self.ended = true,
                Ok(count) => self.take(&wire[..count])?,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn take(&mut self, wire: &[u8]) -> io::Result<()> {
        match &mut self.tls {
            Some(tls) => {
                let opened = tls.open(wire).map_err(io::Error::other)?;
                self.partial.extend_from_slice(&opened.plain);
                self.ended |= opened.closed;
            }
            None => self.partial.extend_from_slice(wire),
        }
        let Some(end) = memchr::memrchr(b'\n', &self.partial) else {
            return Ok(());
        };
        let rest = self.partial.split_off(end + 1);
        let lines = std::mem::replace(&mut self.partial, rest);
        let confirmation = self.dialect.confirmation().as_bytes();
        self.confirmed += memmem::find_iter(&lines, confirmation).count() as u64;
        if self.welcome.is_none() {
            let welcome = self.dialect.welcome().as_bytes();
            let line = lines
                .split(|byte| *byte == b'\n')
                .find(|line| line.starts_with(welcome));
            self.welcome = line.map(|line| String::from_utf8_lossy(line).into_owned());
        }
        Ok(())
    }

    /// Makes the system take in little, so that what is not read waits at the server.
    pub(crate) fn take_little(&self) -> io::Result<()> {
        SockRef::from(&self.stream).set_recv_buffer_size(4 << 10)
    }

    /// Ends the connection with a reset, as a program that crashes or a cable that is pulled may.
    pub(crate) fn reset(self) -> io::Result<()> {
        SockRef::from(&self.stream).set_linger(Some(Duration::ZERO))
    }
}
