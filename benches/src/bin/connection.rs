//! Commands per second, latency and processor time on a shared connection: this library and others, in one run.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints"
)]

use std::time::Duration;

use redis_config_benches::throughput::load::{LOADS, Load, Operation};
use redis_config_benches::throughput::measure::{Measured, run};
use redis_config_benches::throughput::peer::{NAMES, Peer};
use redis_config_benches::{Options, Table, server_version};

type Failure = Box<dyn std::error::Error>;

/// The rows that show how a long queue of callers is served.
const MANY: Load = Load {
    name: "GET ×10,000",
    operation: Operation::Get,
    tasks: 10_000,
    size: 64,
};

fn main() -> Result<(), Failure> {
    let options = Options::from_args(std::env::args().skip(1))?;
    let mut json = Vec::new();
    // One thread: on two cores the server has the other one; pinned to one core, nothing else fits.
    let one = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    one.block_on(measure(&options, "one client thread", &mut json))?;
    let two = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    two.block_on(async { measure(&options, "two client threads", &mut json).await })?;
    if let Some(path) = &options.json {
        std::fs::write(path, serde_json::to_vec_pretty(&json)?)?;
    }
    Ok(())
}

async fn measure(
    options: &Options,
    threads: &str,
    json: &mut Vec<serde_json::Value>,
) -> Result<(), Failure> {
    let server = redis_config::dev::Server::start()?;
    let url = server.url();
    let client = redis::Client::open(url.as_str())?;
    let mut plain = client.get_multiplexed_async_connection().await?;
    let mut peers = Vec::new();
    for row in 0..NAMES.len() {
        peers.push(Peer::connect(row, &url).await?);
    }
    let columns: Vec<&str> = LOADS.iter().map(|load| load.name).collect();
    let version = server_version(&mut plain).await?;
    let table = |measure: &str, columns: &[&str]| {
        let title = format!(
            "{measure}, {threads}, 64-byte values unless stated otherwise, Redis {version}, {}, {} rounds of {} ms: median, **ratio to the first row**, range",
            options.label,
            options.rounds,
            options.window.as_millis(),
        );
        Table::new(title, columns, &NAMES, 0)
    };
    let mut rate = table("Commands per second", &columns);
    let mut p50 = table("Median latency in µs", &columns);
    let mut p99 = table("99th percentile of the latency in µs", &columns);
    let mut cpu = table("Processor time of the client per command in µs", &columns);
    let fair = ["commands per second", "median in µs", "longest in µs"];
    let mut many = table("10,000 tasks, GET", &fair);
    for round in 0..=options.rounds {
        for (column, load) in LOADS.iter().chain([&MANY]).enumerate() {
            let value = vec![b'x'; load.size];
            let () = redis::cmd("SET")
                .arg("bench:key")
                .arg(&value)
                .query_async(&mut plain)
                .await?;
            for (row, peer) in peers.iter().enumerate() {
                let measured = run(peer, *load, options.window).await;
                // The first round warms caches, buffers and the server up.
                if round == 0 {
                    continue;
                }
                let part =
                    |of: fn(&Measured) -> f64| measured.as_ref().map(of).map_err(Clone::clone);
                if column < LOADS.len() {
                    rate.add(row, column, part(|measured| measured.rate));
                    p50.add(row, column, part(|measured| measured.p50));
                    p99.add(row, column, part(|measured| measured.p99));
                    cpu.add(row, column, part(|measured| measured.cpu));
                } else {
                    many.add(row, 0, part(|measured| measured.rate));
                    many.add(row, 1, part(|measured| measured.p50));
                    many.add(row, 2, part(|measured| measured.longest));
                }
            }
        }
        eprintln!("round {round} of {}", options.rounds);
        tokio::time::sleep(Duration::ZERO).await;
    }
    for table in [rate, p50, p99, cpu, many] {
        println!("{}", table.markdown());
        json.push(table.json());
    }
    Ok(())
}
