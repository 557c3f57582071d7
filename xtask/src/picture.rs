//! `cargo xtask pictures`: the pictures of the guides, from the output of the example `shop` on a deployment with mistakes.
//!
//! `script` gives the program a terminal, so the pictures show what a user sees.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use crate::workspace::{Outcome, cargo};
use crate::{program, setup, step};

/// The environment of the deployment: an eviction policy that loses jobs, a cache behind a misspelled host name, a password
/// under another name, and a service link of Kubernetes.
const DEPLOYMENT: [(&str, &str); 5] = [
    ("JOBS_REDIS_URL", "redis://127.0.0.1:16391/1"),
    ("JOBS_REDIS_PASS", "hunter2"),
    ("CACHE_REDIS_URL", "redis://cache.redis.invalid:6379/0"),
    ("REDIS_PORT", "tcp://10.0.0.11:6379"),
    ("REDIS_PROFILE", "dev"),
];

/// Two more mistakes, for `explain`. `doctor` would not connect to a definition that is invalid.
const INVALID: [(&str, &str); 2] = [
    ("CACHE_REDIS_USE_TLS", "true"),
    ("JOBS_REDIS_COLOUR", "blue"),
];

/// Draws `explain` and `doctor`.
pub(crate) fn draw() -> Outcome {
    setup::server()?;
    let mut build = cargo();
    build.args([
        "build",
        "--package",
        "redis-config-examples",
        "--bin",
        "shop",
    ]);
    step::plain(&mut build)?;
    let _server = Server::start()?;
    for command in ["explain", "doctor"] {
        let shown = Command::new("script")
            .args(["--quiet", "--command"])
            .arg(format!("target/debug/shop redis {command}"))
            .arg("/dev/null")
            .envs(DEPLOYMENT)
            .envs(INVALID.into_iter().filter(|_| command == "explain"))
            .output()
            .map_err(|error| {
                format!("`script` of util-linux gives the program a terminal: {error}")
            })?;
        let text = String::from_utf8_lossy(&shown.stdout).replace('\r', "");
        let text = format!("$ shop redis {command}\n{text}");
        let path = Path::new("redis-config/src/guide/pictures").join(format!("{command}.svg"));
        std::fs::write(&path, svg(&text))
            .map_err(|error| format!("{}: {error}", path.display()))?;
        println!("{}\n\n{text}", path.display());
    }
    Ok(())
}

/// A server that is stopped when dropped.
struct Server(Child);

impl Server {
    fn start() -> Result<Self, String> {
        let program = program::find().ok_or("no server program")?;
        let server = Command::new(program)
            .args(["--port", "16391", "--save", "", "--requirepass", "hunter2"])
            .args(["--maxmemory-policy", "allkeys-lru", "--appendonly", "no"])
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| error.to_string())?;
        let server = Self(server);
        for _ in 0..500 {
            if std::net::TcpStream::connect("127.0.0.1:16391").is_ok() {
                return Ok(server);
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        Err("the server does not accept connections".to_owned())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Pixels of a character in a monospaced font of 14 pixels.
const WIDTH: f32 = 8.43;
const HEIGHT: f32 = 20.0;
const MARGIN: f32 = 16.0;

/// Draws text with the colours of its escape sequences (`ESC [ .. m`): the basic eight, bold and dim.
fn svg(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let columns = lines.iter().map(|line| plain(line).chars().count()).max();
    let width = MARGIN.mul_add(2.0, as_f32(columns.unwrap_or(0)) * WIDTH);
    let height = MARGIN.mul_add(2.0, as_f32(lines.len()) * HEIGHT);
    let mut image = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\">\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#16181d\"/>\n\
         <g font-family=\"ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace\" font-size=\"14\" fill=\"#d5d8df\" \
         xml:space=\"preserve\">\n"
    );
    for (at, line) in lines.iter().enumerate() {
        let y = as_f32(at + 1).mul_add(HEIGHT, MARGIN - 5.0);
        let _ = write!(image, "<text x=\"{MARGIN}\" y=\"{y}\">");
        for (style, part) in parts(line) {
            let _ = write!(image, "<tspan{style}>{}</tspan>", escaped(part));
        }
        image.push_str("</text>\n");
    }
    image.push_str("</g>\n</svg>\n");
    image
}

fn as_f32(number: usize) -> f32 {
    f32::from(u16::try_from(number).unwrap_or(u16::MAX))
}

/// The parts of a line with the attributes of each.
fn parts(line: &str) -> Vec<(&'static str, &str)> {
    let mut style = "";
    let mut parts = Vec::new();
    for (at, part) in line.split("\u{1b}[").enumerate() {
        let text = match part.split_once('m') {
            Some((codes, text)) if at > 0 => {
                style = codes.split(';').fold(style, after);
                text
            }
            _ => part,
        };
        if !text.is_empty() {
            parts.push((style, text));
        }
    }
    parts
}

/// The style after one code. A colour replaces bold and dim: one style is enough for our output.
fn after(before: &'static str, code: &str) -> &'static str {
    match code {
        "" | "0" => "",
        "1" => " font-weight=\"bold\"",
        "2" => " fill=\"#868b98\"",
        "31" => " fill=\"#ff7b72\"",
        "32" => " fill=\"#7ee787\"",
        "33" => " fill=\"#e3b341\"",
        "34" => " fill=\"#79c0ff\"",
        "35" => " fill=\"#d2a8ff\"",
        "36" => " fill=\"#76e3ea\"",
        _ => before,
    }
}

fn plain(line: &str) -> String {
    parts(line).into_iter().map(|(_, text)| text).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_attributes_and_text_is_escaped() {
        let image = svg("a\u{1b}[31mred\u{1b}[0m <b>\n\u{1b}[1;33mwarn");
        assert!(image.contains(
            "<tspan>a</tspan><tspan fill=\"#ff7b72\">red</tspan><tspan> &lt;b&gt;</tspan>"
        ));
        assert!(image.contains("<tspan fill=\"#e3b341\">warn</tspan>"));
        assert!(!image.contains('\u{1b}'));
    }
}
