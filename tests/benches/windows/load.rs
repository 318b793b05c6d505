//! Many plain clients on two threads, each of which writes to its neighbour.

use std::io::{self, ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

const THREADS: usize = 2;
/// Lines of one client in one write.
const AT_ONCE: u64 = 10;
const FLOOD: u64 = u64::MAX;

/// How much is said.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pace {
    /// So many messages a second, by everybody together.
    PerSecond(u64),
    /// As many as go.
    Flood,
}

#[derive(Debug, Default)]
struct Shared {
    pace: AtomicU64,
    received: AtomicU64,
    over: AtomicBool,
}

/// Connected clients.
#[derive(Debug)]
pub(crate) struct Load {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

#[derive(Debug)]
struct Client {
    socket: TcpStream,
    line: Vec<u8>,
    /// What of it the socket has not taken yet.
    left: Vec<u8>,
}

impl Load {
    /// Connects and names so many.
    pub(crate) fn connect(server: SocketAddr, count: usize) -> io::Result<Self> {
        let mut clients = Vec::new();
        for number in 0..count {
            let mut socket = TcpStream::connect(server)?;
            socket.set_nodelay(true)?;
            socket.write_all(format!("c{number}\n/ack off\n").as_bytes())?;
            let neighbour = (number + 1) % count;
            let line =
                format!("/msg c{neighbour} about as long as what people say to each other\n");
            let mut client = Client {
                socket,
                line: line.into_bytes(),
                left: Vec::new(),
            };
            // One after the other: a server has room for so many without a name.
            client.welcomed()?;
            client.socket.set_nonblocking(true)?;
            clients.push(client);
        }
        let shared = Arc::new(Shared::default());
        let mut threads = Vec::new();
        for index in 0..THREADS {
            let half = clients.split_off(clients.len() - clients.len() / (THREADS - index));
            let shared = Arc::clone(&shared);
            let name = format!("load-{index}");
            threads.push(
                Builder::new()
                    .name(name)
                    .spawn(move || talk(half, &shared))?,
            );
        }
        Ok(Self { shared, threads })
    }

    pub(crate) fn set_pace(&self, pace: Pace) {
        let pace = match pace {
            Pace::PerSecond(rate) => rate,
            Pace::Flood => FLOOD,
        };
        self.shared.pace.store(pace, Ordering::Relaxed);
    }

    /// Lines that arrived so far.
    pub(crate) fn received(&self) -> u64 {
        self.shared.received.load(Ordering::Relaxed)
    }

    /// Everybody hangs up.
    pub(crate) fn end(self) {
        self.shared.over.store(true, Ordering::Relaxed);
        for thread in self.threads {
            let _failed = thread.join();
        }
    }
}

impl Client {
    fn welcomed(&mut self) -> io::Result<()> {
        let mut heard = Vec::new();
        let mut buffer = [0; 65_536];
        while !heard.windows(7).any(|words| words == b"Welcome") {
            match self.socket.read(&mut buffer)? {
                0 => return Err(ErrorKind::UnexpectedEof.into()),
                count => heard.extend_from_slice(&buffer[..count]),
            }
        }
        Ok(())
    }

    /// Whether all that was to be said so far was taken.
    fn write(&mut self) -> bool {
        if !self.left.is_empty() {
            match self.socket.write(&self.left) {
                Ok(count) => {
                    self.left.drain(..count);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                // The server hung up; nothing more is taken, which the figures show.
                Err(_) => self.left.clear(),
            }
        }
        self.left.is_empty()
    }

    fn read(&mut self, buffer: &mut [u8]) -> u64 {
        match self.socket.read(buffer) {
            Ok(count) => buffer[..count]
                .iter()
                .filter(|byte| **byte == b'\n')
                .count() as u64,
            Err(_) => 0,
        }
    }
}

fn talk(mut clients: Vec<Client>, shared: &Shared) {
    let mut buffer = vec![0; 65_536];
    let (mut pace, mut begun, mut said) = (0, Instant::now(), 0_u64);
    let (mut next, mut read_at) = (0, Instant::now());
    while !shared.over.load(Ordering::Relaxed) {
        let wanted = shared.pace.load(Ordering::Relaxed);
        if wanted != pace {
            (pace, begun, said) = (wanted, Instant::now(), 0);
        }
        let floods = pace == FLOOD;
        let mut due = if floods {
            clients.len() as u64 * AT_ONCE
        } else {
            let all = pace as f64 * begun.elapsed().as_secs_f64() / THREADS as f64;
            (all as u64).saturating_sub(said)
        };
        for _ in 0..clients.len() {
            if due == 0 {
                break;
            }
            next = (next + 1) % clients.len();
            let client = &mut clients[next];
            if client.write() {
                let lines = due.min(AT_ONCE);
                for _ in 0..lines {
                    client.left.extend_from_slice(&client.line);
                }
                client.write();
                said += lines;
                due -= lines;
            }
        }
        if floods || read_at.elapsed() >= Duration::from_millis(50) {
            read_at = Instant::now();
            let heard: u64 = clients
                .iter_mut()
                .map(|client| client.read(&mut buffer))
                .sum();
            shared.received.fetch_add(heard, Ordering::Relaxed);
        }
        if !floods {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
