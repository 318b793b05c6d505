//! Starts programs, awaits what they print, and never leaves one behind.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle, sleep};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use tempfile::TempDir;

/// Nothing that is awaited takes longer on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// How often to do what a few times may not show: `usually`, or as the environment variable
/// `TERTULIA_ROUNDS` asks.
pub(crate) fn rounds(usually: u64) -> u64 {
    let asked = std::env::var("TERTULIA_ROUNDS").ok();
    asked.map_or(usually, |rounds| rounds.parse().unwrap())
}

/// A port where nobody listens, and which the system gives to nobody of itself while a server that is to
/// come back there is down.
pub(crate) fn free_port() -> u16 {
    let free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
    let mut ports = (0..1_000).map(|_| 20_000 + getrandom::u32().unwrap() as u16 % 10_000);
    ports.find(free).expect("a port is free")
}

/// The path of the program under test.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_tertulia");

/// A running program; killed when dropped.
pub(crate) struct Running {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Option<Receiver<String>>,
    stderr: Receiver<String>,
    /// What was printed so far, for complaints.
    transcript: Arc<Mutex<String>>,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A folder for settings and data of its own, so that no test meets another's, or the user's.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a profile's file.
    pub(crate) fn profile(&self, name: &str, text: &str) -> std::path::PathBuf {
        let folder = self.path().join("tertulia/profiles");
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join(format!("{name}.ron"));
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The program with these words, to be configured further.
    pub(crate) fn command(&self, words: &[&str]) -> Command {
        self.other(PROGRAM, words)
    }

    /// Another program in this home.
    pub(crate) fn other(&self, program: impl AsRef<OsStr>, words: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(words).current_dir(self.path());
        for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"] {
            command.env(variable, self.path());
        }
        for variable in ["LC_ALL", "LC_MESSAGES", "LANGUAGE", "TERTULIA_LOG"] {
            command.env_remove(variable);
        }
        command.env("LANG", "C.UTF-8").env("USER", "tester");
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Starts the program.
    pub(crate) fn start(&self, words: &[&str]) -> Running {
        Running::start(self.command(words))
    }

    /// Runs the program to its end, with nothing on standard input.
    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        let mut running = self.start(words);
        running.close_input();
        running.end()
    }

    /// Starts a server that listens at a port of the system's choice.
    pub(crate) fn server(&self, words: &[&str]) -> (Running, SocketAddr) {
        let server = self.start(&[&["server", "--headless", "--port", "0"], words].concat());
        let address = server.address();
        (server, address)
    }

    /// Starts a client in a terminal.
    pub(crate) fn terminal(&self, address: SocketAddr, name: &str, words: &[&str]) -> Running {
        let port = address.port().to_string();
        self.start(
            &[
                &["client", "--terminal", "--port", &port, "--name", name],
                words,
            ]
            .concat(),
        )
    }
}

impl Running {
    pub(crate) fn start(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let transcript = Arc::new(Mutex::new(String::new()));
        let stdout = child
            .stdout
            .take()
            .map(|stdout| lines_of(stdout, &transcript));
        let stderr = lines_of(child.stderr.take().unwrap(), &transcript);
        let stdin = child.stdin.take();
        Self {
            child,
            stdin,
            stdout,
            stderr,
            transcript,
        }
    }

    /// The number of its process.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// What was printed so far.
    pub(crate) fn so_far(&self) -> String {
        self.transcript.lock().unwrap().clone()
    }

    /// The address in the very first line of a server.
    pub(crate) fn address(&self) -> SocketAddr {
        let first = self.line();
        let address = first
            .strip_prefix("listening on ")
            .unwrap_or_else(|| panic!("the first line: {first}"));
        address.parse().unwrap()
    }

    /// The next line of standard output.
    pub(crate) fn line(&self) -> String {
        match self.stdout.as_ref().unwrap().recv_timeout(PATIENCE) {
            Ok(line) => line,
            Err(error) => panic!("no line ({error}) after:\n{}", self.so_far()),
        }
    }

    /// The next line of standard output that contains `part`.
    pub(crate) fn await_line(&self, part: &str) -> String {
        self.await_line_where(part, |line| line.contains(part))
    }

