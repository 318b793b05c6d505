//! No thread is left behind. Alone in its process, so that the threads counted are its own.

#![expect(clippy::unwrap_used, reason = "this whole program is a test")]

use std::time::Instant;
use std::{fs, thread};

use tertulia_harness::{PATIENCE, TestHistory, TestServer};
use tertulia_server_core::{Config, Server};

/// How many threads of this process belong to a server.
fn server_threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| fs::read_to_string(task.unwrap().path().join("comm")).ok());
    names
        .filter(|name| {
            name.starts_with("worker-")
                || ["listener", "passwords", "storage"].contains(&name.trim_end())
        })
        .count()
}

/// A new thread takes its name a moment after it starts, and one that was joined is listed a moment
/// longer, so the count is awaited.
#[track_caller]
fn await_server_threads(expected: usize) {
    let deadline = Instant::now() + PATIENCE;
    while server_threads() != expected {
        assert!(
            Instant::now() < deadline,
            "{} threads, not {expected}",
            server_threads()
        );
        thread::yield_now();
    }
}

#[test]
fn no_thread_is_left_after_a_stop_or_a_failed_start() {
    await_server_threads(0);
    for workers in [1, 3] {
        let server = TestServer::with(|config| config.workers = workers);
        await_server_threads(workers + 2);
        let clients = ["Ana", "Luis", "Marta"].map(|name| server.plain(name));

        let config = Config {
            bind: server.address(),
            ..Config::default()
        };
        assert!(Server::start(config).is_err());
        await_server_threads(workers + 2);

        drop(server.stop());
        await_server_threads(0);
        drop(clients);
    }
    // A history has one thread more.
    let history = TestHistory::new();
    let server = history.serve(|config| config.workers = 1);
    await_server_threads(4);
    let config = Config {
        bind: "127.0.0.1:0".parse().unwrap(),
        history: Some(history.config()),
        ..Config::default()
    };
    assert!(Server::start(config).is_err());
    await_server_threads(4);
    drop(server.stop());
    await_server_threads(0);
    // Dropping stops as well.
    drop(TestServer::start());
    await_server_threads(0);
}
