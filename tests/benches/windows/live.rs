//! A server with a thousand clients in its window, and the same without one.
//!
//! The window is the program's own, with its threads and its pace; only the screen is missing.
//! Every client is a real connection, and writes to its neighbour: each message is an entry of the
//! log and one delivery, so that it is the window that is measured and not a thousandfold echo.

use std::cell::RefCell;
use std::error::Error;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::Builder;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, bounded};
use eframe::App as _;
use egui::{Context, Pos2, RawInput, Rect, ViewportId};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tertulia::cli::ServerArgs;
use tertulia::texts::Language;
use tertulia::windows::app::{App, Opening, Purpose};
use tertulia_protocol::Limits;
use tertulia_server_core::{Config, Server};

use super::Outcome;
use super::load::{Load, Pace};
use tertulia_measure::{Row, SIZE, cpu, cpu_of_threads, resident};

const CLIENTS: usize = 1_000;
const OFFERED: u64 = 10_000;
const OFFERING: Duration = Duration::from_secs(8);
const FLOODING: Duration = Duration::from_secs(5);
const ROUNDS: usize = 3;
/// How the server's threads are called.
const SERVER: [&str; 2] = ["worker-", "listener"];

/// What one run gave.
struct Run {
    frames: Vec<Duration>,
    /// Messages delivered in a second: of those offered, and of as many as go.
    offered: f64,
    flooded: f64,
    /// Microseconds of the server's processor time for each message of those offered; 0 where the
    /// system does not say.
    each: f64,
    entries: usize,
    skipped: u64,
    bytes: u64,
}

pub(super) fn thousand_clients() -> Outcome {
    // Both ends of every connection are here.
    let all = getrlimit(Resource::Nofile);
    let wanted = Rlimit {
        current: all.maximum,
        ..all
    };
    setrlimit(Resource::Nofile, wanted)?;
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        without.push(headless()?);
        with.push(windowed()?);
    }
    let best = |runs: &[Run]| runs.iter().map(|run| run.flooded).fold(0.0, f64::max);
    let least = |runs: &[Run]| runs.iter().map(|run| run.each).fold(f64::MAX, f64::min);
    let mean = |value: fn(&Run) -> f64| with.iter().map(value).sum::<f64>() / ROUNDS as f64;
    let drawn = Row {
        bytes: with.first().map(|run| run.bytes),
        note: format!(
            "{:.1} frames/s, {:.0} delivered/s, {} entries, {} skipped",
            mean(|run| run.frames.len() as f64 / OFFERING.as_secs_f64()),
            mean(|run| run.offered),
            with.iter().map(|run| run.entries).max().unwrap_or_default(),
            with.iter().map(|run| run.skipped).sum::<u64>(),
        ),
        ..Row::new(
            "server, 1,000 clients, 10,000 entries/s",
            with.iter().flat_map(|run| run.frames.clone()).collect(),
        )
    };
    let compared = |scene: &str, unit: &str, with: f64, without: f64| Row {
        note: format!(
            "{with:.1} {unit} with the window, {without:.1} without: {:.2}",
            with / without
        ),
        ..Row::new(scene, Vec::new())
    };
    Ok(vec![
        drawn,
        compared(
            "  the server's processor time for a message",
            "µs",
            least(&with),
            least(&without),
        ),
        compared(
            "  as many messages as go",
            "/s",
            best(&with),
            best(&without),
        ),
    ])
}

/// A server whose events somebody takes and forgets, as without a window.
fn headless() -> Result<Run, Box<dyn Error>> {
    let server = Server::start(Config {
        bind: SocketAddr::from(([127, 0, 0, 1], 0)),
        limits: Limits {
            max_clients: 0,
            max_rate: 0,
            ..Limits::default()
        },
        ..Config::default()
    })?;
    let events = server.events().clone();
    let taking = Builder::new()
        .name("events".to_owned())
        .spawn(move || events.iter().count())?;
    let load = Load::connect(server.address(), CLIENTS)?;
    let rest = |time| std::thread::sleep(time);
    let run = measure(&load, |_| rest(OFFERING), |_| rest(FLOODING));
    load.end();
    server.stop();
    let entries = taking.join().map_err(|_| "the events' thread failed")?;
    Ok(Run { entries, ..run })
}

