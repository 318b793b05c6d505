//! The floor: what a server cannot go below, however it is made. One thread; what arrives from the
//! one sender is sent to every listener with one `send()` each, on blocking sockets, straight from
//! the buffer. No queues, no confirmations, no limits, no names but the one at the beginning.
//!
//! `floor CLIENTS` prints `listening on ADDRESS`, takes CLIENTS connections, the first to speak
//! after all are in is the sender, and ends when the sender does.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

/// A burst of messages fits into one read.
const READ_BYTES: usize = 1 << 20;

fn main() -> std::io::Result<()> {
    let clients: usize = std::env::args()
        .nth(1)
        .and_then(|count| count.parse().ok())
        .expect("usage: floor CLIENTS");
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("listening on {}", listener.local_addr()?);

    // The generator's first client sends; it connects first too.
    let mut sockets = Vec::with_capacity(clients);
    for _ in 0..clients {
        let (mut socket, _) = listener.accept()?;
        socket.set_nodelay(true)?;
        read_line(&mut socket)?;
        socket.write_all(b"Welcome.\n")?;
        sockets.push(socket);
    }
    let (sender, listeners) = sockets.split_first_mut().expect("a sender");
    serve(sender, listeners)
}

fn read_line(socket: &mut TcpStream) -> std::io::Result<()> {
    socket.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut byte = [0];
    while byte != *b"\n" {
        socket.read_exact(&mut byte)?;
    }
    socket.set_read_timeout(None)
}

fn serve(sender: &mut TcpStream, listeners: &mut [TcpStream]) -> std::io::Result<()> {
    let mut arrived = vec![0; READ_BYTES];
    let mut told = Vec::with_capacity(READ_BYTES);
    loop {
        let count = sender.read(&mut arrived)?;
        if count == 0 || arrived.starts_with(b"/quit") {
            return Ok(());
        }
        told.clear();
        for line in arrived[..count].split_inclusive(|byte| *byte == b'\n') {
            told.extend_from_slice(b"Load-1: ");
            told.extend_from_slice(line);
        }
        for listener in &mut *listeners {
            // A listener that has left ends the measurement.
            if listener.write_all(&told).is_err() {
                return Ok(());
            }
        }
    }
}
