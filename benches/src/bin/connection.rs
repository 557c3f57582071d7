//! Commands per second on a shared connection: this library and the `redis` crate, in one run.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use redis::aio::{ConnectionLike, ConnectionManager, MultiplexedConnection};
use redis_config::{Connection, Handle};
use redis_config_benches::definition::BenchRedis;
use redis_config_benches::{Options, Table, server_version};

type Failure = Box<dyn std::error::Error>;

/// One library in one configuration.
enum Contestant {
    Multiplexed(MultiplexedConnection),
    Manager(ConnectionManager),
    Ours(Connection<BenchRedis>),
}

/// One discipline: a command and how many tasks send it.
#[derive(Clone, Copy)]
struct Discipline {
    name: &'static str,
    write: bool,
    tasks: usize,
}

const DISCIPLINES: [Discipline; 4] = [
    Discipline {
        name: "GET ×1",
        write: false,
        tasks: 1,
    },
    Discipline {
        name: "GET ×16",
        write: false,
        tasks: 16,
    },
    Discipline {
        name: "GET ×256",
        write: false,
        tasks: 256,
    },
    Discipline {
        name: "SET ×256",
        write: true,
        tasks: 256,
    },
];

const NAMES: [&str; 4] = [
    "redis, multiplexed",
    "redis, multiplexed, its timeout off",
    "redis, ConnectionManager",
    "redis-config",
];

fn main() -> Result<(), Failure> {
    let options = Options::from_args(std::env::args().skip(1))?;
    // One thread: on two cores the server has the other one; pinned to one core, nothing else fits.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure(&options))
}

async fn measure(options: &Options) -> Result<(), Failure> {
    let server = redis_config::dev::Server::start()?;
    let url = server.url();
    let client = redis::Client::open(url.as_str())?;
    let mut plain = client.get_multiplexed_async_connection().await?;
    let no_timeout = redis::AsyncConnectionConfig::new().set_response_timeout(None);
    let handle: Handle<BenchRedis> = Handle::connect(&BenchRedis { url: url.clone() }).await?;
    let contestants = [
        Contestant::Multiplexed(plain.clone()),
        Contestant::Multiplexed(
            client
                .get_multiplexed_async_connection_with_config(&no_timeout)
                .await?,
        ),
        Contestant::Manager(client.get_connection_manager().await?),
        Contestant::Ours(handle.conn()),
    ];
    let () = redis::cmd("SET")
        .arg("bench:key")
        .arg([b'x'; 64].as_slice())
        .query_async(&mut plain)
        .await?;

    let columns: Vec<&str> = DISCIPLINES.iter().map(|d| d.name).collect();
    let title = format!(
        "Commands per second on one shared connection, one client thread, 64-byte values, Redis {}, {}, {} rounds of {} ms: median, **ratio to the first row**, range",
        server_version(&mut plain).await?,
        options.label,
        options.rounds,
        options.window.as_millis(),
    );
    let mut table = Table::new(title, &columns, &NAMES, 0);
    for round in 0..=options.rounds {
        for (column, discipline) in DISCIPLINES.iter().enumerate() {
            for (row, contestant) in contestants.iter().enumerate() {
                let rate = contestant.run(*discipline, options.window).await;
                // The first round warms caches, buffers and the server up.
                if round > 0 {
                    table.add(row, column, rate.map_err(|error| error.to_string()));
                }
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

impl Contestant {
    async fn run(&self, discipline: Discipline, window: Duration) -> redis::RedisResult<f64> {
        match self {
            Self::Multiplexed(connection) => run(connection.clone(), discipline, window).await,
            Self::Manager(connection) => run(connection.clone(), discipline, window).await,
            Self::Ours(connection) => run(connection.clone(), discipline, window).await,
        }
    }
}

async fn run<C>(connection: C, discipline: Discipline, window: Duration) -> redis::RedisResult<f64>
where
    C: ConnectionLike + Clone + Send + 'static,
{
    let stop = Arc::new(AtomicBool::new(false));
    let done = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let tasks: Vec<_> = (0..discipline.tasks)
        .map(|_| {
            let (mut connection, stop, done) =
                (connection.clone(), Arc::clone(&stop), Arc::clone(&done));
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    if discipline.write {
                        let () = redis::cmd("SET")
                            .arg("bench:key")
                            .arg([b'x'; 64].as_slice())
                            .query_async(&mut connection)
                            .await?;
                    } else {
                        let value: Vec<u8> = redis::cmd("GET")
                            .arg("bench:key")
                            .query_async(&mut connection)
                            .await?;
                        debug_assert_eq!(value.len(), 64);
                    }
                    done.fetch_add(1, Ordering::Relaxed);
                }
                redis::RedisResult::Ok(())
            })
        })
        .collect();
    tokio::time::sleep(window).await;
    let (count, elapsed) = (done.load(Ordering::Relaxed), start.elapsed());
    stop.store(true, Ordering::Relaxed);
    for task in tasks {
        if let Ok(outcome) = task.await {
            outcome?;
        }
    }
    Ok(count as f64 / elapsed.as_secs_f64())
}
