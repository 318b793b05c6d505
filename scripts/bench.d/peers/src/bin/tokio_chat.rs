//! A chat server on tokio, as good as we can make one that keeps to a few hundred lines: plain lines,
//! a name first, every message confirmed and delivered to everybody else in one order.
//!
//! One task is the room. It takes everything that has arrived from all readers in one go, builds one
//! buffer of it for everybody, and tries to write to each client at once, in one gather write, on
//! the room's own task: no task is woken per client. Only a socket that takes no more gets a queue
//! and a wait of its own, which is bounded.
//!
//! `tokio-chat` prints `listening on ADDRESS` and serves until it is ended.

use std::collections::{HashMap, VecDeque};
use std::io::{self, IoSlice, Write as _};
use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::mpsc;

/// A client for which more waits is disconnected.
const QUEUE_BYTES: usize = 8 << 20;
const READ_BYTES: usize = 64 << 10;
const MOST_SLICES: usize = 64;

enum Event {
    Joined(u64, String, OwnedWriteHalf),
    /// The lines of one read, whole ones only.
    Said(u64, Bytes),
    /// A socket that took no more takes more now.
    Writable(u64),
    Left(u64),
}

fn main() -> io::Result<()> {
    // As many threads as this process may use: one when it is pinned.
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get());
    let runtime = match threads {
        1 => tokio::runtime::Builder::new_current_thread().enable_io().build()?,
        _ => tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .enable_io()
            .build()?,
    };
    runtime.block_on(async { tokio::spawn(listen()).await? })
}

async fn listen() -> io::Result<()> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(([127, 0, 0, 1], 0).into())?;
    let listener = socket.listen(4_096)?;
    println!("listening on {}", listener.local_addr()?);
    io::stdout().flush()?;

    let (events, room) = mpsc::channel(65_536);
    tokio::spawn(run_room(room, events.clone()));
    let mut last_id = 0;
    loop {
        let (stream, _) = listener.accept().await?;
        last_id += 1;
        tokio::spawn(serve(last_id, stream, events.clone()));
    }
}

/// Reads one client: its name, then its lines.
async fn serve(id: u64, stream: TcpStream, events: mpsc::Sender<Event>) {
    if stream.set_nodelay(true).is_err() {
        return;
    }
    let (mut reader, writer) = stream.into_split();
    let mut buffer = BytesMut::new();
    let Some(name) = next_lines(&mut reader, &mut buffer, true).await else {
        return;
    };
    let name = String::from_utf8_lossy(name.trim_ascii()).into_owned();
    if events.send(Event::Joined(id, name, writer)).await.is_err() {
        return;
    }
    while let Some(lines) = next_lines(&mut reader, &mut buffer, false).await {
        let leaves = lines.starts_with(b"/quit") || lines.ends_with(b"\n/quit\n");
        if leaves || events.send(Event::Said(id, lines)).await.is_err() {
            break;
        }
    }
    let _closing = events.send(Event::Left(id)).await;
}

/// One line, or all whole lines there are.
async fn next_lines(
    reader: &mut OwnedReadHalf,
    buffer: &mut BytesMut,
    only_one: bool,
) -> Option<Bytes> {
    loop {
        let end = match only_one {
            true => buffer.iter().position(|byte| *byte == b'\n'),
            false => buffer.iter().rposition(|byte| *byte == b'\n'),
        };
        if let Some(end) = end {
            return Some(buffer.split_to(end + 1).freeze());
        }
        // The buffer is made when there is something to read, so that idle clients cost nothing.
        if buffer.is_empty() {
            *buffer = BytesMut::new();
        }
        reader.readable().await.ok()?;
        buffer.reserve(READ_BYTES);
        match reader.try_read_buf(buffer) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(_) => return None,
        }
    }
}

struct Client {
    name: String,
    writer: Arc<OwnedWriteHalf>,
    received: u64,
    queue: VecDeque<Bytes>,
    queued: usize,
    blocked: bool,
}

