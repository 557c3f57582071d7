//! Splits a URL into its parts, in one pass from start to end.

use super::redis_url::{MAX_LENGTH, RedisUrl};
use super::scheme::{self, Family, Scheme};
use super::user_info::{self, UserInfo};
use super::{address, path, query};
use crate::{Code, Endpoint, Problem, text};

impl RedisUrl {
    /// Parses a URL of any topology.
    ///
    /// # Errors
    ///
    /// The first mistake. No message contains user info.
    ///
    /// ```
    /// use redis_config_rules::Code;
    /// use redis_config_rules::url::RedisUrl;
    ///
    /// assert!(RedisUrl::parse("redis://127.0.0.1:6379/1").is_ok());
    /// let problem = RedisUrl::parse("redis://127.0.0.1:6379?db=1").unwrap_err();
    /// assert_eq!(problem.code, Code::URL_DATABASE_PARAMETER);
    /// ```
    pub fn parse(text: &str) -> Result<Self, Problem> {
        check_characters(text)?;
        let (scheme, rest) = scheme::split(text)?;
        check_fragment(rest)?;
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        let (path, parameters) = match tail.split_once('?') {
            Some((path, parameters)) => (path, Some(parameters)),
            None => (tail, None),
        };
        if scheme.family == Family::Unix {
            return socket(scheme, authority, path, parameters);
        }
        if tail.contains('@') {
            return Err(late_at(tail));
        }
        let (user_info, hosts) = split_authority(authority)?;
        let endpoints = address::endpoints(hosts, scheme)?;
        let database = path::database(path, scheme.family)?;
        let query = read_query(parameters, scheme.family)?;
        if scheme.family == Family::Sentinel && query.master.is_none() {
            return Err(Problem::new(
                Code::URL_MASTER,
                "the URL does not name the Sentinel service",
                "end it with `?master=NAME`, as in `sentinel monitor NAME ...`, e.g. `?master=mymaster`",
            ));
        }
        let (username, password) = match user_info {
            Some(UserInfo { username, password }) => (username, Some(password)),
            None => (None, None),
        };
        Ok(Self {
            scheme: scheme.name,
            topology: scheme.family.topology(),
            tls: scheme.tls,
            endpoints,
            username,
            password,
            database,
            protocol: query.protocol,
            master: query.master,
            sentinel_username: query.sentinel_username,
            sentinel_password: query.sentinel_password,
        })
    }
}

/// Checks that apply to the whole text. The URL standard silently strips line breaks and tabs.
fn check_characters(text: &str) -> Result<(), Problem> {
    if text.len() > MAX_LENGTH {
        return Err(Problem::new(
            Code::URL_TOO_LONG,
            format!("the URL is longer than {MAX_LENGTH} bytes"),
            "write a shorter one, e.g. `redis://127.0.0.1:6379/0`",
        ));
    }
    if let Some(found) = text::url_placeholder(text) {
        return Err(placeholder(text, found));
    }
    text::check_clean(text)?;
    if let Some(at) = text.chars().position(char::is_whitespace) {
        return Err(Problem::new(
            Code::WHITE_SPACE,
            format!("the URL holds white space, at character {}", at + 1),
            "remove it; in a password, write a space as `%20`",
        ));
    }
    Ok(())
}

/// The message quotes a placeholder only where no user info can be: after the last `@` and before the parameters.
fn placeholder(text: &str, found: &str) -> Problem {
    let at = text.find(found).unwrap_or(0);
    let in_user_info = text.rfind('@').is_some_and(|end| at < end);
    let in_query = text.find('?').is_some_and(|start| at > start);
    if in_user_info || in_query {
        return Problem::new(
            Code::PLACEHOLDER,
            "the URL holds a placeholder that nothing replaced, in its user info or parameters",
            "put the real value there; where a password really has a `{`, write it as `%7B`, and `<` as `%3C`",
        );
    }
    Problem::new(
        Code::PLACEHOLDER,
        format!("the placeholder `{found}` of the URL was not replaced"),
        format!("put the real value in place of `{found}`"),
    )
}

fn check_fragment(rest: &str) -> Result<(), Problem> {
    let Some((_, fragment)) = rest.split_once('#') else {
        return Ok(());
    };
    if fragment.contains('@') {
        // `redis://admin:6380#secret@prod`: other clients connect to `admin:6380`.
        return Err(user_info::reserved("the user info of the URL", '#'));
    }
    Err(Problem::new(
        Code::URL_FRAGMENT,
        "the URL has a fragment, a part after `#`",
        if fragment == "insecure" {
            "remove `#insecure`: certificates are always verified"
        } else {
            "remove it; in a password, write `#` as `%23`"
        },
    ))
}

/// An `@` after the first `/` or `?`: most likely, a password contains one of these.
fn late_at(tail: &str) -> Problem {
    let first = if tail.starts_with('/') { '/' } else { '?' };
    let escape = if first == '/' { "%2F" } else { "%3F" };
    Problem::new(
        Code::URL_USER_INFO_CHARACTER,
        format!("the URL has an `@` after its first `{first}`"),
        format!("in a password, write `{first}` as `{escape}`; elsewhere, write `@` as `%40`"),
    )
}

fn split_authority(authority: &str) -> Result<(Option<UserInfo>, &str), Problem> {
    match authority.rsplit_once('@') {
        None => Ok((None, authority)),
        Some((user_info, _)) if user_info.contains('@') => {
            Err(user_info::reserved("the user info of the URL", '@'))
        }
        Some((user_info, hosts)) => Ok((Some(user_info::parse(user_info)?), hosts)),
    }
}

fn read_query(parameters: Option<&str>, family: Family) -> Result<query::Query, Problem> {
    match parameters {
        Some(raw) => query::parse(raw, family),
        None => Ok(query::Query::default()),
    }
}

fn socket(
    scheme: Scheme,
    authority: &str,
    path: &str,
    parameters: Option<&str>,
) -> Result<RedisUrl, Problem> {
    if authority.contains('@') {
        return Err(Problem::new(
            Code::URL_USER_INFO_PLACE,
            format!(
                "a `{}://` URL has no user info before its path",
                scheme.name
            ),
            "write them as parameters: `unix:///run/redis/redis.sock?user=USER&pass=PASSWORD`",
        ));
    }
    if !authority.is_empty() || path.is_empty() {
        return Err(Problem::new(
            Code::URL_SOCKET,
            if authority.is_empty() {
                "the path of the socket is missing"
            } else {
                "the path of the socket is not absolute"
            },
            format!(
                "write three slashes: `{}:///run/redis/redis.sock`",
                scheme.name
            ),
        ));
    }
    let path = path::socket(path)?;
    let query = read_query(parameters, Family::Unix)?;
    Ok(RedisUrl {
        scheme: scheme.name,
        topology: scheme.family.topology(),
        tls: scheme.tls,
        endpoints: vec![Endpoint::Unix { path }],
        username: query.username,
        password: query.password,
        database: query.database,
        protocol: query.protocol,
        master: None,
        sentinel_username: None,
        sentinel_password: None,
    })
}
