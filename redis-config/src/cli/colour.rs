//! Colours for terminals.

use std::io::IsTerminal as _;

use crate::diagnose::finding::FindingStatus;

/// Whether the standard output shows colours: a terminal, and the user has not switched them off (no-color.org).
pub(super) fn is_wanted() -> bool {
    let is_off = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !is_off && std::io::stdout().is_terminal()
}

/// The text of a diagnosis with its status words coloured.
pub(super) fn coloured(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let status = line
            .strip_prefix("  ")
            .and_then(|rest| rest.split(' ').next());
        let colour = status.and_then(colour);
        match (status, colour) {
            (Some(status), Some(colour)) => {
                line.replacen(status, &format!("\u{1b}[{colour}m{status}\u{1b}[0m"), 1)
            }
            _ => line.to_owned(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn colour(status: &str) -> Option<u8> {
    use FindingStatus as Status;
    let all = [Status::Ok, Status::Unknown, Status::Warning, Status::Error];
    let found = all.into_iter().find(|one| one.as_str() == status)?;
    Some(match found {
        Status::Ok => 32,
        Status::Unknown => 36,
        Status::Warning => 33,
        Status::Error => 31,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_status_is_coloured() {
        let text = "jobs  standalone\n  ok       auth  ok\n           ok\n  error    tls   error";
        assert_eq!(
            coloured(text),
            "jobs  standalone\n  \u{1b}[32mok\u{1b}[0m       auth  ok\n           ok\n  \u{1b}[31merror\u{1b}[0m    tls   error"
        );
    }
}
