//! Base64 with its standard alphabet.

use zeroize::Zeroizing;

/// Decodes text, with or without padding, that may be broken into lines. `None` if it is malformed.
pub(crate) fn decode(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let (mut bits, mut count) = (0_u32, 0_u32);
    let text = text.trim_end_matches(['\n', '\r', ' ']);
    for byte in text.trim_end_matches('=').bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'\n' | b'\r' => continue,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            // At most 13 bits are held, of which the upper 8 are complete.
            bytes.push((bits >> count).to_le_bytes()[0]);
            bits &= (1 << count) - 1;
        }
    }
    (count < 6 && bits == 0).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        for (text, bytes) in [
            ("", Some("")),
            ("Zg==", Some("f")),
            ("Zg", Some("f")),
            ("Zm9v", Some("foo")),
            ("Zm9v\nYmE=\n", Some("fooba")),
            ("Zm9vYmFy", Some("foobar")),
            ("Z", None),
            ("Zh==", None),
            ("Zm9v-_", None),
            ("Zm=v", None),
        ] {
            let decoded = decode(text);
            let decoded = decoded.as_ref().map(|bytes| bytes.as_slice());
            assert_eq!(decoded, bytes.map(str::as_bytes), "{text}");
        }
    }
}
