//! Detection of passwords in text. A `const fn`, because only the compiler sees the value of a constant.

/// Whether text contains a URL with a password, in its user info or in a parameter. The URL may be damaged or belong to
/// another program.
///
/// ```
/// use redis_config_rules::url::holds_password;
///
/// const { assert!(holds_password("redis://:hunter2@127.0.0.1")) };
/// assert!(holds_password("a:7000,redis://u:hunter2@b:7000"));
/// assert!(holds_password("redis+sentinel://a/0?master=m&sentinel_password=hunter2"));
/// assert!(!holds_password("redis://user@127.0.0.1:6379"));
/// ```
pub const fn holds_password(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let found = match bytes[at] {
            b':' => is_at(bytes, at, b"://") && in_user_info(bytes, at + 3),
            b'?' | b'&' => in_parameter(bytes, at + 1),
            _ => false,
        };
        if found {
            return true;
        }
        at += 1;
    }
    false
}

/// `user:password@` with a password that is not empty.
const fn in_user_info(bytes: &[u8], start: usize) -> bool {
    let mut colon = None;
    let mut at = start;
    while at < bytes.len() {
        match (bytes[at], colon) {
            (b'/' | b'?' | b'#' | b',' | b' ', _) => return false,
            (b':', None) => colon = Some(at),
            (b'@', Some(colon)) => return at > colon + 1,
            (b'@', None) => return false,
            _ => {}
        }
        at += 1;
    }
    false
}

/// `pass=...`, `password=...` and other parameters that end like them.
const fn in_parameter(bytes: &[u8], start: usize) -> bool {
    let mut at = start;
    while at < bytes.len() && bytes[at] != b'=' {
        if bytes[at] == b'&' {
            return false;
        }
        at += 1;
    }
    let secret = ends(bytes, start, at, b"pass") || ends(bytes, start, at, b"password");
    secret && at + 1 < bytes.len() && bytes[at + 1] != b'&' && bytes[at + 1] != b'#'
}

/// Whether the bytes from `start` to `end` end with `word`.
const fn ends(bytes: &[u8], start: usize, end: usize, word: &[u8]) -> bool {
    end - start >= word.len() && is_at(bytes, end - word.len(), word)
}

/// Whether `word` is at position `at`.
const fn is_at(bytes: &[u8], at: usize, word: &[u8]) -> bool {
    let mut i = 0;
    while i < word.len() {
        if at + i >= bytes.len() || bytes[at + i] != word[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::url::RedisUrl;

    #[test]
    fn detects_passwords() {
        for text in [
            "redis://:p@h",
            "rediss://u:p@h:1/2",
            "redis+cluster://u:p@a,b",
            "a:1,redis://:p@b",
            "unix:///run/r.sock?db=1&pass=p",
            "unix:///run/r.sock?pass=p&user=u",
            "redis+sentinel://a/0?sentinel_password=p&master=m",
            "postgres://u:p@h/db",
        ] {
            assert!(holds_password(text), "{text}");
        }
        for text in [
            "",
            ":",
            "://",
            "p@h",
            "mailto:u@h",
            "redis://h",
            "redis://u@h:1",
            "redis://u:@h",
            "redis://h:1/0?protocol=resp3",
            "https://h/a:b@c",
            "https://h?pass=",
            "https://h?pass=&a=b",
            "https://h?passport=1",
            "https://h?a&pass",
        ] {
            assert!(!holds_password(text), "{text}");
        }
    }

    #[test]
    fn detects_every_password_that_the_parser_reads() {
        for text in [
            "redis://:p@h",
            "redis://u%3A:p:q@h",
            "redis://u:!$&'()*+;=@h",
            "unix:///s?pass=p",
            "redis+sentinel://:p@a,b/0?master=m",
            "redis+sentinel://a/0?master=m&sentinel_username=u&sentinel_password=p",
        ] {
            let url = RedisUrl::parse(text).unwrap();
            assert!(url.password.or(url.sentinel_password).is_some());
            assert!(holds_password(text), "{text}");
        }
    }
}
