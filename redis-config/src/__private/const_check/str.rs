//! Byte-wise text functions for constants: few methods of `str` are `const`.

/// What is before and after the first `mark`.
pub(crate) const fn cut(bytes: &[u8], mark: u8) -> (&[u8], &[u8]) {
    match find(bytes, mark) {
        Some(at) => (bytes.split_at(at).0, after(bytes, at + 1)),
        None => (bytes, b""),
    }
}

pub(crate) const fn after(bytes: &[u8], at: usize) -> &[u8] {
    bytes.split_at(at).1
}

pub(crate) const fn find(bytes: &[u8], mark: u8) -> Option<usize> {
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == mark {
            return Some(i);
        }
        i += 1;
    }
    None
}

pub(crate) const fn starts_with(bytes: &[u8], start: &[u8]) -> bool {
    bytes.len() >= start.len() && equal(bytes.split_at(start.len()).0, start)
}

pub(crate) const fn contains(bytes: &[u8], part: &[u8]) -> bool {
    let mut i = 0;
    while i < bytes.len() {
        if starts_with(after(bytes, i), part) {
            return true;
        }
        i += 1;
    }
    false
}

/// Whether `part`, in lower case, is in it but for the case of ASCII letters.
pub(crate) const fn contains_letters(bytes: &[u8], part: &[u8]) -> bool {
    let mut i = 0;
    while i + part.len() <= bytes.len() {
        if same_letters(after(bytes, i).split_at(part.len()).0, part) {
            return true;
        }
        i += 1;
    }
    false
}

pub(crate) const fn equal(one: &[u8], other: &[u8]) -> bool {
    let mut i = 0;
    while i < one.len() && i < other.len() && one[i] == other[i] {
        i += 1;
    }
    i == one.len() && i == other.len()
}

pub(crate) const fn text(bytes: &[u8]) -> &str {
    match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(_) => "",
    }
}

/// Whether both are the same but for the case of ASCII letters.
pub(crate) const fn same_letters(one: &[u8], other: &[u8]) -> bool {
    let mut i = 0;
    while i < one.len() && i < other.len() {
        // `u8::eq_ignore_ascii_case` is not for constants of our oldest compiler.
        let (first, second) = (one[i].to_ascii_lowercase(), other[i].to_ascii_lowercase());
        if first != second {
            return false;
        }
        i += 1;
    }
    one.len() == other.len()
}