/// The same in a window.
fn windowed() -> Result<Run, Box<dyn Error>> {
    let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
    let args = ServerArgs {
        port: Some(port),
        max_clients: Some(0),
        max_rate: Some(0),
        no_history: true,
        start: true,
        ..ServerArgs::default()
    };
    let opening = Opening {
        language: Some(Language::En),
        purpose: Purpose::Server(args, None),
        ..Opening::default()
    };
    let mut window = Window::open(opening);
    window.run_until(|window| window.app.server().is_some());
    window.run(Duration::from_millis(300));
    let empty = resident();
    // Connecting waits for answers, so it has a thread of its own while the window goes on.
    let connected = Arc::new(AtomicBool::new(false));
    let done = Arc::clone(&connected);
    let connecting = Builder::new()
        .name("connecting".to_owned())
        .spawn(move || {
            let load = Load::connect(SocketAddr::from(([127, 0, 0, 1], port)), CLIENTS);
            done.store(true, Ordering::Release);
            load
        })?;
    window.run_until(|_| connected.load(Ordering::Acquire));
    let load = connecting.join().map_err(|_| "the clients failed")??;
    window.run(Duration::from_secs(1));
    let window = RefCell::new(window);
    let run = measure(
        &load,
        |run| {
            let mut window = window.borrow_mut();
            window.frames.clear();
            window.run(OFFERING);
            run.frames = std::mem::take(&mut window.frames);
            if let Some(model) = window.app.server() {
                run.entries = model.log().len();
                run.skipped = model.totals().events_skipped;
            }
            run.bytes = resident().saturating_sub(empty);
        },
        |_| window.borrow_mut().run(FLOODING),
    );
    load.end();
    Ok(run)
}

/// Offers messages at a pace, then as many as go.
fn measure(load: &Load, offering: impl FnOnce(&mut Run), flooding: impl FnOnce(&mut Run)) -> Run {
    let mut run = Run {
        frames: Vec::new(),
        offered: 0.0,
        flooded: 0.0,
        each: 0.0,
        entries: 0,
        skipped: 0,
        bytes: 0,
    };
    let rate = |before: u64, begun: Instant| {
        (load.received() - before) as f64 / begun.elapsed().as_secs_f64()
    };
    load.set_pace(Pace::PerSecond(OFFERED));
    std::thread::sleep(Duration::from_millis(200));
    let (before, begun) = (load.received(), Instant::now());
    let spent = cpu_of_threads(&SERVER);
    offering(&mut run);
    run.offered = rate(before, begun);
    if let (Some(spent), Some(before_it)) = (cpu_of_threads(&SERVER), spent) {
        let messages = (load.received() - before).max(1) as f64;
        run.each = 1e6 * (spent.saturating_sub(before_it)).as_secs_f64() / messages;
    }
    load.set_pace(Pace::Flood);
    let (before, begun) = (load.received(), Instant::now());
    flooding(&mut run);
    run.flooded = rate(before, begun);
    run
}

/// The program's window, drawn when it asks for it and onto nothing.
struct Window {
    ctx: Context,
    app: App,
    frame: eframe::Frame,
    asked: Receiver<Instant>,
    due: Option<Instant>,
    begun: Instant,
    frames: Vec<Duration>,
}

impl Window {
    fn open(opening: Opening) -> Self {
        let ctx = Context::default();
        let (sender, asked) = bounded(1_024);
        ctx.set_request_repaint_callback(move |info| {
            // Full only when the window is behind, and then it is woken anyway.
            let _behind = sender.try_send(Instant::now() + info.delay);
        });
        Self {
            app: App::new(&ctx, opening),
            ctx,
            frame: eframe::Frame::_new_kittest(),
            asked,
            due: Some(Instant::now()),
            begun: Instant::now(),
            frames: Vec::new(),
        }
    }

    fn run(&mut self, time: Duration) {
        let until = Instant::now() + time;
        while Instant::now() < until {
            self.turn(until);
        }
    }

    fn run_until(&mut self, is_so: impl Fn(&Self) -> bool) {
        while !is_so(self) {
            self.turn(Instant::now() + Duration::from_millis(50));
        }
    }

    /// Waits until a frame is wanted, at most so long, and draws it.
    fn turn(&mut self, until: Instant) {
        let wait = self.due.map_or(until, |due| due.min(until));
        if let Ok(due) = self.asked.recv_deadline(wait) {
            self.due = Some(self.due.map_or(due, |before| before.min(due)));
        }
        if self.due.is_some_and(|due| due <= Instant::now()) {
            self.draw();
        }
    }

    fn draw(&mut self) {
        self.due = None;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.begun.elapsed().as_secs_f64()),
            ..RawInput::default()
        };
        let before = cpu();
        let (app, frame) = (&mut self.app, &mut self.frame);
        let output = self.ctx.run_ui(input, |ui| {
            app.logic(ui.ctx(), frame);
            app.ui(ui, frame);
        });
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        self.frames.push(cpu().saturating_sub(before));
        std::hint::black_box(primitives);
        let delay = output
            .viewport_output
            .get(&ViewportId::ROOT)
            .map(|output| output.repaint_delay);
        self.due = delay.and_then(|delay| Instant::now().checked_add(delay));
    }
}
