//! The ACL lines of the documentation, word for word.

use std::path::Path;

/// The placeholder for a password in the lines.
const PASSWORD: &str = "PASSWORD";

/// The rules of a documented user, with this password.
///
/// # Panics
///
/// If the documentation has no line for that user, or several.
pub fn rules(user: &str, password: &str) -> Vec<String> {
    let line = line(user);
    assert!(line.contains(&format!(">{PASSWORD}")), "{line}");
    line.split(' ')
        .map(|rule| rule.replace(PASSWORD, password))
        .collect()
}

/// The rules of a documented line that extends a user.
///
/// # Panics
///
/// As [`rules`].
pub fn additions(user: &str) -> Vec<String> {
    let line = line(user);
    assert!(!line.contains(PASSWORD), "{line}");
    line.split(' ').map(str::to_owned).collect()
}

fn line(user: &str) -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/acl.md");
    let text = std::fs::read_to_string(page).expect("the page can be read");
    let start = format!("ACL SETUSER {user} ");
    let lines: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix(&start))
        .collect();
    let [line] = lines[..] else {
        panic!("{} lines for the user {user}", lines.len());
    };
    (*line).to_owned()
}

/// The commands of a documented user, in small letters: `get`, `client|setname`.
///
/// # Panics
///
/// As [`rules`].
pub fn commands(user: &str) -> Vec<String> {
    let rules = rules(user, PASSWORD);
    let commands = rules.iter().filter_map(|rule| rule.strip_prefix('+'));
    commands.map(str::to_owned).collect()
}
