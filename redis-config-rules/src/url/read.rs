//! Reads a URL: into owned values at run time, in parts for constants.

use super::foreign::explain;
use super::parse::{Parts, strict};
use super::redis_url::RedisUrl;
use super::scheme::Family;
use super::{address, percent};
use crate::constant::{Fault, fault};
use crate::text::Items;
use crate::{Endpoint, Problem, Topology};

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
        let parts = scan(text)?;
        let (scheme, query) = (parts.scheme, parts.query);
        let mut endpoints = Vec::new();
        if scheme.family == Family::Unix {
            let path = percent::decode(parts.hosts, "")?;
            endpoints.push(Endpoint::Unix {
                path: path.as_str().to_owned(),
            });
        } else {
            let mut items = Items(Some(parts.hosts));
            while let Some(one) = items.take_item() {
                endpoints.push(address::server(one, scheme.port())?.into());
            }
        }
        Ok(Self {
            scheme: scheme.name,
            topology: scheme.family.topology(),
            tls: scheme.tls,
            endpoints,
            username: percent::owned(parts.username)?,
            password: percent::owned(parts.password)?,
            database: parts.database,
            protocol: query.protocol,
            master: percent::owned(query.master)?,
            sentinel_username: percent::owned(query.sentinel_username)?,
            sentinel_password: percent::owned(query.sentinel_password)?,
        })
    }
}

/// [`RedisUrl::parse`] for constants.
pub(crate) const fn scan(text: &str) -> Result<Parts<'_>, Fault> {
    match strict(text) {
        Ok(parts) => Ok(parts),
        Err(fault) => Err(explain(text, fault)),
    }
}

/// Where a legal URL points to: the family of its scheme, the hosts with their ports or the path of a socket, the
/// database, and the name of the Sentinel service.
pub const fn location(url: &str) -> Option<(Family, &str, u32, &str)> {
    match scan(url) {
        Ok(Parts {
            scheme,
            hosts,
            database,
            query,
            ..
        }) => Some((
            scheme.family,
            hosts,
            match database {
                Some(database) => database,
                None => 0,
            },
            match query.master {
                Some(master) => master,
                None => "",
            },
        )),
        Err(_) => None,
    }
}

/// Checks that the URL goes with the declared topology. Illegal URLs are not checked.
///
/// # Errors
///
/// Code `topology`.
pub const fn check_topology(url: &str, declared: Topology) -> Result<(), Fault> {
    let Ok(Parts {
        scheme, database, ..
    }) = scan(url)
    else {
        return Ok(());
    };
    let named = scheme.family.topology();
    if matches!(declared, Topology::Auto) || named as u8 == declared as u8 {
        return Ok(());
    }
    let help = match (declared, scheme.family, database) {
        (Topology::Cluster, Family::Tcp, None) => {
            "write `redis{1}+cluster://` in place of `{0}://`, or remove `topology = cluster`"
        }
        (_, Family::Tcp | Family::Unix, _) => {
            "write it like `redis{1}{3}`, or remove `topology = {4}`"
        }
        _ => {
            "write `topology = {5}` in the `#[redis(...)]` of the struct, or a URL like `redis{1}{3}`"
        }
    };
    let instead = match declared {
        Topology::Standalone | Topology::Auto => "://10.0.0.1:6379/0",
        Topology::Sentinel => "+sentinel://10.0.0.1:26379,10.0.0.2:26379/0?master=mymaster",
        Topology::Cluster => "+cluster://10.0.0.1:7000,10.0.0.2:7000",
    };
    Err(fault!(TOPOLOGY, "a `{0}://` URL does not go with {2}"
        => help; scheme.name, if scheme.tls { "s" } else { "" }, declared.spoken(), instead, declared.key(), named.key()))
}
