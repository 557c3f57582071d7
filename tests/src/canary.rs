//! The marked secret: the whole suite uses it as its password, so that one search of all output finds every leak.

/// The stem of the marked password, which no other text holds. `cargo xtask test` searches all test output for it.
pub const STEM: &str = "c4n4ry-pa55";

/// The marked password: it has a character that a URL must encode.
pub const PASSWORD: &str = "c4n4ry-pa55/w0rd";

/// The marked password as written in a URL.
pub const PASSWORD_IN_URL: &str = "c4n4ry-pa55%2Fw0rd";

/// A second marked password, for tests that rotate.
pub const OTHER_PASSWORD: &str = "c4n4ry-pa55/n3w";

/// The marked payload of a job.
pub const PAYLOAD: &str = "c4n4ry-payl0ad";

/// In which form a marked text was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// As it is; the percent-encoded password too, for its stem needs no encoding.
    Raw,
    /// Every byte percent-encoded.
    Percent,
    /// Base64, at any offset, both alphabets.
    Base64,
    /// Hexadecimal, either case.
    Hex,
    /// The `Debug` of a byte slice: `[99, 52, ..]`.
    Bytes,
}

/// The form in which a text contains the marked password or payload, if it does.
pub fn find(haystack: &str) -> Option<Form> {
    let lower = haystack.to_ascii_lowercase();
    [STEM, PAYLOAD].into_iter().find_map(|secret| {
        let hex: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
        let percent: String = secret.bytes().map(|b| format!("%{b:02x}")).collect();
        let bytes: Vec<String> = secret.bytes().map(|b| b.to_string()).collect();
        if lower.contains(secret) {
            Some(Form::Raw)
        } else if lower.contains(&percent) {
            Some(Form::Percent)
        } else if lower.contains(&hex) {
            Some(Form::Hex)
        } else if haystack.contains(&bytes.join(", ")) || haystack.contains(&bytes.join(",\n")) {
            Some(Form::Bytes)
        } else if base64_middles(secret).iter().any(|m| haystack.contains(m)) {
            Some(Form::Base64)
        } else {
            None
        }
    })
}

/// The part of the base64 form that does not depend on the bytes around it, at each of the three offsets.
fn base64_middles(secret: &str) -> [String; 3] {
    [0, 1, 2].map(|offset| {
        let skipped = (3 - offset) % 3;
        let whole = &secret.as_bytes()[skipped..];
        base64(&whole[..whole.len() - whole.len() % 3])
    })
}

/// Base64 of a whole number of groups of three bytes.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks_exact(3)
        .flat_map(|three| {
            let bits = u32::from(three[0]) << 16 | u32::from(three[1]) << 8 | u32::from(three[2]);
            [18, 12, 6, 0].map(|shift| ALPHABET[(bits >> shift) as usize & 63] as char)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_found() {
        assert_eq!(find("redis://:c4n4ry-pa55/w0rd@h"), Some(Form::Raw));
        assert_eq!(find("redis://:C4N4RY-pa55%2fw0rd@h"), Some(Form::Raw));
        assert_eq!(
            find(&format!("{:?}", PASSWORD.as_bytes())),
            Some(Form::Bytes)
        );
        assert_eq!(
            find(&format!("{:#?}", PASSWORD.as_bytes()).replace("\n    ", "\n")),
            Some(Form::Bytes)
        );
        assert_eq!(find("x 63346e3472792D70613535 y"), Some(Form::Hex));
        assert_eq!(
            find("%63%34%6E%34%72%79%2d%70%61%35%35"),
            Some(Form::Percent)
        );
        assert_eq!(find(PAYLOAD), Some(Form::Raw));
        // `printf c4n4ry-pa55/w0rd | base64`, then with one and two characters before it.
        assert_eq!(find("YzRuNHJ5LXBhNTUvdzByZA=="), Some(Form::Base64));
        assert_eq!(find("OmM0bjRyeS1wYTU1L3cwcmQ="), Some(Form::Base64));
        assert_eq!(find("dTpjNG40cnktcGE1NS93MHJk"), Some(Form::Base64));
    }

    #[test]
    fn other_text_is_not_found() {
        assert_eq!(find("redis://***@127.0.0.1:6379/1 password canary"), None);
        assert_eq!(find(""), None);
    }

    #[test]
    fn the_forms_of_the_password_agree() {
        assert_eq!(PASSWORD.replace('/', "%2F"), PASSWORD_IN_URL);
        assert!(PASSWORD.starts_with(STEM) && OTHER_PASSWORD.starts_with(STEM));
    }
}
