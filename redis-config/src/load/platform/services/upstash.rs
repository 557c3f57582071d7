//! Upstash, and the stores of Vercel, which are servers of Upstash.

use redis_config_rules::url::RedisUrl;
use redis_config_rules::{Code, Problem, Setting};

use crate::check::origin::Origin;
use crate::check::violation::Violation;
use crate::load::platform::binding::{Found, Parts};
use crate::load::platform::variables::Variables;

/// The ends of the names with the address of the REST interface.
const REST: [&str; 2] = ["KV_REST_API_URL", "UPSTASH_REDIS_REST_URL"];

pub(crate) fn find(variables: &Variables<'_>, found: &mut Found) {
    for name in variables.names() {
        let prefix = REST.iter().find_map(|end| name.strip_suffix(end));
        let Some(prefix) = prefix else { continue };
        let instance = prefix.trim_end_matches('_');
        let names: &[&str] = if instance.is_empty() {
            &[]
        } else {
            &[instance]
        };
        // The REST variable proves that the others are of the same store.
        for url in ["KV_URL", "REDIS_URL"] {
            let full = format!("{prefix}{url}");
            if full == "REDIS_URL" {
                continue;
            }
            let mut parts = Parts::default();
            let added = parts.variable(variables, &full, Setting::Url);
            let parts = added.map(|()| parts);
            match names {
                [] => found.unnamed(parts),
                names => found.named(names, parts),
            }
        }
        found.last(names, Err(refused(name, variables.raw(name))));
    }
}

fn refused(name: &str, value: Option<&str>) -> Box<Violation> {
    // The REST interface and the server have one host name.
    let host = value
        .and_then(|url| url.strip_prefix("https://"))
        .map(|rest| {
            format!(
                "rediss://default:PASSWORD@{}:6379",
                rest.trim_end_matches('/')
            )
        })
        .filter(|url| !url.contains("@@") && RedisUrl::parse(url).is_ok());
    let url = host.unwrap_or_else(|| "rediss://default:PASSWORD@HOST:6379".to_owned());
    let problem = Problem::new(
        Code::PLATFORM,
        format!("`{name}` is the address of a REST interface, not of Redis"),
        format!(
            "copy the TCP address from the console of Upstash to `REDIS_URL`: `{url}`; on Vercel it is `KV_URL`"
        ),
    );
    let origin = Origin::Variable(name.to_owned());
    Box::new(Violation::new(Setting::Url.key(), origin, problem))
}
