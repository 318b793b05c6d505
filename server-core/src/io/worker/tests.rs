//! A worker whose turns are taken one by one.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener, TcpStream};

use crossbeam_channel::Receiver;
use mio::Waker;
use tertulia_protocol::{ExitWords, Language, Phrases, RunId};

use super::*;
use crate::hub::{Hub, HubConfig};
use crate::io::room::{EventSink, Inbox};
use crate::password::{PasswordHash, RunSecret, Verification};
use crate::{Caps, Timings};

const RIGHT: &str = "open sesame";

/// How long a test waits for what is sure to come.
const PATIENCE: Duration = Duration::from_secs(60);

/// The only worker of a server that asks for a password, and what it has looked at.
fn asking() -> (Worker, Receiver<Verification>) {
    let config = HubConfig {
        limits: Limits::default(),
        phrases: Arc::new(Phrases::new(Language::En)),
        welcome: None,
        exit_words: ExitWords::default(),
        timings: Timings::default(),
        caps: Caps::default(),
        run: RunId(7),
        clear_guests: true,
        keeps: false,
        exempt: Vec::new(),
        password: Some(PasswordHash::cheap(RIGHT)),
        secret: RunSecret([7; 32]),
    };
    let (poll, listening) = (Poll::new().unwrap(), Poll::new().unwrap());
    let waker = |poll: &Poll| Waker::new(poll.registry(), WAKE).unwrap();
    let limits = config.limits;
    let (shared, verifications) = Shared::new(
        Hub::new(config.clone()),
        config,
        None,
        vec![Inbox::new(waker(&poll))],
        waker(&listening),
        EventSink::new(100).0,
        None,
    );
    let worker = Worker::new(0, Arc::new(shared), poll, limits);
    (worker, verifications)
}

/// A guest of the worker's, and its key.
fn guest(worker: &mut Worker) -> (TcpStream, usize) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let guest = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let (stream, address) = listener.accept().unwrap();
    stream.set_nonblocking(true).unwrap();
    let client = ClientId(1);
    let shared = Arc::clone(&worker.shared);
    shared.in_order(|room| assert!(room.hub.handle_connected(client, address, now())));
    worker.serve(Newcomer {
        client,
        stream: mio::net::TcpStream::from_std(stream),
        address,
        accepted: Instant::now(),
    });
    (guest, worker.by_id[&client])
}

/// Takes turns until a password is to be looked at.
#[track_caller]
fn shown(
    worker: &mut Worker,
    verifications: &Receiver<Verification>,
    mut before: impl FnMut(&mut Worker),
) -> Verification {
    let deadline = Instant::now() + PATIENCE;
    loop {
        before(worker);
        worker.turn();
        if let Ok(verification) = verifications.try_recv() {
            return verification;
        }
        assert!(Instant::now() < deadline, "no password was read");
    }
}

#[test]
fn what_comes_while_a_password_is_looked_at_is_left_alone_and_read_afterwards() {
    let (mut worker, verifications) = asking();
    let (mut guest, key) = guest(&mut worker);
    guest.write_all(b"sesame\n").unwrap();
    let first = shown(&mut worker, &verifications, |worker| worker.queue_read(key));

    guest.write_all(b"open sesame\n").unwrap();
    // As the system says, once.
    worker.queue_read(key);
    worker.turn();
    assert!(worker.to_read.is_empty(), "it is asked for again and again");

    let shared = Arc::clone(&worker.shared);
    shared.in_order(|room| room.hub.handle_verified(first.carry_out(), now()));
    shown(&mut worker, &verifications, |_| ());
}
