//! Progress: a bar on a terminal, a few plain lines elsewhere.

use std::io::{self, IsTerminal as _, Write as _};

const WIDTH: usize = 40;

/// How far the run is.
pub(crate) struct Screen {
    terminal: bool,
    total: usize,
    /// Quarters already told, where there is no terminal.
    quarters: usize,
}

impl Screen {
    pub(crate) fn new(total: usize) -> Self {
        Self {
            terminal: io::stdout().is_terminal(),
            total,
            quarters: 0,
        }
    }

    pub(crate) fn progress(&mut self, done: usize) {
        if self.terminal {
            let filled = done * WIDTH / self.total.max(1);
            let bar = format!(
                "{}{}",
                "█".repeat(filled),
                "░".repeat(WIDTH.saturating_sub(filled))
            );
            print!("\r  {bar} {done}/{}", self.total);
            // A terminal that has gone away is no reason to stop.
            let _flushed = io::stdout().flush();
        } else if done * 4 / self.total.max(1) > self.quarters {
            self.quarters = done * 4 / self.total.max(1);
            println!("  {done}/{} done", self.total);
        }
    }

    /// Something happened: a line of its own, above the bar.
    pub(crate) fn event(&self, text: &str) {
        let clear = if self.terminal { "\r\x1b[K" } else { "" };
        println!("{clear}  {text}");
    }

    pub(crate) fn end(&self) {
        if self.terminal {
            println!();
        }
    }
}
