//! The text form of a finding: status, code, and the message with its fix, wrapped.

use std::fmt::{self, Write as _};

use super::finding::Finding;

const WIDTH: usize = 100;
/// Two spaces before the status, and its longest word.
const STATUS: usize = 7;
/// A word that is longer, such as an address, has a line to itself.
const NARROWEST: usize = 30;

/// Writes the line about an instance. A long list of servers is broken between them.
pub(super) fn head(
    to: &mut impl fmt::Write,
    instance: &str,
    topology: &str,
    address: &str,
) -> fmt::Result {
    let parts = [instance, topology]
        .into_iter()
        .filter(|part| !part.is_empty());
    let start: String = parts.map(|part| format!("{part}  ")).collect();
    let indent = start.chars().count();
    let spaced = address.replace(',', ", ");
    let lines = wrap(&spaced, WIDTH.saturating_sub(indent).max(NARROWEST));
    let lines = lines.join(&format!("\n{:indent$}", ""));
    writeln!(to, "{}", format!("{start}{lines}").trim_end())
}

/// Writes the lines of a finding. `widest` is the length of the longest code.
pub(super) fn write(to: &mut impl fmt::Write, finding: &Finding, widest: usize) -> fmt::Result {
    let Finding {
        status,
        code,
        server,
        message,
        help,
    } = finding;
    let indent = 2 + STATUS + 2 + widest + 2;
    let server = server.as_ref().map(|server| format!("{server}: "));
    let message = format!("{}{message}", server.unwrap_or_default());
    let mut lines = wrap(&message, WIDTH.saturating_sub(indent).max(NARROWEST));
    if let Some(help) = help {
        lines.extend(wrap(
            &format!("fix: {help}"),
            WIDTH.saturating_sub(indent).max(NARROWEST),
        ));
    }
    let status = status.as_str();
    let mut lines = lines.into_iter();
    let first = lines.next().unwrap_or_default();
    writeln!(to, "  {status:STATUS$}  {code:widest$}  {first}")?;
    lines.try_for_each(|line| writeln!(to, "{:indent$}{line}", ""))
}

/// Breaks a text at spaces. Its parts in backticks stay whole, so that they can be copied.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let needed = line.chars().count() + 1 + word.chars().count();
        if !line.is_empty() && needed > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        let _ = line.write_str(&word);
    }
    lines.push(line);
    lines
}

/// The words of a text; a space between backticks separates none, unless the part in them is long.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_code = false;
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if is_code && last.chars().count() < NARROWEST => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
        is_code ^= word.matches('`').count() % 2 == 1;
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::finding::FindingStatus;
    use super::*;

    #[test]
    fn a_long_list_of_servers_is_broken_between_them() {
        let mut text = String::new();
        let seeds: Vec<String> = (0..6).map(|n| format!("10.0.0.1:700{n}")).collect();
        let address = format!("redis+cluster://{}", seeds.join(","));
        head(&mut text, "events", "cluster", &address).unwrap();
        assert_eq!(
            text,
            "events  cluster  redis+cluster://10.0.0.1:7000, 10.0.0.1:7001, 10.0.0.1:7002, 10.0.0.1:7003,
                 10.0.0.1:7004, 10.0.0.1:7005\n"
        );
    }

    #[test]
    fn a_long_text_is_wrapped_between_words_and_not_in_code() {
        let finding = Finding {
            status: FindingStatus::Error,
            code: "connect.refused",
            server: Some("10.0.0.1:7000".to_owned()),
            message: "nothing accepts connections there: Connection refused (os error 111)".to_owned(),
            help: Some(
                "start the server, or correct the address; or run `redis-cli -p 7000 PING` on its machine to see it"
                    .to_owned(),
            ),
        };
        let mut text = String::new();
        write(&mut text, &finding, 15).unwrap();
        assert_eq!(
            text,
            "  error    connect.refused  10.0.0.1:7000: nothing accepts connections there: Connection refused (os
                            error 111)
                            fix: start the server, or correct the address; or run
                            `redis-cli -p 7000 PING` on its machine to see it\n"
        );
        assert!(text.lines().all(|line| line.chars().count() <= WIDTH));
    }
}
