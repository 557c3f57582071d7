//! Characters that no value may contain.

use super::panic::refuse;
use super::types::Digits;

/// Refuses an empty value and a control character, with the texts of the rules.
#[track_caller]
pub(crate) const fn clean(name: &str, value: &str) {
    let bytes = value.as_bytes();
    if bytes.is_empty() {
        refuse(
            name,
            &["the value is empty"],
            &["give it a value, or do not set it at all"],
        )
    }
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i].is_ascii_control() {
            let place = letter(bytes, i);
            refuse(
                name,
                &[
                    "the value holds a control character, at character ",
                    Digits::of(place).text(),
                ],
                &["remove it: often it is a line break that was copied along"],
            )
        }
        i += 1;
    }
}

/// The position of a character, counted from 1. A character can have several bytes.
pub(crate) const fn letter(bytes: &[u8], at: usize) -> i128 {
    let mut letter = 0;
    let mut i = 0;
    while i <= at {
        // The first byte of a letter.
        if bytes[i] & 0b1100_0000 != 0b1000_0000 {
            letter += 1;
        }
        i += 1;
    }
    letter
}
