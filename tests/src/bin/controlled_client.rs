//! A process with a handle that runs the commands of its standard input, line by line, and ends with it.
#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test's process speaks to its test by standard output"
)]

use std::fs::File;

use redis_config::Handle;
use redis_config::redis::{Value, cmd};
use redis_config_tests::fixture::controlled_client::ControlledRedis;

fn main() {
    // Its thread drives the sockets while this one waits for the next line.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let config = ControlledRedis::load().expect("a valid configuration");
    let handle = runtime.block_on(async { config.connect_lazy().expect("no attempt is made") });
    let mut files = Vec::new();
    for line in std::io::stdin().lines() {
        let line = line.expect("text");
        let (order, rest) = line.split_once(' ').unwrap_or((&line, ""));
        let reply = match order {
            "call" => runtime.block_on(call(&handle, rest)),
            "state" => Ok(format!("{:?}", handle.state())),
            // Every descriptor that this process may still have.
            "exhaust" => loop {
                match File::open("/dev/null") {
                    Ok(file) => files.push(file),
                    Err(error) => break Ok(format!("{} files, then: {error}", files.len())),
                }
            },
            "free" => {
                files.clear();
                Ok(String::new())
            }
            other => Err(format!("no order `{other}`")),
        };
        match reply {
            Ok(text) => println!("ok {}", text.escape_debug()),
            Err(text) => println!("error {}", text.escape_debug()),
        }
    }
}

async fn call(handle: &Handle<ControlledRedis>, words: &str) -> Result<String, String> {
    let mut words = words.split(' ');
    let mut command = cmd(words.next().unwrap_or_default());
    for word in words {
        command.arg(word);
    }
    match command.query_async::<Value>(&mut handle.conn()).await {
        Ok(Value::BulkString(bytes)) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Ok(other) => Ok(format!("{other:?}")),
        Err(error) => Err(error.to_string()),
    }
}
