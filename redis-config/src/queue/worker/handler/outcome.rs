//! What a handler may return.

use std::fmt::Display;

/// What a handler may return: `()`, or a `Result<(), E>` where `E: Display`.
///
/// The text of an error is stored as the reason of the dead letter, cut to 500 characters, and used for nothing else.
/// Keep secrets out of it.
#[diagnostic::on_unimplemented(
    message = "a job handler cannot return `{Self}`",
    label = "return `()` or `Result<(), E>` where `E: Display`",
    note = "`E` must be `Send`: write `Box<dyn std::error::Error + Send + Sync>` in place of `Box<dyn std::error::Error>`"
)]
pub trait Outcome: Send {
    /// `Err` with the reason if the attempt failed.
    #[doc(hidden)]
    fn into_result(self) -> Result<(), String>;
}

impl Outcome for () {
    fn into_result(self) -> Result<(), String> {
        Ok(())
    }
}

// Its bounds alone would not say what to write.
#[diagnostic::do_not_recommend]
impl<E: Display + Send> Outcome for Result<(), E> {
    fn into_result(self) -> Result<(), String> {
        self.map_err(|error| {
            let text = error.to_string();
            match text.char_indices().nth(500) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Outcome;

    #[test]
    fn a_long_reason_is_cut_between_characters() {
        let short = Err::<(), _>("é".repeat(500)).into_result().unwrap_err();
        assert_eq!(short.chars().count(), 500);
        let long = Err::<(), _>("é".repeat(9_000)).into_result().unwrap_err();
        assert_eq!(long.chars().count(), 501);
    }
}
