//! What is measured of a client.

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::load::{Load, Operation, PIPELINE};
use super::peer::Peer;

/// What one client did in one round.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    /// Commands per second.
    pub rate: f64,
    /// Microseconds that half of the operations, 99 of 100 operations and all operations took at most.
    pub p50: f64,
    /// See `p50`.
    pub p99: f64,
    /// See `p50`.
    pub longest: f64,
    /// Microseconds of processor time of this process per command.
    pub cpu: f64,
}

/// Runs the load for the time of one round.
///
/// # Errors
///
/// What the library reports.
pub async fn run(peer: &Peer, load: Load, window: Duration) -> Result<Measured, String> {
    let stop = Arc::new(AtomicBool::new(false));
    let value: Arc<[u8]> = vec![b'x'; load.size].into();
    let (start, cpu) = (Instant::now(), cpu_us());
    let tasks: Vec<_> = (0..load.tasks)
        .map(|_| {
            let (mut task, stop, value) = (peer.task(), Arc::clone(&stop), Arc::clone(&value));
            tokio::spawn(async move {
                let mut times = Vec::with_capacity(1024);
                while !stop.load(Ordering::Relaxed) {
                    let start = Instant::now();
                    task.run(load.operation, &value).await?;
                    times.push(start.elapsed().as_nanos() as u32);
                }
                Ok::<_, String>(times)
            })
        })
        .collect();
    tokio::time::sleep(window).await;
    stop.store(true, Ordering::Relaxed);
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.map_err(|error| error.to_string())??);
    }
    let (elapsed, cpu) = (start.elapsed(), cpu_us() - cpu);
    times.sort_unstable();
    let at = |part: f64| {
        let last = times.len().saturating_sub(1);
        let time = times.get((last as f64 * part) as usize);
        time.map_or(f64::NAN, |time| f64::from(*time) / 1000.0)
    };
    let commands = match load.operation {
        Operation::Pipeline => times.len() * PIPELINE,
        _ => times.len(),
    } as f64;
    Ok(Measured {
        rate: commands / elapsed.as_secs_f64(),
        p50: at(0.5),
        p99: at(0.99),
        longest: at(1.0),
        cpu: cpu / commands,
    })
}

/// Processor time of all threads of this process so far, in microseconds. From `/proc/self/task/*/schedstat`, whose first
/// number is nanoseconds on a processor; `NaN` where there is none.
fn cpu_us() -> f64 {
    let Ok(threads) = fs::read_dir("/proc/self/task") else {
        return f64::NAN;
    };
    let times = threads.filter_map(|thread| {
        let text = fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    times.sum::<f64>() / 1000.0
}
