//! `cargo xtask demo`: the quickstart example on a private server.

use crate::workspace::{Outcome, cargo};
use crate::{setup, step};

/// Variables that point the demo at an existing server.
const OWN_SERVER: [&str; 4] = [
    "REDIS_URL",
    "REDIS_HOST",
    "JOBS_REDIS_URL",
    "CACHE_REDIS_URL",
];

/// Runs `examples/quickstart`, which starts a private server unless a variable names another.
pub(crate) fn run(args: &[String]) -> Outcome {
    let own = OWN_SERVER
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if !own {
        setup::server()?;
    }
    let mut quickstart = cargo();
    quickstart
        .args([
            "run",
            "--package",
            "redis-config-examples",
            "--bin",
            "quickstart",
            "--",
        ])
        .args(args);
    println!("compiling the example (the first time takes a minute or two)");
    step::plain(&mut quickstart)
}
