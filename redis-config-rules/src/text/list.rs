//! Lists for constants: their items, and the list that was meant by one with other separators.

use crate::bytes;
use crate::constant::{ConstText, Fault, fault};

/// [`split_list`] for constants.
pub(crate) const fn scan_list(text: &str) -> Result<Items<'_>, Fault> {
    const EMPTY: Fault = fault!(LIST, "the list is empty" => "write `first,second`");
    if bytes::trim(text).is_empty() {
        return Err(EMPTY);
    }
    let mut items = Items(Some(text));
    let mut at = 0;
    while let Some(item) = items.take_item() {
        if item.is_empty() {
            return Err(EMPTY.of_item("item {0} of the list is empty", at));
        }
        at += 1;
    }
    Ok(Items(Some(text)))
}

/// What is wrong with the separators of a list, and the list with commas; nothing if they are commas.
pub(crate) const fn relisted(text: &str) -> (&'static str, ConstText) {
    const YAML: &str = "the list is YAML";
    let mut list: ConstText = ConstText::empty();
    let bytes = bytes::trim(text).as_bytes();
    let quoted = bytes::find(bytes, b'"').is_some() || bytes::find(bytes, b'\'').is_some();
    let mut said = match bytes {
        [b'[', ..] if quoted => "the list is JSON",
        [b'[', .., b']'] => YAML,
        _ => "",
    };
    let (mut i, mut commas, mut others, mut spaces, mut lines) = (0, 0, 0, 0, 0);
    while i < bytes.len() {
        match bytes[i] {
            b'\n' | b'\r' => lines += 1,
            b' ' | b'\t' | b'"' | b'\'' => spaces += 1,
            b',' => commas += 1,
            b';' => others += 1,
            b'[' | b']' if i == 0 || i + 1 == bytes.len() => {}
            // `- a`
            b'-' if (i == 0 || matches!(bytes[i - 1], b'\n' | b' '))
                && matches!(bytes::after(bytes, i + 1), [b' ', ..]) =>
            {
                said = YAML;
            }
            byte => {
                let first = list.as_bytes().is_empty();
                if commas + others > 1 || first && commas + others > 0 {
                    return ("", list);
                }
                if others > 0 && said.is_empty() {
                    said = "the list has semicolons between its items";
                } else if lines > 0 && !first && said.is_empty() {
                    said = "the list has line breaks between its items";
                } else if commas == 0 && spaces > 0 && !first && said.is_empty() {
                    said = "the list has white space between its items";
                }
                if commas + others + spaces + lines > 0 && !first {
                    list.push_byte(b',');
                }
                (commas, others, spaces, lines) = (0, 0, 0, 0);
                list.push_byte(byte);
            }
        }
        i += 1;
    }
    (said, list)
}

/// The items of a list that are left, without the white space around them.
pub(crate) struct Items<'a>(pub(crate) Option<&'a str>);

impl<'a> Items<'a> {
    pub(crate) const fn take_item(&mut self) -> Option<&'a str> {
        let Some(rest) = self.0 else { return None };
        let item = match bytes::split_once(rest, b',') {
            Some((item, rest)) => {
                self.0 = Some(rest);
                item
            }
            None => {
                self.0 = None;
                rest
            }
        };
        Some(bytes::trim(item))
    }
}
