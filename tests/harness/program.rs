//! Other people's programs as clients.

use std::ffi::OsStr;
use std::io::{self, Read, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::PATIENCE;

/// A running program: its standard input is typed into, its standard output is read. Dropping it
/// ends it.
#[derive(Debug)]
pub struct Program {
    name: String,
    child: Child,
    stdin: Option<ChildStdin>,
    output: Arc<Output>,
    reader: Option<JoinHandle<()>>,
}

#[derive(Debug, Default)]
struct Output {
    text: Mutex<String>,
    grown: Condvar,
}

impl Program {
    /// Starts `name`, which the Debian package `package` provides.
    ///
    /// # Panics
    /// When it is not installed, and says how to install it.
    #[track_caller]
    #[must_use]
    pub fn start<A: AsRef<OsStr>>(
        name: &str,
        package: &str,
        arguments: impl IntoIterator<Item = A>,
    ) -> Self {
        let mut command = Command::new(name);
        command
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit());
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                panic!("`{name}` is not installed; on Debian: apt install {package}")
            }
            Err(error) => panic!("`{name}` does not start: {error}"),
        };
        let (stdin, mut stdout) = (child.stdin.take(), child.stdout.take().unwrap());
        let output = Arc::<Output>::default();
        let filled = Arc::clone(&output);
        let reader = thread::Builder::new()
            .name(format!("reads {name}"))
            .spawn(move || {
                let mut buffer = [0; 4_096];
                while let Ok(count @ 1..) = stdout.read(&mut buffer) {
                    filled
                        .text
                        .lock()
                        .unwrap()
                        .push_str(&String::from_utf8_lossy(&buffer[..count]));
                    filled.grown.notify_all();
                }
            });
        Self {
            name: name.to_owned(),
            child,
            stdin,
            output,
            reader: Some(reader.unwrap()),
        }
    }

    /// Types a line.
    #[track_caller]
    pub fn type_line(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("its standard input is closed");
        stdin.write_all(format!("{line}\n").as_bytes()).unwrap();
    }

    /// Ends its standard input, as Ctrl+D does.
    pub fn end_input(&mut self) {
        self.stdin = None;
    }

    /// Its output must come to contain `text`.
    #[track_caller]
    pub fn wait_output(&self, text: &str) {
        let deadline = Instant::now() + PATIENCE;
        let mut output = self.output.text.lock().unwrap();
        while !output.contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(
                !left.is_zero(),
                "{} shows no {text:?}, but {output:?}",
                self.name
            );
            output = self.output.grown.wait_timeout(output, left).unwrap().0;
        }
    }

    /// How often its output contains `text` so far.
    #[must_use]
    pub fn count_in_output(&self, text: &str) -> usize {
        self.output.text.lock().unwrap().matches(text).count()
    }

    /// Waits until it ends by itself.
    #[track_caller]
    pub fn wait_exit(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < deadline, "{} does not end", self.name);
            // The standard library cannot wait for a child with a deadline.
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.stdin = None;
        // It may have ended already; waiting makes sure of it.
        drop(self.child.kill());
        drop(self.child.wait());
        if let Some(reader) = self.reader.take()
            && reader.join().is_err()
        {
            println!("the reader of {} panicked", self.name);
        }
    }
}