async fn run_room(mut room: mpsc::Receiver<Event>, events: mpsc::Sender<Event>) {
    let mut clients: HashMap<u64, Client> = HashMap::new();
    let mut batch = Vec::new();
    while room.recv_many(&mut batch, 1_024).await > 0 {
        let mut everybody = BytesMut::new();
        // For each who said something: where in the buffer that stands, and its confirmations.
        let mut own: HashMap<u64, (Vec<(usize, usize)>, Vec<u8>)> = HashMap::new();
        let mut writable = Vec::new();
        let mut gone = Vec::new();
        for event in batch.drain(..) {
            match event {
                Event::Joined(id, name, writer) => {
                    everybody.extend_from_slice(format!("* {name} joined\n").as_bytes());
                    let welcome = Bytes::from(format!("Welcome, {name}.\n"));
                    let queued = welcome.len();
                    let client = Client {
                        name,
                        writer: Arc::new(writer),
                        received: 0,
                        queue: VecDeque::from([welcome]),
                        queued,
                        blocked: false,
                    };
                    clients.insert(id, client);
                }
                Event::Said(id, lines) => {
                    let Some(client) = clients.get_mut(&id) else {
                        continue;
                    };
                    let start = everybody.len();
                    let (spans, confirmations) = own.entry(id).or_default();
                    for line in lines.split_inclusive(|byte| *byte == b'\n') {
                        everybody.extend_from_slice(client.name.as_bytes());
                        everybody.extend_from_slice(b": ");
                        everybody.extend_from_slice(line);
                        client.received += 1;
                        let _written = writeln!(confirmations, "* received #{}", client.received);
                    }
                    spans.push((start, everybody.len()));
                }
                Event::Writable(id) => writable.push(id),
                Event::Left(id) => gone.push(id),
            }
        }
        for id in gone {
            if let Some(client) = clients.remove(&id) {
                everybody.extend_from_slice(format!("* {} left\n", client.name).as_bytes());
            }
        }
        for id in writable {
            if let Some(client) = clients.get_mut(&id) {
                client.blocked = false;
            }
        }
        let everybody = everybody.freeze();
        let mut broken = Vec::new();
        for (id, client) in &mut clients {
            match own.get(id) {
                None => client.push(everybody.clone()),
                Some((spans, confirmations)) => {
                    let mut from = 0;
                    for (start, end) in spans {
                        client.push(everybody.slice(from..*start));
                        from = *end;
                    }
                    client.push(everybody.slice(from..));
                    client.push(Bytes::copy_from_slice(confirmations));
                }
            }
            if client.write(*id, &events).is_err() || client.queued > QUEUE_BYTES {
                broken.push(*id);
            }
        }
        for id in broken {
            clients.remove(&id);
        }
    }
}

impl Client {
    fn push(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.queued += bytes.len();
            self.queue.push_back(bytes);
        }
    }

    /// Writes what the socket takes, at once. If it does not take all, somebody waits for it.
    fn write(&mut self, id: u64, events: &mpsc::Sender<Event>) -> io::Result<()> {
        while !self.blocked && !self.queue.is_empty() {
            let mut slices = [IoSlice::new(&[]); MOST_SLICES];
            let mut count = 0;
            for (slice, bytes) in slices.iter_mut().zip(&self.queue) {
                *slice = IoSlice::new(bytes);
                count += 1;
            }
            match self.writer.try_write_vectored(&slices[..count]) {
                Ok(written) => self.advance(written),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.blocked = true;
                    let (writer, events) = (Arc::clone(&self.writer), events.clone());
                    tokio::spawn(async move {
                        let _broken = writer.writable().await;
                        let _closing = events.send(Event::Writable(id)).await;
                    });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn advance(&mut self, mut written: usize) {
        self.queued -= written;
        while let Some(first) = self.queue.front_mut() {
            if written < first.len() {
                let _sent = first.split_to(written);
                return;
            }
            written -= first.len();
            self.queue.pop_front();
        }
    }
}
