//! Compile errors from constants. `panic!` in a constant takes one `&str` only, so the message is built in a byte array.

use super::str::{contains_letters, starts_with};

/// A text that grows.
pub(crate) struct Message {
    bytes: [u8; 1024],
    length: usize,
}

impl Message {
    pub(crate) const fn new() -> Self {
        Self {
            bytes: [0; 1024],
            length: 0,
        }
    }

    pub(crate) const fn of(parts: &[&str]) -> Self {
        let mut message = Self::new();
        let mut i = 0;
        while i < parts.len() {
            message.push(parts[i]);
            i += 1;
        }
        message
    }

    /// Adds a part. A part that does not fit is left out completely, so that no character is cut.
    pub(crate) const fn push(&mut self, part: &str) {
        let part = part.as_bytes();
        if self.length + part.len() > self.bytes.len() {
            return;
        }
        let mut i = 0;
        while i < part.len() {
            self.bytes[self.length] = part[i];
            self.length += 1;
            i += 1;
        }
    }

    /// Adds one letter of ASCII.
    pub(crate) const fn push_letter(&mut self, letter: u8) {
        if self.length < self.bytes.len() {
            self.bytes[self.length] = letter;
            self.length += 1;
        }
    }

    pub(crate) const fn text(&self) -> &str {
        super::str::text(self.bytes.split_at(self.length).0)
    }
}

/// Fails the compilation with the form of every message of the derive: the mistake, then what to write.
#[track_caller]
pub(crate) const fn fail(said: &[&str], help: &[&str]) -> ! {
    let mut message = Message::of(said);
    message.push("\nhelp: ");
    message.push(Message::of(help).text());
    #[expect(clippy::panic, reason = "in a constant, a panic is a compile error")]
    {
        panic!("{}", message.text())
    }
}

/// Fails the compilation for the value of `subject`. The message starts with the subject unless it already names it, as
/// in the derive's `Errors::problem`.
#[track_caller]
pub(crate) const fn refuse(subject: &str, said: &[&str], help: &[&str]) -> ! {
    let said = Message::of(said);
    let text = said.text().as_bytes();
    let quoted = Message::of(&["`", subject, "`"]);
    let spoken = Message::of(&["the ", subject, " "]);
    let first = Message::of(&[subject, " "]);
    if contains_letters(text, quoted.text().as_bytes())
        || contains_letters(text, spoken.text().as_bytes())
        || starts_with(text, first.text().as_bytes())
    {
        fail(&[said.text()], help)
    }
    fail(&[quoted.text(), ": ", said.text()], help)
}
