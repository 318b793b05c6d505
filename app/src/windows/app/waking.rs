//! Waking the window from other threads, so that much news becomes few frames.
//!
//! Where the processor has to draw, a frame costs ten milliseconds and more. News after a quiet
//! while is therefore shown at once, a burst of it some thirty times a second, and a stream that
//! does not end, which nobody could read anyway, ten times. Frames that a key or the pointer asks
//! for are not held back, so that typing never lags; they bring the news along.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use egui::Context;

/// Between two frames of a burst, and of a stream that does not end.
const BURST: Duration = Duration::from_millis(33);
const STREAM: Duration = Duration::from_millis(100);
/// So many frames with news in a row make a stream.
const FRAMES_OF_A_BURST: u32 = 8;
/// After so long without news it is quiet again.
const QUIET: Duration = Duration::from_millis(250);

/// Wakes one window. Clones wake the same one.
#[derive(Debug, Clone)]
pub(super) struct Waker(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    ctx: Context,
    /// A frame with news was asked for and has not begun.
    asked: AtomicBool,
    pace: Mutex<Pace>,
}

impl Waker {
    /// Wakes the window of this context.
    pub(super) fn new(ctx: &Context) -> Self {
        Self(Arc::new(Shared {
            ctx: ctx.clone(),
            asked: AtomicBool::new(false),
            pace: Mutex::default(),
        }))
    }

    /// There is news: a frame shows it soon. Costs next to nothing when one is on its way already.
    pub(super) fn wake(&self) {
        if self.0.asked.swap(true, Ordering::AcqRel) {
            return;
        }
        let pause = self.pace(|pace| pace.news(Instant::now()));
        // The context draws earlier by the frame that it expects to take, a sixtieth of a second.
        let expected = self.0.ctx.input(|input| input.predicted_dt);
        let expected = Duration::try_from_secs_f32(expected).unwrap_or_default();
        self.0.ctx.request_repaint_after(pause + expected);
    }

    /// A frame begins, and takes all news that there is. To be called before it does: what comes
    /// afterwards asks for another one.
    pub(super) fn frame_begins(&self) {
        self.0.asked.store(false, Ordering::Release);
        self.pace(|pace| pace.frame(Instant::now()));
    }

    fn pace<T>(&self, change: impl FnOnce(&mut Pace) -> T) -> T {
        change(&mut self.0.pace.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How soon the next frame with news is due.
#[derive(Debug, Default)]
struct Pace {
    last_frame: Option<Instant>,
    last_news: Option<Instant>,
    /// Frames with news since it was last quiet.
    frames: u32,
}

impl Pace {
    /// There is news, the first since the last frame: how long it has to wait.
    fn news(&mut self, now: Instant) -> Duration {
        let quiet = self
            .last_news
            .is_none_or(|last| now.saturating_duration_since(last) > QUIET);
        self.frames = if quiet { 0 } else { self.frames + 1 };
        self.last_news = Some(now);
        let pause = if self.frames < FRAMES_OF_A_BURST {
            BURST
        } else {
            STREAM
        };
        let since = self
            .last_frame
            .map_or(pause, |last| now.saturating_duration_since(last));
        pause.saturating_sub(since)
    }

    fn frame(&mut self, now: Instant) {
        self.last_frame = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// News every so often, each frame on time: when the frames of the first two seconds are.
    fn frames(every: Duration) -> Vec<Duration> {
        let start = Instant::now();
        let mut pace = Pace::default();
        let (mut frames, mut due) = (Vec::new(), None::<Duration>);
        let mut at = Duration::ZERO;
        while at < 2_000 * MS {
            if let Some(time) = due.filter(|due| *due <= at) {
                pace.frame(start + time);
                frames.push(time);
                due = None;
            }
            if due.is_none() {
                due = Some(at + pace.news(start + at));
            }
            at += every;
        }
        frames
    }

    #[test]
    fn news_after_a_quiet_while_is_shown_at_once() {
        let start = Instant::now();
        let mut pace = Pace::default();
        assert_eq!(pace.news(start), Duration::ZERO);
        pace.frame(start);
        assert_eq!(pace.news(start + 400 * MS), Duration::ZERO);
    }

    #[test]
    fn a_stream_is_shown_ten_times_a_second_and_a_burst_thirty_times() {
        let frames = frames(5 * MS);
        let between = |frames: &[Duration]| {
            (frames[frames.len() - 1] - frames[0]) / (frames.len() as u32 - 1)
        };
        let (burst, stream) = frames.split_at(FRAMES_OF_A_BURST as usize);
        assert!(
            (BURST..BURST + 10 * MS).contains(&between(burst)),
            "{burst:?}"
        );
        assert!(
            (STREAM..STREAM + 10 * MS).contains(&between(stream)),
            "{stream:?}"
        );
    }

    #[test]
    fn many_wakes_ask_for_one_frame() {
        let ctx = Context::default();
        let asked = Arc::new(std::sync::atomic::AtomicU32::new(0));
        let count = Arc::clone(&asked);
        ctx.set_request_repaint_callback(move |_| {
            count.fetch_add(1, Ordering::Relaxed);
        });
        let waker = Waker::new(&ctx);
        for _ in 0..100 {
            waker.clone().wake();
        }
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }
}
