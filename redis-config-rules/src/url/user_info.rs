//! The user info of a URL: user name and password.

use super::percent;
use crate::{Code, Problem, name};

/// A password and an optional user name.
pub(super) struct UserInfo {
    pub(super) username: Option<String>,
    pub(super) password: String,
}

const FORMS: &str = "write `redis://:PASSWORD@host`, or `redis://USER:PASSWORD@host`";

/// Parses `[user]:password`.
pub(super) fn parse(raw: &str) -> Result<UserInfo, Problem> {
    let Some((user, password)) = raw.split_once(':') else {
        return Err(if raw.is_empty() {
            empty()
        } else {
            // `redis://user@h`: other clients send no AUTH, or AUTH as `default`. Both hide the mistake.
            Problem::new(
                Code::URL_USERNAME_WITHOUT_PASSWORD,
                "the URL has a user name but no password",
                "a password without a user name follows a colon: write `redis://:PASSWORD@host`, or `redis://USER:PASSWORD@host`",
            )
        });
    };
    if password.is_empty() {
        return Err(if user.is_empty() {
            empty()
        } else {
            Problem::new(
                Code::URL_PASSWORD_EMPTY,
                "the password of the URL is empty",
                FORMS,
            )
        });
    }
    let username = match user {
        "" => None,
        _ => {
            let username = secret(user, "the user name of the URL")?;
            name::username(&username)?;
            Some(username)
        }
    };
    let password = secret(password, "the password of the URL")?;
    Ok(UserInfo { username, password })
}

fn empty() -> Problem {
    Problem::new(
        Code::URL_USER_INFO_EMPTY,
        "the URL has an `@`, but no user name and no password before it",
        format!("remove the `@`, or {FORMS}"),
    )
}

/// Decodes text that may be secret, in user info and in parameters.
///
/// Printable ASCII is legal except for characters that end the user info, that form decoders change, or that suggest a
/// placeholder. All other characters must be percent-encoded.
pub(super) fn secret(raw: &str, what: &str) -> Result<String, Problem> {
    const RESERVED: &str = "/?#[]@\\<>{}\"";
    if !raw.is_ascii() {
        return Err(Problem::new(
            Code::URL_USER_INFO_CHARACTER,
            format!("{what} holds characters outside ASCII"),
            "percent-encode them, e.g. `é` as `%C3%A9`",
        ));
    }
    match raw.chars().find(|c| RESERVED.contains(*c)) {
        Some(found) => Err(reserved(what, found)),
        None => percent::decode(raw, what),
    }
}

/// The message contains the reserved character, which reveals nothing else about a password.
pub(super) fn reserved(what: &str, found: char) -> Problem {
    Problem::new(
        Code::URL_USER_INFO_CHARACTER,
        format!("{what} holds `{found}`, which must be percent-encoded"),
        format!("write `{found}` as `%{:02X}`", u32::from(found)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads() {
        let read = |raw| {
            parse(raw)
                .map(|info| (info.username, info.password))
                .unwrap()
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
                parse(raw).err().map(|problem| problem.code),
                Some(code),
                "{raw}"
            );
        }
    }
}
