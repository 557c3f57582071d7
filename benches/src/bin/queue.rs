//! Jobs per second: this queue, raw Redis and apalis, in one run.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark prints"
)]

use std::time::Instant;

use redis_config::Handle;
use redis_config_benches::definition::BenchRedis;
use redis_config_benches::queues::apalis::Apalis;
use redis_config_benches::queues::list::List;
use redis_config_benches::queues::ours::Ours;
use redis_config_benches::queues::streams::Streams;
use redis_config_benches::queues::{
    Contestant, Outcome, bulk_rate, drain_rate, idle_latency, push_rate,
};
use redis_config_benches::{Options, Table, server_cpu_us, server_version};

const COLUMNS: [&str; 7] = [
    "push ×1, jobs/s",
    "push ×64 tasks, jobs/s",
    "bulk of 1,000, jobs/s",
    "drain, jobs/s",
    "server µs per drained job",
    "idle push → handler p50, µs",
    "p99, µs",
];
const NAMES: [&str; 5] = [
    "raw `LPUSH`/`BRPOP` (loses jobs)",
    "raw Streams, batch 128",
    "apalis-redis, locks, results and events off, 10 ms poll",
    "apalis-redis, default",
    "redis-config",
];
/// Jobs to drain per round.
const DRAINED: u64 = 20_000;
/// Fewer for a slow contestant: otherwise a round would take minutes.
const DRAINED_BY_DEFAULT_APALIS: u64 = 4_000;
/// Idle pushes per round.
const IDLE: u64 = 100;

fn main() -> Outcome<()> {
    let options = Options::from_args(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(measure(options))
}

/// The parameters of one round.
struct Bench {
    options: Options,
    epoch: Instant,
    plain: redis::aio::MultiplexedConnection,
    table: Table,
}

async fn measure(options: Options) -> Outcome<()> {
    let server = redis_config::dev::Server::start()?;
    let client = redis::Client::open(server.url().as_str())?;
    let no_timeout = redis::AsyncConnectionConfig::new().set_response_timeout(None);
    let mut plain = client
        .get_multiplexed_async_connection_with_config(&no_timeout)
        .await?;
    let manager = client.get_connection_manager().await?;
    let handle: Handle<BenchRedis> = Handle::connect(&BenchRedis { url: server.url() }).await?;

    let title = format!(
        "Queues, 64-byte JSON jobs, no-op handler, Redis {}, {}, {} rounds: median, **ratio to the first row**, range",
        server_version(&mut plain).await?,
        options.label,
        options.rounds,
    );
    let list = List {
        shared: plain.clone(),
        client: client.clone(),
    };
    let streams = Streams {
        shared: plain.clone(),
        client,
    };
    let tuned = Apalis::new(manager.clone(), true);
    let default = Apalis::new(manager, false);
    let ours = Ours::new(handle);
    let mut bench = Bench {
        table: Table::new(title, &COLUMNS, &NAMES, 0),
        epoch: Instant::now(),
        plain,
        options,
    };
    for round in 0..=bench.options.rounds {
        bench.round(round, 0, &list, DRAINED).await?;
        bench.round(round, 1, &streams, DRAINED).await?;
        bench.round(round, 2, &tuned, DRAINED).await?;
        bench
            .round(round, 3, &default, DRAINED_BY_DEFAULT_APALIS)
            .await?;
        bench.round(round, 4, &ours, DRAINED).await?;
        eprintln!("round {round} of {}", bench.options.rounds);
    }
    println!("{}", bench.table.markdown());
    if let Some(path) = &bench.options.json {
        std::fs::write(path, serde_json::to_vec_pretty(&bench.table.json())?)?;
    }
    Ok(())
}

impl Bench {
    /// Everything of one contestant. The first round warms up and is not counted.
    async fn round<C: Contestant>(
        &mut self,
        round: usize,
        row: usize,
        contestant: &C,
        drained: u64,
    ) -> Outcome<()> {
        let (epoch, window) = (self.epoch, self.options.window);
        self.flush().await?;
        let one = push_rate(contestant, epoch, 1, window).await;
        self.flush().await?;
        let many = push_rate(contestant, epoch, 64, window).await;
        self.flush().await?;
        let bulk = bulk_rate(contestant, epoch, window).await;
        self.flush().await?;
        let before = server_cpu_us(&mut self.plain).await?;
        let drain = drain_rate(contestant, epoch, drained).await;
        let cpu = server_cpu_us(&mut self.plain).await? - before;
        let cpu = if drain.is_ok() {
            Ok(cpu / drained as f64)
        } else {
            Err("–".into())
        };
        self.flush().await?;
        let idle = idle_latency(contestant, epoch, IDLE).await;
        self.flush().await?;
        let (p50, p99) = match idle {
            Ok((p50, p99)) => (Ok(p50), Ok(p99)),
            Err(error) => (Err(error), Err("–".into())),
        };
        if round > 0 {
            for (column, value) in [one, many, bulk, drain, cpu, p50, p99]
                .into_iter()
                .enumerate()
            {
                self.table
                    .add(row, column, value.map_err(|error| error.to_string()));
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Outcome<()> {
        let () = redis::cmd("FLUSHALL").query_async(&mut self.plain).await?;
        Ok(())
    }
}
