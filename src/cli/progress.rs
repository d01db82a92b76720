//! How far the reading is: bytes, rate and time left, on standard error.
//!
//! A short run shows nothing; nor does one whose standard error is no terminal. The bar only looks at the
//! [`Meter`] from outside, so reading costs the same with and without it.

use std::fmt;
use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{HumanBytes, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::engine::read::Meter;

/// A run shorter than this needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);
/// Ten looks a second are as many as an eye can use.
const TICK: Duration = Duration::from_millis(100);

/// Whether to show anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// When standard error is a terminal.
    Auto,
    /// `--quiet`.
    Never,
}

/// A bar that moves while it lives and is gone afterwards.
#[must_use = "the bar stops when this is dropped"]
pub struct Progress {
    /// `None` when nothing is shown.
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Begins to watch a meter; `total` is the number of bytes it will reach, 0 where nobody knows.
    pub fn start(meter: &Arc<Meter>, total: u64, show: Show) -> Self {
        if show == Show::Never || !std::io::stderr().is_terminal() {
            return Self { running: None };
        }
        let (stop, stopped) = mpsc::channel();
        let meter = Arc::clone(meter);
        let watch = move || {
            if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = bar(total, meter.bytes());
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                move_to(&bar, meter.bytes());
            }
            bar.finish_and_clear();
        };
        // Without a thread there is no bar, and nothing else is missing.
        let thread = std::thread::Builder::new().name("progress".to_owned()).spawn(watch);
        Self { running: thread.ok().map(|thread| (stop, thread)) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.running.take() {
            // Either may already be gone; the bar then is too.
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}

fn bar(total: u64, done: u64) -> ProgressBar {
    let target = ProgressDrawTarget::stderr_with_hz(10);
    let (bar, template) = if total > 0 {
        let bar = ProgressBar::with_draw_target(Some(total), target);
        (bar, "reading [{bar:30}] {bytes} of {total_bytes}, {rate}, {left} left")
    } else {
        (ProgressBar::with_draw_target(None, target), "reading {spinner} {bytes}, {rate}")
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    // Over the whole run: what was read before the bar appeared counts, and the rate does not begin in the sky.
    let style = style
        .with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
            let _ = write!(out, "{}/s", HumanBytes(rate(state) as u64));
        })
        .with_key("left", |state: &ProgressState, out: &mut dyn fmt::Write| {
            let rest = state.len().unwrap_or(0).saturating_sub(state.pos());
            let seconds = rest as f64 / rate(state).max(1.0);
            let _ = write!(out, "{}", HumanDuration(Duration::from_secs_f64(seconds.min(1e6))));
        });
    bar.set_style(style.progress_chars("=> "));
    // The half second before the bar counts towards the rate, or the time left would begin too long.
    let bar = bar.with_elapsed(PATIENCE);
    move_to(&bar, done);
    bar
}

/// Bytes a second since the run began.
fn rate(state: &ProgressState) -> f64 {
    state.pos() as f64 / state.elapsed().as_secs_f64().max(0.001)
}

/// A file read twice, once to recognise it, must not push the bar beyond its end.
fn move_to(bar: &ProgressBar, done: u64) {
    bar.set_position(bar.length().map_or(done, |total| done.min(total)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_run_starts_no_thread() {
        let progress = Progress::start(&Arc::default(), 10, Show::Never);
        assert!(progress.running.is_none());
    }

    #[test]
    fn the_bar_never_passes_its_end() {
        let bar = bar(100, 40);
        assert_eq!(bar.position(), 40);
        move_to(&bar, 250);
        assert_eq!(bar.position(), 100);
        let unknown = super::bar(0, 40);
        move_to(&unknown, 250);
        assert_eq!(unknown.position(), 250);
    }
}
