//! Every event and span of the library as text, for tests that search it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// The captured text. The subscriber is global, because the library's tasks run on any thread of the runtime.
#[derive(Debug, Default)]
pub struct Captured {
    text: Mutex<String>,
    events: AtomicU64,
}

static CAPTURED: OnceLock<&'static Captured> = OnceLock::new();

impl Captured {
    /// Starts to capture everything of this library at every level, once per process, and returns the capture.
    ///
    /// # Panics
    ///
    /// If another subscriber is the global one.
    pub fn start() -> &'static Self {
        CAPTURED.get_or_init(|| {
            let captured: &'static Self = Box::leak(Box::default());
            tracing::subscriber::set_global_default(Capture(Sink::Memory(captured)))
                .expect("no other global subscriber in this process");
            captured
        })
    }

    /// All of it so far.
    pub fn text(&self) -> String {
        self.lock().clone()
    }

    /// How many events and spans there were.
    pub fn count(&self) -> u64 {
        self.events.load(Ordering::Relaxed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, String> {
        self.text.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Prints everything of this library on standard error, as it happens: for processes that will be killed.
///
/// # Panics
///
/// If another subscriber is the global one.
pub fn print() {
    tracing::subscriber::set_global_default(Capture(Sink::StandardError))
        .expect("no other global subscriber in this process");
}

#[derive(Clone, Copy)]
enum Sink {
    Memory(&'static Captured),
    StandardError,
}

impl Sink {
    fn line(self, line: &Fields) {
        match self {
            Self::Memory(captured) => {
                captured.events.fetch_add(1, Ordering::Relaxed);
                let mut text = captured.lock();
                text.push_str(&line.0);
                text.push('\n');
            }
            // One write: processes that share a file do not mix their lines.
            Self::StandardError => {
                let _ = std::io::stderr().write_all(format!("{}\n", line.0).as_bytes());
            }
        }
    }
}

struct Fields(String);

impl Fields {
    fn about(kind: &str, about: &Metadata<'_>) -> Self {
        Self(format!("{kind} {} {}", about.level(), about.target()))
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        // As it is, and not quoted: quoting would hide some forms of a secret.
        let _ = write!(self.0, " {}={value}", field.name());
    }
}

struct Capture(Sink);

impl Subscriber for Capture {
    fn enabled(&self, about: &Metadata<'_>) -> bool {
        about.target().starts_with("redis_config")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let mut line = Fields::about("span", span.metadata());
        span.record(&mut line);
        self.0.line(&line);
        Id::from_u64(NEXT.fetch_add(1, Ordering::Relaxed))
    }

    fn record(&self, _span: &Id, values: &Record<'_>) {
        let mut line = Fields(String::from("record"));
        values.record(&mut line);
        self.0.line(&line);
    }

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut line = Fields::about("event", event.metadata());
        event.record(&mut line);
        self.0.line(&line);
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}
