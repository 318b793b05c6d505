//! One window of the program, driven by keys and read from outside.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::display::Display;
use crate::harness::{Home, Running};

/// Nothing that is awaited takes longer on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at what is awaited.
const LOOK: Duration = Duration::from_millis(10);

/// A window on a display.
pub(crate) struct Window<'a> {
    display: &'a Display,
    running: Running,
    id: String,
}

/// What a window showed at some moment.
pub(crate) struct Picture(Vec<u8>);

impl<'a> Window<'a> {
    /// Starts the program with these words and waits for its window.
    pub(crate) fn open(display: &'a Display, home: &Home, words: &[&str]) -> Self {
        let mut command = home.command(words);
        display.apply(&mut command);
        let mut running = Running::start(command);
        let process = running.process().to_string();
        let mut id = None;
        await_that(
            || format!("the window of {words:?}"),
            || {
                assert!(
                    running.is_running(),
                    "{words:?} opened no window:\n{}",
                    running.so_far()
                );
                let search = ["search", "--onlyvisible", "--pid", &process];
                let found = display.xdotool(&search);
                id = found.and_then(|found| found.lines().next_back().map(str::to_owned));
                id.is_some()
            },
        );
        Self {
            display,
            running,
            id: id.unwrap(),
        }
    }

    /// Opens the window of a server that starts by itself, at a port of the system's choice.
    pub(crate) fn server(display: &'a Display, home: &Home) -> (Self, SocketAddr) {
        let window = Self::open(display, home, &["server", "--port", "0", "--start"]);
        let address = window.address();
        (window, address)
    }

    /// Opens the window of somebody who joins at once and greets.
    pub(crate) fn client(
        display: &'a Display,
        home: &Home,
        server: SocketAddr,
        name: &str,
        greeting: &str,
    ) -> Self {
        let port = server.port().to_string();
        let whom = ["client", "--name", name, "--port", &port];
        let how = ["--greeting", greeting, "--connect"];
        let window = Self::open(display, home, &[&whom[..], &how[..]].concat());
        window.await_title(&format!("{name} — {server}"));
        window
    }

    /// The address in the title of a server that runs.
    pub(crate) fn address(&self) -> SocketAddr {
        let title = self.await_title("Server — ");
        title.rsplit(' ').next().unwrap().parse().unwrap()
    }

    fn title(&self) -> Option<String> {
        self.display.xdotool(&["getwindowname", &self.id])
    }

    /// Waits until the title contains this, and gives all of it.
    pub(crate) fn await_title(&self, part: &str) -> String {
        let mut title = String::new();
        await_that(
            || format!("{part:?} in the title {:?}", self.title()),
            || {
                title = self.title().unwrap_or_default();
                title.contains(part)
            },
        );
        title
    }

    /// Brings the window to the front, as Alt+Tab does; what is typed from now on is for it.
    pub(crate) fn activate(&self) {
        let activate = ["windowactivate", "--sync", &self.id];
        self.display.xdotool(&activate).unwrap();
        await_that(
            || "the window to have the keyboard".to_owned(),
            || self.display.xdotool(&["getwindowfocus"]).as_deref() == Some(&self.id),
        );
    }

    /// Gives the window this place, so that another one at the same place covers it.
    pub(crate) fn place(&self, left: u32, top: u32, width: u32, height: u32) {
        let [left, top, width, height] = [left, top, width, height].map(|value| value.to_string());
        let size = ["windowsize", "--sync", &self.id, &width, &height];
        let words = [&size[..], &["windowmove", &self.id, &left, &top]].concat();
        self.display.xdotool(&words).unwrap();
    }

    /// Gives the window the keyboard and leaves it behind the others.
    pub(crate) fn focus_behind(&self) {
        let focus = ["windowfocus", "--sync", &self.id];
        self.display.xdotool(&focus).unwrap();
    }

