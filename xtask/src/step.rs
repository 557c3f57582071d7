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

/// What runs at the same time as a command.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    Nothing,
    /// Each line on the screen begins with the label of its command.
    Others,
    /// The same, and the command gets what the others leave of the processor.
    MoreUrgentOthers,
}

/// How the output of a command is shown.
#[derive(Clone, Copy)]
pub(crate) struct Output<'a> {
    pub(crate) label: &'a str,
    pub(crate) show: Show,
    pub(crate) beside: Beside,
}

/// Runs a command without input; shows its output, appends it to `log`, and returns the result lines of `cargo test`.
pub(crate) fn logged(
    command: &Command,
    output: Output<'_>,
    log: &Mutex<File>,
) -> Result<Vec<String>, String> {
    let line = shown(command);
    println!("+ {line}");
    let mut child = started(command, output.beside)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run `{line}`: {error}"))?;
    let results = Mutex::new(Vec::new());
    let (out, err) = (child.stdout.take(), child.stderr.take());
    thread::scope(|scope| {
        scope.spawn(|| copy(out, &mut io::stdout(), output, log, Some(&results)));
        let output = Output {
            show: Show::All,
            ..output
        };
        scope.spawn(move || copy(err, &mut io::stderr(), output, log, None));
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

/// The command as it is started: through `nice` if others are more urgent.
fn started(command: &Command, beside: Beside) -> Command {
    let program = command.get_program();
    let mut started = if beside == Beside::MoreUrgentOthers {
        let mut nice = Command::new("nice");
        nice.arg(program);
        nice
    } else {
        Command::new(program)
    };
    started.args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => started.env(name, value),
            None => started.env_remove(name),
        };
    }
    if let Some(directory) = command.get_current_dir() {
        started.current_dir(directory);
    }
    started
}

/// Copies line by line. Invalid UTF-8 and a closed terminal are ignored.
fn copy(
    from: Option<impl Read>,
    screen: &mut impl Write,
    output: Output<'_>,
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
            quiet = output.show == Show::Verdicts;
        } else if text == "failures:" || text.starts_with("test result: ") {
            quiet = false;
        }
        if text.starts_with("test result: ")
            && let Some(Ok(mut results)) = results.map(Mutex::lock)
        {
            results.push(text.to_owned());
        }
        if !quiet {
            if output.beside != Beside::Nothing {
                line.splice(..0, format!("{} | ", output.label).into_bytes());
            }
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
