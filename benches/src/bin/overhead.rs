//! Instructions of one command, counted by `valgrind --tool=callgrind`: ours against the `redis` crate's.
//!
//! Without `--as`, this program starts a server, and runs itself under valgrind for each cell.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints"
)]

use std::process::Command;

use futures_util::future::join_all;
use redis::aio::ConnectionLike;
use redis_config::Handle;
use redis_config_benches::definition::BenchRedis;
use redis_config_benches::{Options, Table};

type Failure = Box<dyn std::error::Error>;

const NAMES: [&str; 3] = [
    "redis, multiplexed, its timeout off",
    "redis, multiplexed",
    "redis-config",
];
const COLUMNS: [&str; 3] = [
    "GET ×1",
    "GET in pipelines of 100",
    "GET ×64 tasks, on one socket",
];
/// Commands of the shorter run. The longer one sends three times as many; the fixed costs of both cancel out.
const COMMANDS: usize = 3200;
const ROUNDS: &str = "3";

fn main() -> Result<(), Failure> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|arg| arg == "--as") {
        return act(&args[1..]);
    }
    if !args.iter().any(|arg| arg == "--rounds") {
        args.extend(["--rounds".to_owned(), ROUNDS.to_owned()]);
    }
    let options = Options::from_args(args.into_iter())?;
    let server = redis_config::dev::Server::start()?;
    server.call(&["SET", "bench:key", &"x".repeat(64)])?;
    let url = server.url();
    let title = format!(
        "Instructions per command in the client, by callgrind, one thread, 64-byte values, {} rounds: median, **ratio to the first row**, range",
        options.rounds
    );
    let mut table = Table::new(title, &COLUMNS, &NAMES, 0);
    for round in 1..=options.rounds {
        for column in 0..COLUMNS.len() {
            for row in 0..NAMES.len() {
                let cost = cost(row, column, &url).map_err(|error| error.to_string());
                table.add(row, column, cost);
            }
        }
        eprintln!("round {round} of {}", options.rounds);
    }
    println!("{}", table.markdown());
    if let Some(path) = &options.json {
        std::fs::write(path, serde_json::to_vec_pretty(&table.json())?)?;
    }
    Ok(())
}

fn cost(row: usize, column: usize, url: &str) -> Result<f64, Failure> {
    let few = instructions(row, column, COMMANDS, url)?;
    let many = instructions(row, column, 3 * COMMANDS, url)?;
    Ok((many - few) / (2 * COMMANDS) as f64)
}

/// The instructions of one run of this program, from start to end.
fn instructions(row: usize, column: usize, commands: usize, url: &str) -> Result<f64, Failure> {
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .arg("--as")
        .args([row, column, commands].map(|number| number.to_string()))
        .arg(url)
        .output()?;
    let stderr = String::from_utf8_lossy(&run.stderr);
    let collected = stderr
        .lines()
        .find_map(|line| line.split_once("Collected :"))
        .and_then(|(_, count)| count.trim().parse().ok());
    match collected {
        Some(count) if run.status.success() => Ok(count),
        _ => Err(format!("valgrind ended with {}:\n{stderr}", run.status).into()),
    }
}

/// Sends that many commands as that contestant.
fn act(args: &[String]) -> Result<(), Failure> {
    let [row, column, commands, url] = args else {
        return Err("`--as` takes a row, a column, a number of commands and a URL".into());
    };
    let (column, commands): (usize, usize) = (column.parse()?, commands.parse()?);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        // Every service has a timer somewhere. A runtime without timers parks more cheaply, which would distort the
        // comparison.
        let _timer = tokio::spawn(tokio::time::sleep(std::time::Duration::from_secs(3600)));
        tokio::task::yield_now().await;
        let client = redis::Client::open(url.as_str())?;
        match row.as_str() {
            "0" => {
                let config = redis::AsyncConnectionConfig::new().set_response_timeout(None);
                let raw = client.get_multiplexed_async_connection_with_config(&config);
                send(raw.await?, column, commands).await?;
            }
            "1" => {
                send(
                    client.get_multiplexed_async_connection().await?,
                    column,
                    commands,
                )
                .await?
            }
            _ => {
                let config = BenchRedis { url: url.clone() };
                let handle: Handle<BenchRedis> = Handle::connect(&config).await?;
                send(handle.conn(), column, commands).await?;
            }
        }
        Ok(())
    })
}

async fn send<C>(connection: C, column: usize, commands: usize) -> redis::RedisResult<()>
where
    C: ConnectionLike + Clone + Send + 'static,
{
    match column {
        0 => gets(connection, commands).await,
        1 => {
            let mut connection = connection;
            for _ in 0..commands / 100 {
                let mut pipeline = redis::pipe();
                for _ in 0..100 {
                    pipeline.cmd("GET").arg("bench:key");
                }
                let _: Vec<Vec<u8>> = pipeline.query_async(&mut connection).await?;
            }
            Ok(())
        }
        _ => {
            let tasks = (0..64).map(|_| tokio::spawn(gets(connection.clone(), commands / 64)));
            for done in join_all(tasks).await {
                done.map_err(std::io::Error::other)??;
            }
            Ok(())
        }
    }
}

async fn gets<C: ConnectionLike>(mut connection: C, commands: usize) -> redis::RedisResult<()> {
    for _ in 0..commands {
        let mut get = redis::cmd("GET");
        let _: Vec<u8> = get.arg("bench:key").query_async(&mut connection).await?;
    }
    Ok(())
}