    /// Presses keys, one after the other, without waiting in between.
    pub(crate) fn press(&self, keys: &[&str]) {
        let words = [&["key", "--delay", "0"], keys].concat();
        self.display.xdotool(&words).unwrap();
    }

    /// Types a text of ASCII letters.
    pub(crate) fn write(&self, text: &str) {
        let words = ["type", "--delay", "1", text];
        self.display.xdotool(&words).unwrap();
    }

    /// Types a line.
    pub(crate) fn write_line(&self, text: &str) {
        self.write(text);
        self.press(&["Return"]);
    }

    /// Pastes what is copied elsewhere; it stays copied as long as the answer lives, since the window
    /// may come to fetch it later.
    #[must_use]
    pub(crate) fn paste(&self, text: &str) -> Copied {
        let copied = Copied::new(self.display, text);
        self.press(&["ctrl+v"]);
        copied
    }

    pub(crate) fn picture(&self) -> Picture {
        let words = ["-silent", "-window", &self.id, "-depth", "8", "rgb:-"];
        let pixels = self.display.tool("imagemagick", "import", &words);
        Picture(pixels.unwrap())
    }

    /// Waits until this share of the window looks otherwise than before.
    pub(crate) fn await_change(&self, before: &Picture, share: f64) {
        await_that(
            || format!("{share} of the window to change"),
            || before.difference(&self.picture()) >= share,
        );
    }

    /// Presses Tab and sees the keyboard move to another control.
    pub(crate) fn tab(&self) {
        let before = self.picture();
        self.press(&["Tab"]);
        // A ring around the smallest control is far more than a cursor that blinks.
        self.await_change(&before, 0.0002);
    }

    /// Presses Ctrl+C in the terminal from which the program was started.
    pub(crate) fn interrupt(&self) {
        self.running.signal(Signal::INT);
    }

    /// Awaits the end of the program, which must not have failed.
    pub(crate) fn end(mut self) {
        await_that(
            || "the program to end".to_owned(),
            || !self.running.is_running(),
        );
        let status = self.running.status();
        assert_eq!(status, Some(0), "{}", self.running.so_far());
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let name = format!("window-{}.png", self.running.process());
            let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
            let words = ["-silent", "-window", &self.id, &file.to_string_lossy()];
            if self.display.try_tool("import", &words).is_ok() {
                eprintln!("what the window showed: {}", file.display());
            }
        }
    }
}

impl Picture {
    /// Which share of the pixels differs.
    fn difference(&self, other: &Self) -> f64 {
        if self.0.len() != other.0.len() {
            return 1.0;
        }
        let pixels = self.0.chunks(3).zip(other.0.chunks(3));
        let different = pixels.filter(|(one, other)| one != other).count();
        different as f64 / (self.0.len() / 3).max(1) as f64
    }
}

/// A text on the clipboard, as long as it lives.
pub(crate) struct Copied(Child);

impl Copied {
    fn new(display: &Display, text: &str) -> Self {
        use std::io::Write as _;
        let mut command = Command::new("xclip");
        display.apply(&mut command);
        let mut xclip = command
            .args(["-quiet", "-selection", "clipboard"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!(
                    "xclip cannot be started ({error}): apt-get install xclip, or run scripts/test"
                )
            });
        let written = xclip.stdin.take().unwrap().write_all(text.as_bytes());
        written.unwrap();
        await_that(
            || "the clipboard".to_owned(),
            || {
                let read = ["-o", "-selection", "clipboard"];
                display.tool("xclip", "xclip", &read).as_deref() == Some(text.as_bytes())
            },
        );
        Self(xclip)
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _status = self.0.wait();
    }
}

fn await_that(what: impl Fn() -> String, mut is_so: impl FnMut() -> bool) {
    let deadline = Instant::now() + PATIENCE;
    while !is_so() {
        assert!(Instant::now() < deadline, "still waiting for {}", what());
        sleep(LOOK);
    }
}
