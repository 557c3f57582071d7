//! The user info of a URL: user name and password.

use super::percent;
use crate::bytes::{find, split_once};
use crate::constant::{ConstText, Fault, fault, tri};
use crate::name;

/// User name and password, still percent-encoded.
pub(super) type UserInfo<'a> = (Option<&'a str>, Option<&'a str>);

/// Checks `[user]:password`.
pub(super) const fn scan(raw: &str) -> Result<UserInfo<'_>, Fault> {
    let (user, password) = match split_once(raw, b':') {
        Some(parts) => parts,
        None => (raw, ""),
    };
    let fault = if !password.is_empty() {
        let mut username = None;
        if !user.is_empty() {
            let decoded = tri!(secret(user, "the user name of the URL"));
            tri!(name::username(decoded.as_str()));
            username = Some(user);
        }
        tri!(secret(password, "the password of the URL"));
        return Ok((username, Some(password)));
    } else if user.is_empty() {
        fault!(URL_USER_INFO_EMPTY, "the URL has an `@`, but no user name and no password before it"
            => "remove the `@`, or write `redis://:PASSWORD@host`, or `redis://USER:PASSWORD@host`")
    } else if user.len() < raw.len() {
        fault!(URL_PASSWORD_EMPTY, "the password of the URL is empty"
            => "write `redis://:PASSWORD@host`, or `redis://USER:PASSWORD@host`")
    } else {
        // `redis://user@h`: other clients send no AUTH, or AUTH as `default`. Both hide the mistake.
        fault!(URL_USERNAME_WITHOUT_PASSWORD, "the URL has a user name but no password"
            => "a password without a user name follows a colon: write `redis://:PASSWORD@host`, or `redis://USER:PASSWORD@host`")
    };
    Err(fault)
}

/// Decodes text that may be secret, in user info and in parameters.
///
/// Printable ASCII is legal except for characters that end the user info, that form decoders change, or that suggest a
/// placeholder. All other characters must be percent-encoded.
pub(super) const fn secret(raw: &str, what: &str) -> Result<percent::Decoded, Fault> {
    let bytes = raw.as_bytes();
    if !bytes.is_ascii() {
        return Err(
            fault!(URL_USER_INFO_CHARACTER, "{0} holds characters outside ASCII"
            => "percent-encode them, e.g. `é` as `%C3%A9`"; what),
        );
    }
    let mut i = 0;
    while i < bytes.len() {
        if find(b"/?#[]@\\<>{}\"", bytes[i]).is_some() {
            return Err(reserved(what, bytes[i]));
        }
        i += 1;
    }
    percent::decode(raw, what)
}

/// The message contains the reserved character, which reveals nothing else about a password.
pub(super) const fn reserved(what: &str, found: u8) -> Fault {
    let mut character: ConstText = ConstText::empty();
    character.push_byte(found);
    let mut escape = ConstText::of(&["%"]);
    escape.push_byte(b"0123456789ABCDEF"[(found >> 4) as usize]);
    escape.push_byte(b"0123456789ABCDEF"[(found & 15) as usize]);
    fault!(URL_USER_INFO_CHARACTER, "{0} holds `{1}`, which must be percent-encoded"
        => "write `{1}` as `{2}`"; what, character.as_str(), escape.as_str())
}

#[cfg(test)]
mod tests {
    use super::percent::owned;
    use super::*;
    use crate::Code;

    #[test]
    fn reads() {
        let read = |raw| {
            let (username, password) = scan(raw).unwrap();
            (owned(username).unwrap(), owned(password).unwrap().unwrap())
        };
        assert_eq!(read(":p"), (None, "p".to_owned()));
        assert_eq!(read("u:p:q"), (Some("u".to_owned()), "p:q".to_owned()));
        assert_eq!(
            read("u%3A:%40!$&'()*+,;=-._~^|`"),
            (Some("u:".to_owned()), "@!$&'()*+,;=-._~^|`".to_owned())
        );
    }

    #[test]
    fn refuses() {
        for (raw, code) in [
            ("", Code::URL_USER_INFO_EMPTY),
            (":", Code::URL_USER_INFO_EMPTY),
            ("user", Code::URL_USERNAME_WITHOUT_PASSWORD),
            ("user:", Code::URL_PASSWORD_EMPTY),
            (":p[", Code::URL_USER_INFO_CHARACTER),
            (":pé", Code::URL_USER_INFO_CHARACTER),
            (":p\\", Code::URL_USER_INFO_CHARACTER),
            ("u\"s:p", Code::URL_USER_INFO_CHARACTER),
            (":p%", Code::URL_PERCENT),
            ("u%20s:p", Code::USERNAME),
        ] {
            assert_eq!(
                scan(raw).err().map(|problem| problem.code),
                Some(code),
                "{raw}"
            );
        }
    }
}
