//! Progress on a terminal, for what takes longer than a second; and the seconds of each stage.

use crate::words::Words;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

/// Shows how far the work has come and keeps the seconds of each stage.
pub struct Progress<'w> {
    words: &'w Words,
    bar: ProgressBar,
    started: Instant,
    stage: Option<(String, Instant)>,
    /// Seconds of each stage, in their order.
    pub seconds: Vec<(String, f64)>,
}

// Measuring how long the work takes is what this file is for.
#[allow(clippy::disallowed_methods)]
impl<'w> Progress<'w> {
    /// Nothing is drawn before a second has passed, nor where there is no terminal.
    #[must_use]
    pub fn new(words: &'w Words) -> Progress<'w> {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_style(
            ProgressStyle::with_template("{spinner} {msg} {binary_bytes}")
                .unwrap_or_else(|_| ProgressStyle::default_spinner()),
        );
        Progress { words, bar, started: Instant::now(), stage: None, seconds: Vec::new() }
    }

    /// The last stage is over.
    pub fn finish(&mut self) {
        if let Some((name, since)) = self.stage.take() {
            let seconds = since.elapsed().as_secs_f64();
            match self.seconds.iter_mut().find(|(known, _)| *known == name) {
                Some((_, sum)) => *sum += seconds,
                None => self.seconds.push((name, seconds)),
            }
        }
    }

    /// Removes the progress line.
    pub fn clear(&mut self) {
        self.finish();
        self.bar.finish_and_clear();
    }

    fn show(&self) {
        if std::io::stderr().is_terminal() && self.started.elapsed() > Duration::from_secs(1) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
            self.bar.tick();
        }
    }
}

// As above.
#[allow(clippy::disallowed_methods)]
impl antin_results::Progress for Progress<'_> {
    fn stage(&mut self, name: &'static str, key: &'static str) {
        self.finish();
        self.stage = Some((name.to_owned(), Instant::now()));
        self.bar.set_message(self.words.get(key));
        self.bar.set_position(0);
        self.show();
    }

    fn bytes(&self) -> Box<dyn Fn(u64) + Sync> {
        let (bar, started) = (self.bar.clone(), self.started);
        let is_terminal = std::io::stderr().is_terminal();
        Box::new(move |bytes| {
            if is_terminal && started.elapsed() > Duration::from_secs(1) {
                bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(5));
                bar.set_position(bytes);
            }
        })
    }
}
