//! The polite people, who are measured: two runs of `tertulia load`, in clear and by TLS.

use std::io::Read as _;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::server::program;

/// How many there are in each of the two groups.
pub(crate) const IN_GROUP: usize = 90;
const SENDERS: usize = 20;

/// A group while it is measured. Killed when dropped.
pub(crate) struct Group(Child);

/// What a group found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    /// From sending to hearing, in µs.
    pub(crate) p50: u64,
    pub(crate) p99: u64,
    pub(crate) deliveries: u64,
    /// Messages that did not come, or not in order, or twice; and connections that ended.
    pub(crate) wrong: u64,
}

impl Group {
    /// Both groups.
    pub(crate) fn both(address: SocketAddr, server: u32, seconds: u64) -> [Self; 2] {
        let start = |words: &str| Self::start(address, server, seconds, words);
        [start("--dialect plain"), start("--dialect app --tls")]
    }

    fn start(address: SocketAddr, server: u32, seconds: u64, words: &str) -> Self {
        let clients = IN_GROUP - SENDERS;
        let (port, host) = (address.port(), address.ip());
        // Each sender says one message a second, and a message is as long as some are.
        let line = format!(
            "load latency --json --lang en --host {host} --port {port} --server-pid {server} \
             --clients {clients} --senders {SENDERS} --rate {SENDERS} --size 400 --at-once 20 \
             --seconds {seconds} {words}"
        );
        let mut command = Command::new(program());
        command
            .args(line.split_whitespace())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        Self(command.spawn().unwrap())
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.0.try_wait().unwrap().is_none()
    }

    /// What it found.
    pub(crate) fn found(mut self) -> Found {
        let (mut stdout, mut stderr) = (String::new(), String::new());
        let mut streams = (self.0.stdout.take().unwrap(), self.0.stderr.take().unwrap());
        streams.0.read_to_string(&mut stdout).unwrap();
        streams.1.read_to_string(&mut stderr).unwrap();
        assert!(
            self.0.wait().unwrap().success(),
            "the polite people were not served: {stderr}"
        );
        let report: Value = serde_json::from_str(&stdout).unwrap();
        let number = |value: &Value| value.as_u64().unwrap_or_else(|| panic!("{report}"));
        Found {
            p50: number(&report["time_micros"]["p50"]),
            p99: number(&report["time_micros"]["p99"]),
            deliveries: number(&report["deliveries"]),
            wrong: number(&report["mistakes"]) + number(&report["lost"]),
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _status = self.0.wait();
    }
}
