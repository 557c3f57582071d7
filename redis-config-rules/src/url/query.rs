//! The parameters of a URL.

use super::path::database_number;
use super::scheme::Family;
use super::user_info::secret;
use crate::{Code, Problem, Protocol, name, suggest};

/// The decoded parameters.
#[derive(Default)]
pub(super) struct Query {
    pub(super) protocol: Option<Protocol>,
    pub(super) database: Option<u32>,
    pub(super) username: Option<String>,
    pub(super) password: Option<String>,
    pub(super) master: Option<String>,
    pub(super) sentinel_username: Option<String>,
    pub(super) sentinel_password: Option<String>,
}

/// The legal parameters of a URL of this family.
const fn known(family: Family) -> &'static [&'static str] {
    match family {
        Family::Tcp | Family::Cluster => &["protocol"],
        Family::Sentinel => &[
            "master",
            "protocol",
            "sentinel_username",
            "sentinel_password",
        ],
        Family::Unix => &["db", "user", "pass", "protocol"],
    }
}

/// Parses the text after `?`.
pub(super) fn parse(raw: &str, family: Family) -> Result<Query, Problem> {
    let mut query = Query::default();
    let mut seen: Vec<&str> = Vec::new();
    for pair in raw.split('&') {
        let Some((key, value)) = pair.split_once('=') else {
            return Err(Problem::new(
                Code::URL_QUERY,
                if pair.is_empty() {
                    "the URL has an empty parameter"
                } else {
                    "the URL has a parameter without a value"
                },
                "remove it, or write `?protocol=resp3`",
            ));
        };
        if !known(family).contains(&key) {
            return Err(unknown(key, value, family));
        }
        if seen.contains(&key) {
            return Err(Problem::new(
                Code::URL_PARAMETER_REPEATED,
                format!("the URL has the parameter `{key}` twice"),
                format!("keep one `{key}=...`"),
            ));
        }
        seen.push(key);
        query.set(key, value)?;
    }
    pair("user", &query.username, "pass", &query.password)?;
    pair(
        "sentinel_username",
        &query.sentinel_username,
        "sentinel_password",
        &query.sentinel_password,
    )?;
    Ok(query)
}

impl Query {
    fn set(&mut self, key: &str, raw: &str) -> Result<(), Problem> {
        if raw.is_empty() {
            return Err(Problem::new(
                Code::URL_PARAMETER_VALUE,
                format!("the parameter `{key}` of the URL is empty"),
                format!("give it a value, or remove `{key}=`"),
            ));
        }
        // `pass=a+b`: form decoders read `+` as a space, URL decoders as a plus.
        if raw.contains('+') {
            return Err(Problem::new(
                Code::URL_PARAMETER_VALUE,
                format!("the parameter `{key}` of the URL holds `+`, which some read as a space"),
                "write `+` as `%2B`, a space as `%20`",
            ));
        }
        let value = secret(raw, &format!("the parameter `{key}` of the URL"))?;
        match key {
            "protocol" => match Protocol::from_key(&value) {
                Some(protocol) => self.protocol = Some(protocol),
                None => {
                    return Err(Problem::new(
                        Code::URL_PARAMETER_VALUE,
                        "the parameter `protocol` is neither `resp2` nor `resp3`",
                        match value.as_str() {
                            "2" => "write `protocol=resp2`",
                            "3" => "write `protocol=resp3`",
                            _ => "write `protocol=resp2` or `protocol=resp3`",
                        },
                    ));
                }
            },
            "db" => self.database = Some(database_number(&value)?),
            "master" => {
                name::master(&value)?;
                self.master = Some(value);
            }
            "user" | "sentinel_username" => {
                name::username(&value)?;
                if key == "user" {
                    self.username = Some(value);
                } else {
                    self.sentinel_username = Some(value);
                }
            }
            "pass" => self.password = Some(value),
            _ => self.sentinel_password = Some(value),
        }
        Ok(())
    }
}

/// `user=u` without `pass`: a user name needs a password.
fn pair(
    user_key: &str,
    user: &Option<String>,
    password_key: &str,
    password: &Option<String>,
) -> Result<(), Problem> {
    if user.is_some() && password.is_none() {
        return Err(Problem::new(
            Code::URL_USERNAME_WITHOUT_PASSWORD,
            format!("the URL has `{user_key}` but no `{password_key}`"),
            format!("add `&{password_key}=PASSWORD`, or remove `{user_key}`"),
        ));
    }
    Ok(())
}

fn unknown(key: &str, value: &str, family: Family) -> Problem {
    if matches!(key, "db" | "database") && matches!(family, Family::Tcp | Family::Sentinel) {
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        let number = if digits && (1..=10).contains(&value.len()) {
            value
        } else {
            "0"
        };
        return Problem::new(
            Code::URL_DATABASE_PARAMETER,
            format!("the URL gives the database as the parameter `{key}`"),
            format!("write it after the host: `redis://127.0.0.1:6379/{number}`"),
        );
    }
    let known = known(family);
    let listed: Vec<String> = known.iter().map(|key| format!("`{key}`")).collect();
    let help = match key.to_ascii_lowercase().as_str() {
        "ssl" | "tls" | "usetls" | "use_tls" => {
            "remove it; a URL asks for TLS by its scheme: `rediss://`".to_owned()
        }
        "insecure" | "skip_verify" | "ssl_cert_reqs" | "verify" | "tls_insecure" => {
            "remove it: certificates are always verified".to_owned()
        }
        "password" | "pass" | "user" | "username" if family != Family::Unix => {
            "remove it; user name and password go before the host: `redis://USER:PASSWORD@host`"
                .to_owned()
        }
        "master" | "master_name" | "service_name" | "sentinel_username" | "sentinel_password"
            if family != Family::Sentinel =>
        {
            "remove it; or, with `topology = sentinel`, write a URL like `redis+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster`"
                .to_owned()
        }
        "password" => "did you mean `pass`?".to_owned(),
        "username" => "did you mean `user`?".to_owned(),
        "database" => "did you mean `db`?".to_owned(),
        "connect_timeout" | "connection_timeout" | "socket_connect_timeout" => {
            "remove it, and set `connect_timeout` to something like `2s`".to_owned()
        }
        "timeout" | "response_timeout" | "socket_timeout" | "read_timeout" => {
            "remove it, and set `response_timeout` to something like `5s`".to_owned()
        }
        "client_name" | "clientname" | "name" => "remove it, and set `client_name`".to_owned(),
        _ => match suggest::nearest(key, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "remove it; the parameters known here are {}",
                listed.join(", ")
            ),
        },
    };
    // Repeated only if it looks like a parameter, and not like a piece of a password.
    let plain = key.len() <= 32 && key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    Problem::new(
        Code::URL_PARAMETER,
        if plain && !key.is_empty() {
            format!("the URL has the unknown parameter `{key}`")
        } else {
            "the URL has an unknown parameter".to_owned()
        },
        help,
    )
}
