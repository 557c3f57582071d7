//! No environment shows its password, in no output. There are more than two hundred.

use std::fmt::Debug;
use std::path::Path;

use redis_config::{Definitions, Endpoint, Handle, RedisConfig, Reference, Secret, Sources, Url};
use redis_config_tests::canary::find;
use redis_config_tests::events::Captured;

use super::environment::Environment;
use super::{files, variables};
use crate::canary::output;
use crate::platforms::secrets::captures;

// A prefix of its own: what is ignored is logged once per process, and other tests look for that.

/// All settings of a single server that can hold something secret, and a secret of the application.
#[derive(Clone, Debug, RedisConfig)]
#[redis(
    name = "jobs",
    env = "SHOWN_REDIS",
    fallback,
    connect_timeout = "200ms"
)]
struct Whole {
    #[redis(default = "redis://127.0.0.1:1/1")]
    url: Url,
    username: Option<String>,
    password: Option<Secret>,
    database: Option<u32>,
    #[redis(extra)]
    token: Option<Secret>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "SHOWN_REDIS", connect_timeout = "200ms")]
struct Parts {
    host: String,
    #[redis(default = 1)]
    port: u16,
    password: Option<Secret>,
    tls: Option<bool>,
    tls_ca: Option<Secret>,
    tls_cert: Option<Secret>,
    tls_key: Option<Secret>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "SHOWN_REDIS", topology = sentinel, connect_timeout = "200ms")]
struct Watched {
    nodes: Vec<String>,
    master: String,
    username: Option<String>,
    password: Option<Secret>,
    sentinel_password: Option<Secret>,
}

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "SHOWN_REDIS", fallback, topology = cluster, connect_timeout = "200ms")]
struct Sharded {
    nodes: Vec<String>,
    username: Option<String>,
    password: Option<Secret>,
}

/// All that can be seen of a definition, with its own `Debug` if it `hides` its secrets.
async fn seen<C: RedisConfig + Definitions + Debug>(sources: &Sources, hides: bool) -> String {
    let why = C::explain_from(sources);
    let checked = C::check_from(sources);
    let json = serde_json::to_string(&(&why, &checked)).unwrap();
    let mut text =
        format!("{sources:?}\n{sources:#?}\n{why}\n{why:?}\n{checked}\n{checked:?}\n{json}\n");
    let config = match sources.load::<C>() {
        Ok(config) => config,
        Err(invalid) => return text + &output(invalid),
    };
    let settings = config.settings().unwrap();
    text += &format!("{settings:?}\n{}\n", settings.address());
    if hides {
        text += &format!("{config:?}\n{config:#?}\n");
    }
    match Handle::connect_lazy(&config) {
        Ok(handle) => {
            text += &format!("{handle:?}\n{:?}\n", handle.state());
            handle.close().await;
        }
        Err(invalid) => text += &output(invalid),
    }
    // No connection leaves this machine, and none waits for the name service.
    let closed =
        |one: &Endpoint| matches!(one, Endpoint::Tcp { host, port: 1 } if host == "127.0.0.1");
    if settings.endpoints().iter().all(closed) {
        let found = C::diagnose_from(sources).await;
        text += &format!(
            "{found}\n{found:?}\n{}",
            serde_json::to_string(&found).unwrap()
        );
    }
    text
}

/// All of them. `directory` holds the files that variables name.
fn all(directory: &Path) -> Vec<Environment> {
    let mut all = variables::names_of_settings();
    all.extend(variables::values_of_other_clients());
    all.extend(captures().into_iter().enumerate().map(|(at, variables)| {
        let given: Vec<_> = variables
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        Environment::new(format!("capture {at}, {}", given[0].0), &given)
    }));
    all.extend(files::files());
    all.extend(files::twins(directory));
    all.extend(variables::indirection());
    all
}

fn pages(reference: &Reference) -> String {
    let json = reference.json_schema();
    format!(
        "{reference:?}{}{}{json}",
        reference.env_example(),
        reference.markdown()
    )
}

#[tokio::test]
async fn no_environment_shows_its_password() {
    let captured = Captured::start();
    let directory = tempfile::tempdir().unwrap();
    let environments = all(directory.path());
    assert!(environments.len() >= 200, "{}", environments.len());
    for environment in &environments {
        let before = captured.text().len();
        let sources = environment.sources(directory.path());
        // The user's own `Debug` of a `Vec<String>` shows its texts, as that of `url: String` does.
        let mut variables = environment.variables.iter();
        let hides = !variables.any(|(name, value)| name.ends_with("NODES") && value.contains('@'));
        for (definition, seen) in [
            ("url", seen::<Whole>(&sources, hides).await),
            ("host", seen::<Parts>(&sources, hides).await),
            ("sentinel", seen::<Watched>(&sources, hides).await),
            ("cluster", seen::<Sharded>(&sources, hides).await),
        ] {
            let name = &environment.name;
            assert_eq!(
                find(&seen),
                None,
                "`{name}`, {definition}, shows it in:\n{seen}"
            );
        }
        let logged = captured.text();
        assert_eq!(
            find(&logged[before..]),
            None,
            "`{}` logs it",
            environment.name
        );
    }
    for reference in [
        Whole::reference(),
        Parts::reference(),
        Watched::reference(),
        Sharded::reference(),
    ] {
        assert_eq!(find(&pages(&reference)), None);
    }
}
