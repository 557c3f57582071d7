//! Runs one command: prints it, times it, and records its output.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::workspace::Outcome;

/// Runs a command with our own input and output.
pub(crate) fn plain(command: &mut Command) -> Outcome {
    println!("+ {}", shown(command));
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}` failed ({status})", shown(command))),
        Err(error) => Err(format!("cannot run `{}`: {error}", shown(command))),
    }
}

/// How much of a command's output goes to the screen. All of it goes to the log.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Show {
    /// Everything.
    All,
    /// Not what passed tests printed.
    Verdicts,
}

/// Runs a command without input; shows its output, appends it to `log`, and returns the result lines of `cargo test`.
pub(crate) fn logged(
    command: &mut Command,
    show: Show,
    log: &Mutex<File>,
) -> Result<Vec<String>, String> {
    let line = shown(command);
    println!("+ {line}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run `{line}`: {error}"))?;
    let results = Mutex::new(Vec::new());
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| copy(out, &mut io::stdout(), show, log, Some(&results)));
        scope.spawn(|| copy(err, &mut io::stderr(), Show::All, log, None));
    });
    let status = child
        .wait()
        .map_err(|error| format!("cannot wait for `{line}`: {error}"))?;
    if status.success() {
        Ok(results.into_inner().unwrap_or_default())
    } else {
        Err(format!("`{line}` failed ({status})"))
    }
}

/// Copies line by line. Invalid UTF-8 and a closed terminal are ignored.
fn copy(
    from: Option<impl Read>,
    screen: &mut impl Write,
    show: Show,
    log: &Mutex<File>,
    results: Option<&Mutex<Vec<String>>>,
) {
    let Some(from) = from else { return };
    let mut from = BufReader::new(from);
    let mut quiet = false;
    let mut line = Vec::new();
    while from.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
        if let Ok(mut log) = log.lock() {
            let _logged = log.write_all(&line);
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        if text == "successes:" {
            quiet = show == Show::Verdicts;
        } else if text == "failures:" || text.starts_with("test result: ") {
            quiet = false;
        }
        if text.starts_with("test result: ")
            && let Some(Ok(mut results)) = results.map(Mutex::lock)
        {
            results.push(text.to_owned());
        }
        if !quiet {
            let _shown = screen.write_all(&line).and_then(|()| screen.flush());
        }
        line.clear();
    }
}

/// A command as it is typed in a shell, with the variables that were set for it.
pub(crate) fn shown(command: &Command) -> String {
    let mut words: Vec<String> = Vec::new();
    for (name, value) in command.get_envs() {
        if let (false, Some(value)) = (
            name == "DEBIAN_FRONTEND" || name == "CARGO_TERM_COLOR",
            value,
        ) {
            words.push(format!("{}='{}'", name.display(), value.display()));
        }
    }
    let program = std::path::Path::new(command.get_program());
    words.push(
        program
            .file_name()
            .unwrap_or_default()
            .display()
            .to_string(),
    );
    words.extend(command.get_args().map(|arg| arg.display().to_string()));
    words.join(" ")
}

/// `4m 12s`, `3.4s`.
pub(crate) fn time(taken: Duration) -> String {
    match taken.as_secs() {
        seconds @ 60.. => format!("{}m {:02}s", seconds / 60, seconds % 60),
        _ => format!("{:.1}s", taken.as_secs_f64()),
    }
}

/// Runs the closure and measures its duration.
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}
