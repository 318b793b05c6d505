//! Frames without a window, and what they cost: what the benchmarks of the windows share.

use std::fmt;
use std::time::Duration;

use cpu_time::ThreadTime;
use egui::{Context, Event, Pos2, RawInput, Rect, Ui, Vec2, vec2};

/// The windows' own size.
pub const SIZE: Vec2 = vec2(1180.0, 760.0);

/// The table's head.
pub const HEAD: &str = "\
scene                                                    first   median      p99      max   MiB
                                                            ms       ms       ms       ms";

/// One row of the table.
#[derive(Debug, Default)]
pub struct Row {
    /// What was drawn.
    pub scene: String,
    /// What the first frame cost.
    pub first: Option<Duration>,
    /// What each of the other frames cost.
    pub frames: Vec<Duration>,
    /// Memory above an empty window.
    pub bytes: Option<u64>,
    /// Anything else.
    pub note: String,
}

impl Row {
    /// A row about these frames.
    pub fn new(scene: impl Into<String>, frames: Vec<Duration>) -> Self {
        Self {
            scene: scene.into(),
            frames,
            ..Self::default()
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |time: Option<Duration>| {
            time.map_or(String::new(), |time| {
                format!("{:.3}", 1_000.0 * time.as_secs_f64())
            })
        };
        let mut sorted = self.frames.clone();
        sorted.sort_unstable();
        let share = |part: usize| {
            let index = sorted.len() * part / 100;
            sorted
                .get(index.min(sorted.len().saturating_sub(1)))
                .copied()
        };
        let mib = self.bytes.map_or(String::new(), |bytes| {
            format!("{:.1}", bytes as f64 / (1 << 20) as f64)
        });
        let line = format!(
            "{:<52} {:>9} {:>8} {:>8} {:>8} {mib:>5}  {}",
            self.scene,
            ms(self.first),
            ms(share(50)),
            ms(share(99)),
            ms(sorted.last().copied()),
            self.note,
        );
        f.write_str(line.trim_end())
    }
}

/// A screen on which pages are laid out and tessellated.
#[derive(Debug)]
pub struct Screen {
    ctx: Context,
    time: f64,
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}

impl Screen {
    /// A screen with the program's look.
    #[must_use]
    pub fn new() -> Self {
        let ctx = Context::default();
        tertulia::look::install(&ctx);
        Self { ctx, time: 0.0 }
    }

    /// One frame, and the processor time that it took.
    pub fn frame(&mut self, events: Vec<Event>, page: impl FnMut(&mut Ui)) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let before = cpu();
        let output = self.ctx.run_ui(input, page);
        let primitives = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let spent = cpu().saturating_sub(before);
        std::hint::black_box(primitives);
        spent
    }

    /// So many frames of the same page.
    pub fn frames(&mut self, count: usize, mut page: impl FnMut(&mut Ui)) -> Vec<Duration> {
        (0..count)
            .map(|_| self.frame(Vec::new(), &mut page))
            .collect()
    }
}

/// The processor time that this thread has had.
#[must_use]
pub fn cpu() -> Duration {
    ThreadTime::now().as_duration()
}

/// The memory that this process keeps, in bytes; 0 where the system does not say.
#[must_use]
pub fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    kib.unwrap_or(0_u64) << 10
}

/// The processor time that threads with such names have had, of this process; none where the system does
/// not say.
#[must_use]
pub fn cpu_of_threads(begins: &[&str]) -> Option<Duration> {
    let mut nanoseconds = 0_u64;
    for thread in std::fs::read_dir("/proc/self/task").ok()?.flatten() {
        let read = |file: &str| std::fs::read_to_string(thread.path().join(file)).ok();
        // One that ends meanwhile is none of those that are asked for.
        let (Some(name), Some(spent)) = (read("comm"), read("schedstat")) else {
            continue;
        };
        if begins.iter().any(|begin| name.starts_with(begin)) {
            nanoseconds += spent.split(' ').next()?.parse::<u64>().ok()?;
        }
    }
    Some(Duration::from_nanos(nanoseconds))
}
