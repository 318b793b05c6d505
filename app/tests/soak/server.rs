//! The server as a process of its own, and what the system says of it.

use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use tempfile::TempDir;

/// The program under test: this build's, or the one that `TERTULIA_PROGRAM` names.
pub(crate) fn program() -> PathBuf {
    let named = std::env::var_os("TERTULIA_PROGRAM");
    named.map_or_else(|| env!("CARGO_BIN_EXE_tertulia").into(), PathBuf::from)
}

/// A running server without a window, with a history on disk and everything else as people start
/// it, but for the number of people and the rate: when a busy computer holds polite people up, what
/// they meant to say in some seconds comes at once. Killed when dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    _home: TempDir,
}

/// What the server's process has at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Resident memory in KiB.
    pub(crate) resident: u64,
    /// Open file descriptors.
    pub(crate) descriptors: u64,
    pub(crate) threads: u64,
}

impl Server {
    pub(crate) fn start() -> Self {
        let home = tempfile::tempdir().unwrap();
        let mut command = Command::new(program());
        command
            .args("server --headless --lang en --port 0 --max-clients 0 --max-rate 20".split(' '))
            .current_dir(home.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env(variable, home.path());
        }
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        lines.read_line(&mut first).unwrap();
        let address = first.trim_end().strip_prefix("listening on ");
        let address = address.unwrap_or_else(|| panic!("the first line: {first}"));
        // Its log is read, as a terminal does.
        let read = move || io::copy(&mut lines, &mut io::sink());
        let _detached = thread::Builder::new().name("log".to_owned()).spawn(read);
        Self {
            address: address.parse().unwrap(),
            child,
            _home: home,
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has now.
    pub(crate) fn usage(&self) -> Usage {
        let folder = PathBuf::from(format!("/proc/{}", self.id()));
        let figure = |file: &str, label: &str| -> u64 {
            let text = fs::read_to_string(folder.join(file)).unwrap();
            let line = text.lines().find_map(|line| line.strip_prefix(label));
            let line = line.unwrap_or_else(|| panic!("no {label} in {file}"));
            line.trim().trim_end_matches(" kB").parse().unwrap()
        };
        Usage {
            resident: figure("smaps_rollup", "Rss:"),
            descriptors: fs::read_dir(folder.join("fd")).unwrap().count() as u64,
            threads: figure("status", "Threads:"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait();
    }
}
