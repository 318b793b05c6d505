//! A proxy that stands between client and server and spoils what the network may spoil.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::ops::RangeInclusive;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::SockRef;

use crate::{PATIENCE, Random};

/// How often a quiet connection looks whether it was cut.
const LOOK_AROUND: Duration = Duration::from_millis(10);

/// What a proxy does to the bytes. By default nothing.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    /// Each connection is cut after so many bytes, both directions counted together: the bytes
    /// before go through, those after are lost. Half of the cuts are resets.
    pub cut_after: Option<RangeInclusive<u64>>,
    /// Before forwarding what it read, each direction sleeps so many milliseconds; what arrives
    /// meanwhile then leaves in one piece.
    pub stall_millis: Option<RangeInclusive<u64>>,
    /// Every byte is written by itself.
    pub byte_by_byte: bool,
}

/// A proxy on a port of the system's choice. Dropping it cuts all its connections.
#[derive(Debug)]
pub struct Proxy {
    address: SocketAddr,
    state: Arc<State>,
    acceptor: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct State {
    upstream: SocketAddr,
    faults: Faults,
    /// For now everything goes through as it is.
    calm: AtomicBool,
    stop: AtomicBool,
    cuts: AtomicU64,
    random: Mutex<Random>,
}

/// One connection through the proxy.
#[derive(Debug)]
struct Passage {
    client: TcpStream,
    server: TcpStream,
    /// Bytes until the cut.
    allowance: Option<Mutex<u64>>,
    cut: AtomicBool,
}

impl Proxy {
    /// Begins to forward connections to `upstream`.
    ///
    /// # Panics
    /// When no port can be had.
    #[must_use]
    pub fn start(upstream: SocketAddr, faults: Faults, random: Random) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let state = Arc::new(State {
            upstream,
            faults,
            calm: AtomicBool::new(false),
            stop: AtomicBool::new(false),
            cuts: AtomicU64::new(0),
            random: Mutex::new(random),
        });
        let accepting = Arc::clone(&state);
        let acceptor = start("proxy", move || accept(&listener, &accepting));
        Self {
            address,
            state,
            acceptor: Some(acceptor),
        }
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections were cut so far.
    #[must_use]
    pub fn cuts(&self) -> u64 {
        self.state.cuts.load(Ordering::Relaxed)
    }

    /// Spoils nothing from now on.
    pub fn calm(&self) {
        self.state.calm.store(true, Ordering::Relaxed);
    }

    /// Spoils things again. Bytes that went through calmly do not count towards a cut.
    pub fn spoil(&self) {
        self.state.calm.store(false, Ordering::Relaxed);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.stop.store(true, Ordering::Relaxed);
        // Accepting ends with one more connection.
        let woken = TcpStream::connect_timeout(&self.address, PATIENCE).is_ok();
        if let Some(acceptor) = self.acceptor.take().filter(|_| woken)
            && acceptor.join().is_err()
        {
            println!("a proxy's thread panicked");
        }
    }
}

fn start(name: &str, run: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(run)
        .unwrap()
}

fn accept(listener: &TcpListener, state: &Arc<State>) {
    let mut pumps: Vec<JoinHandle<()>> = Vec::new();
    while let Ok((client, _)) = listener.accept() {
        if state.stop.load(Ordering::Relaxed) {
            break;
        }
        let Ok(server) = TcpStream::connect_timeout(&state.upstream, PATIENCE) else {
            continue;
        };
        pumps.retain(|pump| !pump.is_finished());
        let mut random = state.random.lock().unwrap();
        let allowance = state
            .faults
            .cut_after
            .clone()
            .map(|range| Mutex::new(random.within(range)));
        let passage = Arc::new(Passage {
            client,
            server,
            allowance,
            cut: AtomicBool::new(false),
        });
        passage.prepare().unwrap();
        for to_server in [true, false] {
            let (passage, state, random) =
                (Arc::clone(&passage), Arc::clone(state), random.split());
            pumps.push(start("proxy-pump", move || {
                passage.pump(to_server, &state, random);
            }));
        }
    }
    for pump in pumps {
        if pump.join().is_err() {
            println!("a proxy's pump panicked");
        }
    }
}

impl Passage {
    fn prepare(&self) -> io::Result<()> {
        for stream in [&self.client, &self.server] {
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(LOOK_AROUND))?;
            stream.set_write_timeout(Some(PATIENCE))?;
        }
        Ok(())
    }

    /// Forwards one direction until its end, or the connection's.
    fn pump(&self, to_server: bool, state: &State, mut random: Random) {
        let (mut from, mut to) = if to_server {
            (&self.client, &self.server)
        } else {
            (&self.server, &self.client)
        };
        let mut buffer = vec![0; 64 << 10];
        while !self.cut.load(Ordering::Relaxed) && !state.stop.load(Ordering::Relaxed) {
            let count = match from.read(&mut buffer) {
                Ok(0) => return self.pass_on_the_end(to),
                Ok(count) => count,
                Err(error) if is_pause(&error) => continue,
                Err(_) => return self.pass_on_the_end(to),
            };
            let calm = state.calm.load(Ordering::Relaxed);
            if let Some(stall) = state.faults.stall_millis.clone().filter(|_| !calm) {
                thread::sleep(Duration::from_millis(random.within(stall)));
            }
            let allowed = if calm { count } else { self.allowed(count) };
            let pieces = if state.faults.byte_by_byte && !calm {
                1
            } else {
                count
            };
            let written = buffer[..allowed]
                .chunks(pieces)
                .try_for_each(|piece| to.write_all(piece));
            if allowed < count {
                self.sever(state, &mut random);
            } else if written.is_err() {
                return;
            }
        }
    }

    /// How many of `count` bytes still go through.
    fn allowed(&self, count: usize) -> usize {
        let Some(allowance) = &self.allowance else {
            return count;
        };
        let mut allowance = allowance.lock().unwrap();
        let allowed = (count as u64).min(*allowance);
        *allowance -= allowed;
        usize::try_from(allowed).unwrap()
    }

    fn sever(&self, state: &State, random: &mut Random) {
        if self.cut.swap(true, Ordering::Relaxed) {
            return;
        }
        state.cuts.fetch_add(1, Ordering::Relaxed);
        if random.draw().is_multiple_of(2) {
            // The sockets close when both directions have noticed; without lingering, by a reset.
            for stream in [&self.client, &self.server] {
                SockRef::from(stream)
                    .set_linger(Some(Duration::ZERO))
                    .unwrap();
            }
        }
    }

    fn pass_on_the_end(&self, to: &TcpStream) {
        // The other side may be gone already, which is as good.
        drop(to.shutdown(std::net::Shutdown::Write));
    }
}

fn is_pause(error: &io::Error) -> bool {
    use io::ErrorKind::{Interrupted, TimedOut, WouldBlock};
    matches!(error.kind(), Interrupted | TimedOut | WouldBlock)
}
