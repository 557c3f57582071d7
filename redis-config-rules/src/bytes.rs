//! Byte-wise text functions for `const fn` rules: few methods of `str` are `const`.

/// The parts before and after the first `mark`; the second is empty if there is none.
pub const fn cut(bytes: &[u8], mark: u8) -> (&[u8], &[u8]) {
    match find(bytes, mark) {
        Some(at) => (bytes.split_at(at).0, after(bytes, at + 1)),
        None => (bytes, b""),
    }
}

/// The bytes from position `at`.
pub const fn after(bytes: &[u8], at: usize) -> &[u8] {
    bytes.split_at(at).1
}

/// The position of the first `mark`.
pub const fn find(bytes: &[u8], mark: u8) -> Option<usize> {
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == mark {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The parts of a text before and after the first `mark`, an ASCII character.
pub const fn split_once(text: &str, mark: u8) -> Option<(&str, &str)> {
    match find(text.as_bytes(), mark) {
        Some(at) => Some((text.split_at(at).0, text.split_at(at + 1).1)),
        None => None,
    }
}

/// The text without the white space around it.
pub const fn trim(mut text: &str) -> &str {
    while !text.is_empty() {
        let bytes = text.as_bytes();
        let (first, length) = character(bytes, 0);
        let mut end = bytes.len() - 1;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        if first.is_whitespace() {
            text = text.split_at(length).1;
        } else if character(bytes, end).0.is_whitespace() {
            text = text.split_at(end).0;
        } else {
            break;
        }
    }
    text
}

/// Whether every byte is an ASCII letter, an ASCII digit or one of `others`.
pub const fn is_alphanumeric_or(bytes: &[u8], others: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if !bytes[i].is_ascii_alphanumeric() && find(others, bytes[i]).is_none() {
            return false;
        }
        i += 1;
    }
    true
}

/// The position of the first `part`.
pub const fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    let mut at = 0;
    while at + part.len() <= bytes.len() {
        // The first byte first: a call is slow in a constant.
        if bytes[at] == part[0] && starts_with(after(bytes, at), part) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// Whether `bytes` starts with `start`.
pub const fn starts_with(bytes: &[u8], start: &[u8]) -> bool {
    bytes.len() >= start.len() && equal(bytes.split_at(start.len()).0, start)
}

/// Whether `bytes` ends with `end`.
pub const fn ends_with(bytes: &[u8], end: &[u8]) -> bool {
    bytes.len() >= end.len() && equal(after(bytes, bytes.len() - end.len()), end)
}

/// Whether `part` occurs.
pub const fn contains(bytes: &[u8], part: &[u8]) -> bool {
    position(bytes, part).is_some()
}

/// Whether `part` occurs, ignoring the case of ASCII letters.
pub const fn contains_ignoring_case(bytes: &[u8], part: &[u8]) -> bool {
    let mut i = 0;
    while i + part.len() <= bytes.len() {
        if bytes[i] | 0x20 == part[0] | 0x20
            && equal_ignoring_case(after(bytes, i).split_at(part.len()).0, part)
        {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether both are the same bytes.
pub const fn equal(one: &[u8], other: &[u8]) -> bool {
    let mut i = 0;
    while i < one.len() && i < other.len() && one[i] == other[i] {
        i += 1;
    }
    i == one.len() && i == other.len()
}

/// Whether both are the same, ignoring the case of ASCII letters.
pub const fn equal_ignoring_case(one: &[u8], other: &[u8]) -> bool {
    let mut i = 0;
    while i < one.len() && i < other.len() {
        // That of slices is not `const` in Rust 1.88.
        if !one[i].eq_ignore_ascii_case(&other[i]) {
            return false;
        }
        i += 1;
    }
    one.len() == other.len()
}

/// Whether `word` is one of `words`, which have a space between two, ignoring the case of ASCII letters.
pub const fn is_one_of(word: &[u8], words: &str) -> bool {
    let mut rest = words.as_bytes();
    while !rest.is_empty() {
        let (one, next) = cut(rest, b' ');
        if equal_ignoring_case(word, one) {
            return true;
        }
        rest = next;
    }
    false
}

/// The number of ASCII digits at the start.
pub const fn digits(bytes: &[u8]) -> usize {
    let mut i = 0;
    while i < bytes.len() && bytes[i].is_ascii_digit() {
        i += 1;
    }
    i
}

/// The character that starts at `at`, and its length in bytes. The bytes are UTF-8, and `at` is the start of a character.
pub const fn character(bytes: &[u8], at: usize) -> (char, usize) {
    let first = bytes[at] as u32;
    let (length, mut code) = match first {
        0..0x80 => (1, first),
        0x80..0xe0 => (2, first & 0x1f),
        0xe0..0xf0 => (3, first & 0x0f),
        _ => (4, first & 0x07),
    };
    let mut i = 1;
    while i < length {
        code = code << 6 | (bytes[at + i] & 0x3f) as u32;
        i += 1;
    }
    match char::from_u32(code) {
        Some(character) => (character, length),
        None => (char::REPLACEMENT_CHARACTER, length),
    }
}

/// Whether a character is white space.
pub const fn holds_white_space(bytes: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if matches!(bytes[i], b'!'..=b'~') {
            i += 1;
            continue;
        }
        let (character, length) = character(bytes, i);
        if character.is_whitespace() {
            return true;
        }
        i += length;
    }
    false
}

/// The position of the first control character, counted in characters from 1.
pub const fn control_character(bytes: &[u8]) -> Option<i128> {
    let (mut i, mut position) = (0, 1);
    while i < bytes.len() {
        if matches!(bytes[i], b' '..=b'~') {
            (i, position) = (i + 1, position + 1);
            continue;
        }
        let (character, length) = character(bytes, i);
        // `char::is_control` is not `const`.
        if matches!(character, '\0'..='\x1f' | '\x7f'..='\u{9f}') {
            return Some(position);
        }
        i += length;
        position += 1;
    }
    None
}

/// Whether text looks like a URL, possibly a damaged one. Messages must not repeat such text, because it may contain a
/// password.
pub const fn is_like_url(bytes: &[u8]) -> bool {
    contains(bytes, b"//") || contains(bytes, b"@")
}

/// Part of a text, as text; empty if the part cuts a character.
pub const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_those_of_the_standard_library() {
        let text = "aä€🦀\u{a0}\u{85}\t\u{3000}z";
        let mut at = 0;
        for wanted in text.chars() {
            let (found, length) = character(text.as_bytes(), at);
            assert_eq!((found, length), (wanted, wanted.len_utf8()));
            let alone = &text.as_bytes()[at..at + length];
            assert_eq!(holds_white_space(alone), wanted.is_whitespace());
            assert_eq!(control_character(alone).is_some(), wanted.is_control());
            at += length;
        }
        assert_eq!(control_character("ä\n".as_bytes()), Some(2));
    }
}
