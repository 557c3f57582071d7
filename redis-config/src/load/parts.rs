//! A URL without some of its parts.

use redis_config_rules::url::RedisUrl;

/// The database that a URL names.
pub(super) fn database(url: &str) -> Option<String> {
    let database = RedisUrl::parse(url).ok()?.database?;
    Some(database.to_string())
}

/// Whether a URL says who logs in.
pub(super) fn has_credentials(url: &str) -> bool {
    RedisUrl::parse(url).is_ok_and(|url| url.password.is_some())
}

/// The URL without its database.
pub(super) fn without_database(url: &str) -> Option<String> {
    let parts = Parts::of(url)?;
    if parts.is_socket() {
        Some(parts.without_parameters(&["db"]))
    } else {
        Some(Parts { path: "", ..parts }.join())
    }
}

/// The URL without user name and password.
pub(super) fn without_credentials(url: &str) -> Option<String> {
    let parts = Parts::of(url)?;
    if parts.is_socket() {
        Some(parts.without_parameters(&["user", "pass"]))
    } else {
        Some(
            Parts {
                user_info: None,
                ..parts
            }
            .join(),
        )
    }
}

/// `scheme://user_info@hosts/path?query`, as it is written.
struct Parts<'a> {
    scheme: &'a str,
    user_info: Option<&'a str>,
    hosts: &'a str,
    path: &'a str,
    query: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// Only a URL that the rules accept has parts that can be told from each other.
    fn of(url: &'a str) -> Option<Self> {
        RedisUrl::parse(url).ok()?;
        let (scheme, rest) = url.split_once("://")?;
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let (user_info, hosts) = match authority.rsplit_once('@') {
            Some((user_info, hosts)) => (Some(user_info), hosts),
            None => (None, authority),
        };
        Some(Self {
            scheme,
            user_info,
            hosts,
            path,
            query,
        })
    }

    fn is_socket(&self) -> bool {
        self.hosts.is_empty()
    }

    fn parameters(&self) -> impl Iterator<Item = &'a str> {
        self.query.into_iter().flat_map(|query| query.split('&'))
    }

    fn without_parameters(&self, names: &[&str]) -> String {
        let kept: Vec<_> = self
            .parameters()
            .filter(|parameter| {
                let name = parameter.split('=').next().unwrap_or_default();
                !names.contains(&name)
            })
            .collect();
        let query = kept.join("&");
        Parts {
            query: (!query.is_empty()).then_some(query.as_str()),
            ..*self
        }
        .join()
    }

    fn join(&self) -> String {
        let user_info = self.user_info.map(|user_info| format!("{user_info}@"));
        let query = self.query.map(|query| format!("?{query}"));
        format!(
            "{}://{}{}{}{}",
            self.scheme,
            user_info.unwrap_or_default(),
            self.hosts,
            self.path,
            query.unwrap_or_default()
        )
    }
}
