//! Detection of passwords in text. A `const fn`, because only the compiler sees the value of a constant.

use crate::bytes::{cut, ends_with};

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
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let found = match first {
            b':' => matches!(after, [b'/', b'/', user_info @ ..] if in_user_info(user_info)),
            b'?' | b'&' => in_parameter(after),
            _ => false,
        };
        if found {
            return true;
        }
        rest = after;
    }
    false
}

/// `user:password@` with a password that is not empty.
const fn in_user_info(bytes: &[u8]) -> bool {
    let mut colon = None;
    let mut at = 0;
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
const fn in_parameter(bytes: &[u8]) -> bool {
    let (key, value) = cut(cut(bytes, b'&').0, b'=');
    let secret = ends_with(key, b"pass") || ends_with(key, b"password");
    secret && !matches!(value, [] | [b'#', ..])
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
