//! A display that nobody sees, with a window manager, for one test.

use std::io::{self, BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

use crate::harness::Home;

/// New windows do not take the keyboard from the one that has it, so that a test decides which
/// window is in front. Alt+F4 closes, as everywhere.
const RULES: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<openbox_config xmlns="http://openbox.org/3.4/rc">
  <focus><focusNew>no</focusNew></focus>
  <desktops><number>1</number></desktops>
  <keyboard><keybind key="A-F4"><action name="Close"/></keybind></keyboard>
</openbox_config>
"#;

/// A display with a window manager; both end when it is dropped.
pub(crate) struct Display {
    name: String,
    /// The display last: what needs it is to end first.
    running: Vec<Child>,
}

impl Display {
    /// Starts both in this home, and waits until they are there.
    pub(crate) fn open(home: &Home) -> Self {
        let mut display = Self {
            name: String::new(),
            running: Vec::new(),
        };
        let mut command = Command::new("Xvfb");
        // It chooses a free number itself, and writes it.
        command
            .args(["-displayfd", "1", "-screen", "0", "1600x1000x24"])
            .args(["-nolisten", "tcp", "-noreset"]);
        display.name = format!(":{}", display.start(command, "xvfb").trim());

        let rules = home.path().join("openbox.xml");
        std::fs::write(&rules, RULES).unwrap();
        let mut command = display.command(home, "openbox");
        command.arg("--sm-disable").arg("--config-file").arg(&rules);
        // Told when it manages the display: before that, keys would be lost.
        command.args(["--startup", "echo ready"]);
        assert_eq!(display.start(command, "openbox").trim(), "ready");
        display
    }

    /// A command in this home that opens its windows here.
    pub(crate) fn command(&self, home: &Home, program: &str) -> Command {
        let mut command = home.other(program, &[]);
        self.apply(&mut command);
        command
    }

    /// Makes a command open its windows here.
    pub(crate) fn apply(&self, command: &mut Command) {
        command.env("DISPLAY", &self.name);
        for variable in ["WAYLAND_DISPLAY", "WAYLAND_SOCKET"] {
            command.env_remove(variable);
        }
    }

    /// Runs a tool of the Debian package `package` here, and gives what it printed; none if it failed.
    pub(crate) fn tool(&self, package: &str, program: &str, words: &[&str]) -> Option<Vec<u8>> {
        let output = self.try_tool(program, words);
        let output = output.unwrap_or_else(|error| missing(program, package, &error));
        output.status.success().then_some(output.stdout)
    }

    /// Runs a tool here.
    pub(crate) fn try_tool(&self, program: &str, words: &[&str]) -> io::Result<Output> {
        let mut command = Command::new(program);
        self.apply(&mut command);
        command.args(words).stdin(Stdio::null()).output()
    }

    /// Runs xdotool, which presses keys as a keyboard does.
    pub(crate) fn xdotool(&self, words: &[&str]) -> Option<String> {
        let printed = self.tool("xdotool", "xdotool", words)?;
        Some(String::from_utf8_lossy(&printed).trim().to_owned())
    }

    /// Starts a program that stays, and gives the first line that it prints.
    pub(crate) fn start(&mut self, mut command: Command, package: &str) -> String {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.unwrap_or_else(|error| missing(&program, package, &error));
        let stdout = child.stdout.take().unwrap();
        self.running.push(child);
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "{program} ended at once");
        line
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        for child in self.running.iter_mut().rev() {
            let _ended_already = child.kill();
            let _status = child.wait();
        }
    }
}

fn missing(program: &str, package: &str, error: &io::Error) -> ! {
    panic!("{program} cannot be started ({error}): apt-get install {package}, or run scripts/test")
}
