//! Compile errors from constants. `panic!` in a constant takes one `&str` only, so the message is built in a byte array.

use redis_config_rules::bytes::{contains_ignoring_case, starts_with};
use redis_config_rules::constant::{ConstText, Fault};

/// Fails the compilation with the form of every message of the derive: the mistake, then what to write. In both,
/// `args[0]` replaces `{0}`.
#[track_caller]
pub(crate) const fn fail(said: &str, help: &str, args: &[&str]) -> ! {
    let mut message: ConstText = ConstText::fill(said, args);
    message.push("\nhelp: ");
    message.push(ConstText::fill(help, args).as_str());
    #[expect(clippy::panic, reason = "in a constant, a panic is a compile error")]
    {
        panic!("{}", message.as_str())
    }
}

/// [`fail`] for the value of `subject`. The message starts with the subject unless it already names it, as in the
/// derive's `Errors::problem`.
#[track_caller]
pub(crate) const fn refuse(subject: &str, said: &str, help: &str) -> ! {
    let quoted = ConstText::of(&["`", subject, "`"]);
    let spoken = ConstText::of(&["the ", subject, " "]);
    let first = ConstText::of(&[subject, " "]);
    let named = contains_ignoring_case(said.as_bytes(), quoted.as_bytes())
        || contains_ignoring_case(said.as_bytes(), spoken.as_bytes())
        || starts_with(said.as_bytes(), first.as_bytes());
    let said_of = if named { "{1}" } else { "`{0}`: {1}" };
    fail(said_of, "{2}", &[subject, said, help])
}

/// Fails the compilation if the value of `subject` breaks a rule.
#[track_caller]
pub(crate) const fn refuse_fault<T: Copy>(subject: &str, checked: Result<T, Fault>) {
    if let Err(fault) = checked {
        refuse(subject, fault.message(), fault.help())
    }
}
