//! The job: count the lines of a file and hash it.

use std::path::PathBuf;
use std::time::Duration;

use redis_config::Handle;
use redis_config::queue::{Context, Job};
use redis_config::redis::AsyncCommands as _;
use redis_config_examples::instances::CacheRedis;
use serde::{Deserialize, Serialize};

/// Simulates a real job, which waits for a mail server or the like. Without it, the run would end before a worker can be killed.
const PACE: Duration = Duration::from_millis(50);

/// One file to count.
#[derive(Serialize, Deserialize)]
pub(crate) struct CountFile {
    /// The key of the results, unique to this run.
    pub(crate) results: String,
    pub(crate) path: PathBuf,
}

impl Job for CountFile {
    const QUEUE: &'static str = "quickstart";
}

/// The result of one file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted {
    pub(crate) lines: u64,
    pub(crate) bytes: u64,
    pub(crate) hash: u64,
}

/// A result in the cache, stored under the id of its job: a job that ran twice counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) counted: Counted,
    pub(crate) delivery: u32,
    pub(crate) worker: u32,
}

/// The handler. It gets the job and the instance that it writes to.
pub(crate) async fn handle(
    job: CountFile,
    context: Context,
    cache: Handle<CacheRedis>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let counted = count(&std::fs::read(&job.path)?);
    tokio::time::sleep(PACE).await;
    let entry = Entry {
        counted,
        delivery: context.delivery(),
        worker: std::process::id(),
    };
    let () = cache
        .conn()
        .hset(&job.results, context.id().to_string(), entry.to_string())
        .await?;
    Ok(())
}

/// Lines, bytes, and FNV-1a of a file.
pub(crate) fn count(file: &[u8]) -> Counted {
    let hash = file.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Counted {
        lines: String::from_utf8_lossy(file).lines().count() as u64,
        bytes: file.len() as u64,
        hash,
    }
}

impl std::fmt::Display for Entry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Counted { lines, bytes, hash } = self.counted;
        write!(
            f,
            "{lines} {bytes} {hash:016x} {} {}",
            self.delivery, self.worker
        )
    }
}

impl std::str::FromStr for Entry {
    type Err = Box<dyn std::error::Error + Send + Sync>;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let [lines, bytes, hash, delivery, worker] = text.split(' ').collect::<Vec<_>>()[..] else {
            return Err(format!("not a result: {text:?}").into());
        };
        let counted = Counted {
            lines: lines.parse()?,
            bytes: bytes.parse()?,
            hash: u64::from_str_radix(hash, 16)?,
        };
        Ok(Self {
            counted,
            delivery: delivery.parse()?,
            worker: worker.parse()?,
        })
    }
}
