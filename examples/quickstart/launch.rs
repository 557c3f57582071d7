//! Passes the servers to the application through its environment, as an operator would.

use std::env;
use std::error::Error;
use std::process::{Command, ExitCode};

use redis_config::dev::Server;

const JOBS: &str = "JOBS_REDIS";
const CACHE: &str = "CACHE_REDIS";

/// Starts a private server, or uses the user's own, and runs this program again with it.
pub(crate) fn run() -> Result<ExitCode, Box<dyn Error + Send + Sync>> {
    let mut application = Command::new(env::current_exe()?);
    application.arg("produce");
    // Kept until the application has ended. The server also stops if this process is killed.
    let mut private = None;
    match (set(&format!("{JOBS}_URL")), set(&format!("{CACHE}_URL"))) {
        (Some(_), Some(_)) => println!("using your servers: {JOBS}_URL, {CACHE}_URL"),
        (None, None) => {
            let shared = if let Some(yours) = Shared::of_user()? {
                yours
            } else {
                // With an append-only file, acknowledged jobs survive a crash of the server, too.
                let server = Server::builder().append_only(true).start()?;
                println!(
                    "private server on {}:{}, gone when this ends",
                    server.host(),
                    server.port()
                );
                let shared = Shared::at(server.url(), None);
                private = Some(server);
                shared
            };
            println!(
                "database {} for jobs, database {} for results",
                shared.jobs, shared.cache
            );
            application.envs(shared.variables());
        }
        (jobs, _) => {
            let (is, not) = if jobs.is_some() {
                (JOBS, CACHE)
            } else {
                (CACHE, JOBS)
            };
            return Err(format!(
                "{is}_URL is set and {not}_URL is not: set both, or REDIS_URL alone"
            )
            .into());
        }
    }
    let status = application.status()?;
    drop(private);
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// One server for both instances, in two databases.
#[derive(Debug, PartialEq, Eq)]
struct Shared {
    /// Without a database.
    url: String,
    jobs: u32,
    cache: u32,
    username: Option<String>,
    password: Option<String>,
}

impl Shared {
    fn at(url: String, database: Option<u32>) -> Self {
        let cache = database.unwrap_or(0);
        // A server has 16 databases by default.
        let jobs = if cache == 15 { 14 } else { cache + 1 };
        Self {
            url,
            jobs,
            cache,
            username: None,
            password: None,
        }
    }

    /// The server that `REDIS_URL` or `REDIS_HOST` names.
    fn of_user() -> Result<Option<Self>, String> {
        let shared = match (set("REDIS_URL"), set("REDIS_HOST")) {
            (Some(url), _) => {
                println!("using your server: REDIS_URL");
                Self::from_url(&url)?
            }
            (None, Some(host)) => {
                println!("using your server: REDIS_HOST");
                let host = if host.contains(':') {
                    format!("[{host}]")
                } else {
                    host
                };
                Self::at(
                    format!(
                        "redis://{host}:{}",
                        set("REDIS_PORT").as_deref().unwrap_or("6379")
                    ),
                    None,
                )
            }
            (None, None) => return Ok(None),
        };
        Ok(Some(Self {
            username: set("REDIS_USERNAME"),
            password: set("REDIS_PASSWORD"),
            ..shared
        }))
    }

    fn from_url(url: &str) -> Result<Self, String> {
        let authority = url.find("://").map_or(0, |at| at + 3);
        let Some(slash) = url[authority..].find('/').map(|at| authority + at) else {
            return Ok(Self::at(url.to_owned(), None));
        };
        let database = match &url[slash + 1..] {
            "" => None,
            // The text is not shown: it may be a part of a password.
            text => Some(text.parse().map_err(
                |_| "REDIS_URL: after the host comes nothing, or the number of a database",
            )?),
        };
        Ok(Self::at(url[..slash].to_owned(), database))
    }

    fn variables(&self) -> Vec<(String, String)> {
        let mut variables = Vec::new();
        for (prefix, database) in [(JOBS, self.jobs), (CACHE, self.cache)] {
            variables.push((format!("{prefix}_URL"), format!("{}/{database}", self.url)));
            for (suffix, value) in [("USERNAME", &self.username), ("PASSWORD", &self.password)] {
                variables.extend(
                    value
                        .clone()
                        .map(|value| (format!("{prefix}_{suffix}"), value)),
                );
            }
        }
        variables
    }
}

fn set(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_gives_two_databases_of_its_server() {
        for (url, server, jobs, cache) in [
            ("redis://h:1", "redis://h:1", 1, 0),
            ("redis://h:1/", "redis://h:1", 1, 0),
            ("redis://u:p@h:1/3", "redis://u:p@h:1", 4, 3),
            ("redis://h/15", "redis://h", 14, 15),
        ] {
            let shared = Shared::from_url(url).unwrap();
            assert_eq!(
                (shared.url.as_str(), shared.jobs, shared.cache),
                (server, jobs, cache),
                "{url}"
            );
        }
        assert!(Shared::from_url("redis://h/x").is_err());
        let variables = Shared::from_url("redis://h/3").unwrap().variables();
        assert!(
            variables.contains(&("JOBS_REDIS_URL".to_owned(), "redis://h/4".to_owned())),
            "{variables:?}"
        );
        assert!(
            variables.contains(&("CACHE_REDIS_URL".to_owned(), "redis://h/3".to_owned())),
            "{variables:?}"
        );
    }
}
