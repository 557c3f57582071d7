//! Compile errors from constants. `panic!` in a constant takes one `&str` only, so the message is built in a byte array.

use redis_config_rules::bytes::{contains_ignoring_case, starts_with};
use redis_config_rules::constant::{ConstText, Fault};

/// Fails the compilation with the form of every message of the derive: the mistake, then what to write.
#[track_caller]
pub(crate) const fn fail(said: &[&str], help: &[&str]) -> ! {
    let mut message = ConstText::of(said);
    message.push("\nhelp: ");
    message.push(ConstText::of(help).as_str());
    #[expect(clippy::panic, reason = "in a constant, a panic is a compile error")]
    {
        panic!("{}", message.as_str())
    }
}

/// Fails the compilation for the value of `subject`. The message starts with the subject unless it already names it, as
/// in the derive's `Errors::problem`.
#[track_caller]
pub(crate) const fn refuse(subject: &str, said: &[&str], help: &[&str]) -> ! {
    let said = ConstText::of(said);
    let text = said.as_str().as_bytes();
    let quoted = ConstText::of(&["`", subject, "`"]);
    let spoken = ConstText::of(&["the ", subject, " "]);
    let first = ConstText::of(&[subject, " "]);
    if contains_ignoring_case(text, quoted.as_str().as_bytes())
        || contains_ignoring_case(text, spoken.as_str().as_bytes())
        || starts_with(text, first.as_str().as_bytes())
    {
        fail(&[said.as_str()], help)
    }
    fail(&[quoted.as_str(), ": ", said.as_str()], help)
}

/// Fails the compilation if the value of `subject` breaks a rule.
#[track_caller]
pub(crate) const fn refuse_fault<T: Copy>(subject: &str, checked: Result<T, Fault>) {
    if let Err(fault) = checked {
        refuse(subject, &[fault.message()], &[fault.help()])
    }
}