    /// The next line of standard output for which `wanted` holds.
    pub(crate) fn await_line_where(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.stdout.as_ref().unwrap().recv_deadline(deadline) {
                Ok(line) if wanted(&line) => return line,
                Ok(_) => {}
                Err(error) => panic!("no {what:?} ({error}) in:\n{}", self.so_far()),
            }
        }
    }

    /// The next line of standard error that contains `part`.
    pub(crate) fn await_error(&self, part: &str) -> String {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.stderr.recv_deadline(deadline) {
                Ok(line) if line.contains(part) => return line,
                Ok(_) => {}
                Err(error) => panic!("no {part:?} ({error}) in:\n{}", self.so_far()),
            }
        }
    }

    /// Types a line.
    pub(crate) fn type_line(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    pub(crate) fn close_input(&mut self) {
        self.stdin = None;
    }

    /// Nobody reads its output any more.
    pub(crate) fn close_output(&mut self) {
        self.stdout = None;
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Stops it where it is, as a computer that is busy or asleep. When this returns it does nothing
    /// more, until it gets `CONT`.
    pub(crate) fn pause(&self) {
        self.signal(Signal::STOP);
        let pid = || WaitId::Pid(Pid::from_child(&self.child));
        let options = WaitIdOptions::STOPPED | WaitIdOptions::NOHANG;
        let deadline = Instant::now() + PATIENCE;
        while waitid(pid(), options).unwrap().is_none() {
            assert!(Instant::now() < deadline, "it does not stop");
            sleep(Duration::from_millis(1));
        }
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Whether it is still running.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// With which code it ended; none while it runs, or when a signal ended it.
    pub(crate) fn status(&mut self) -> Option<i32> {
        self.child.try_wait().unwrap()?.code()
    }

    /// Awaits its end.
    pub(crate) fn end(mut self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        let code = loop {
            match self.child.try_wait().unwrap() {
                Some(status) => break status.code(),
                None if Instant::now() > deadline => {
                    panic!("it does not end after:\n{}", self.so_far())
                }
                None => sleep(Duration::from_millis(5)),
            }
        };
        let rest = |lines: &Receiver<String>| lines.iter().map(|line| line + "\n").collect();
        Ended {
            code,
            stdout: self.stdout.as_ref().map_or_else(String::new, rest),
            stderr: rest(&self.stderr),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _status = self.child.wait();
    }
}

/// Reads lines on a thread, so that awaiting one can have a limit.
fn lines_of(
    stream: impl Read + Send + 'static,
    transcript: &Arc<Mutex<String>>,
) -> Receiver<String> {
    let (sender, lines) = bounded(100_000);
    let transcript = Arc::clone(transcript);
    let read = move || {
        for line in BufReader::new(stream).lines() {
            let Ok(line) = line else { return };
            transcript.lock().unwrap().push_str(&format!("{line}\n"));
            // The stream is closed when nobody wants its lines any more.
            if sender.send(line).is_err() {
                return;
            }
        }
    };
    let _detached: JoinHandle<()> = Builder::new().name("lines".to_owned()).spawn(read).unwrap();
    lines
}

/// A plain client on a bare socket.
pub(crate) struct Raw {
    stream: TcpStream,
    lines: BufReader<TcpStream>,
}

impl Raw {
    /// Connects and takes this name.
    pub(crate) fn named(address: SocketAddr, name: &str) -> Self {
        let mut raw = Self::connect(address, name);
        raw.await_line(&format!("Welcome, {name}."));
        raw
    }

    /// Connects and takes this name, whatever language the server answers in.
    pub(crate) fn connect(address: SocketAddr, name: &str) -> Self {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap());
        let mut raw = Self { stream, lines };
        raw.send(name);
        raw
    }

    /// This side's address, as the server's log shows it.
    pub(crate) fn address(&self) -> SocketAddr {
        self.stream.local_addr().unwrap()
    }

    pub(crate) fn send(&mut self, line: &str) {
        self.stream
            .write_all(format!("{line}\n").as_bytes())
            .unwrap();
    }

    pub(crate) fn try_send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.stream.write_all(bytes)
    }

    /// The next line that contains `part`.
    pub(crate) fn await_line(&mut self, part: &str) -> String {
        loop {
            let mut line = String::new();
            assert!(
                self.lines.read_line(&mut line).unwrap() > 0,
                "the stream ended before {part:?}"
            );
            if line.contains(part) {
                return line.trim_end().to_owned();
            }
        }
    }

    /// All that comes until the end of the stream, which must not be a reset.
    pub(crate) fn rest(&mut self) -> String {
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        rest
    }
}
