//! What the windows cost, without a window: the real pages over the real models, laid out and
//! tessellated, everything but the graphics card.
//!
//! `cargo bench -p tertulia-benches --bench windows [-- SCENE…]` prints a table. Every scene runs in a process
//! of its own, so that one's memory is not another's. Times are processor time of the thread that
//! draws. Nothing is asserted; `docs/benchmarks.md` says what the figures are held against.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "prints a table")]

mod chat;
mod live;
mod load;
mod server;

use std::error::Error;
use std::process::{Command, ExitCode};

/// What a scene gives.
type Outcome = Result<Vec<tertulia_measure::Row>, Box<dyn Error>>;

/// Measures a scene.
type Scene = fn() -> Outcome;

/// Every scene: how it is called, and what it does.
const SCENES: [(&str, Scene); 5] = [
    ("chat", chat::long_room),
    ("chat-scrolling", chat::scrolling),
    ("log", server::long_log),
    ("clients", server::many_clients),
    ("live", live::thousand_clients),
];

/// Begins the word that has this program do one scene, here.
const HERE: &str = "--here=";

fn main() -> ExitCode {
    // Cargo adds words of its own, which begin with a dash.
    let words: Vec<String> = std::env::args().skip(1).collect();
    let here = words.iter().find_map(|word| word.strip_prefix(HERE));
    let done = match here {
        Some(name) => show(name),
        None => show_all(&words),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn show_all(words: &[String]) -> Result<(), Box<dyn Error>> {
    let wanted: Vec<&String> = words.iter().filter(|word| !word.starts_with('-')).collect();
    println!("{}", tertulia_measure::HEAD);
    for (name, _) in SCENES {
        if !wanted.is_empty() && !wanted.iter().any(|word| *word == name) {
            continue;
        }
        let ended = Command::new(std::env::current_exe()?)
            .arg(format!("{HERE}{name}"))
            .status()?;
        if !ended.success() {
            return Err(format!("the scene {name} failed").into());
        }
    }
    Ok(())
}

fn show(name: &str) -> Result<(), Box<dyn Error>> {
    let scene = SCENES.iter().find(|(other, _)| *other == name);
    let (_, scene) = scene.ok_or("there is no such scene")?;
    for row in scene()? {
        println!("{row}");
    }
    Ok(())
}
