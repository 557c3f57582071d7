//! A private server, a handle to it, and a look inside the queue.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use redis_config::dev::{Builder, Server};
use redis_config::queue::{
    CancellationToken, Context, Job, JobId, Queue, QueueError, Summary, Worker,
};
use redis_config::{Handle, RedisConfig};
use redis_config_tests::documented_acl;
use redis_config_tests::poll::until;
use serde::{Deserialize, Serialize};

/// Long enough for a busy machine, short enough to notice.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "LIVE_QUEUE_REDIS")]
pub(crate) struct JobsRedis {
    pub(crate) url: String,
    pub(crate) response_timeout: Duration,
    pub(crate) reconnect_max_delay: Duration,
}

/// The user that the whole suite signs in as, with the rights of a producer, a worker, an operator and a cache together,
/// by the lines of the documentation and nothing else.
const USER: &str = "suite";
const PASSWORD: &str = "fewest-rights";

/// A server that knows the suite's user, whatever happens to it.
pub(crate) fn server() -> Builder {
    let roles = ["producer", "worker", "operator", "cache"];
    let rules: Vec<String> = roles
        .iter()
        .flat_map(|role| documented_acl::rules(role, PASSWORD))
        .collect();
    Server::builder().arg("user", format!("{USER} {}", rules.join(" ")))
}

/// A definition that signs in as the suite's user, unless the URL names another.
pub(crate) fn definition(url: String) -> JobsRedis {
    let url = match url.split_once("://") {
        Some((scheme, rest)) if !rest.contains('@') => {
            format!("{scheme}://{USER}:{PASSWORD}@{rest}")
        }
        _ => url,
    };
    JobsRedis {
        url,
        response_timeout: Duration::from_secs(5),
        // Some tests cut connections as fast as they are made.
        reconnect_max_delay: Duration::from_millis(200),
    }
}

/// A job that is a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Number {
    pub(crate) n: u64,
}

impl Job for Number {
    const QUEUE: &'static str = "numbers";
}

pub(crate) fn number(n: u64) -> Number {
    Number { n }
}

pub(crate) struct Fixture {
    pub(crate) server: Server,
    pub(crate) handle: Handle<JobsRedis>,
    pub(crate) queue: Queue<JobsRedis, Number>,
}

pub(crate) async fn fixture() -> Fixture {
    on(server().start().unwrap()).await
}

pub(crate) async fn on(server: Server) -> Fixture {
    let url = server.url();
    let handle = connect(url).await;
    Fixture {
        queue: Queue::new(&handle),
        server,
        handle,
    }
}

pub(crate) async fn connect(url: String) -> Handle<JobsRedis> {
    definition(url).connect().await.unwrap()
}

impl Fixture {
    /// A command of the test's own, past the library.
    pub(crate) fn call(&self, command: &[&str]) -> String {
        self.server.call(command).unwrap()
    }

    /// Waits until the queue's numbers are so.
    pub(crate) async fn until_stats(
        &self,
        what: &str,
        holds: impl Fn(&redis_config::queue::Stats) -> bool,
    ) {
        until(what, PATIENCE, async || match self.queue.stats().await {
            Ok(stats) => holds(&stats),
            Err(_) => false,
        })
        .await;
    }

    /// Waits until the only jobs are dead letters.
    pub(crate) async fn until_drained(&self) {
        self.until_stats("the queue is drained", |s| {
            s.ready + s.delayed + s.suspects + s.claimed == 0
        })
        .await;
    }
}

/// The jobs that handlers got.
#[derive(Clone, Default)]
pub(crate) struct Seen(Arc<Mutex<Vec<Sight>>>);

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sight {
    pub(crate) n: u64,
    pub(crate) id: JobId,
    pub(crate) attempt: u32,
    pub(crate) delivery: u32,
}

impl Seen {
    pub(crate) fn note(&self, job: &Number, ctx: &Context) {
        self.0.lock().unwrap().push(Sight {
            n: job.n,
            id: ctx.id(),
            attempt: ctx.attempt(),
            delivery: ctx.delivery(),
        });
    }

    pub(crate) fn all(&self) -> Vec<Sight> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.lock().unwrap().len()
    }

    /// The numbers, sorted.
    pub(crate) fn numbers(&self) -> Vec<u64> {
        let mut numbers: Vec<u64> = self.all().iter().map(|sight| sight.n).collect();
        numbers.sort_unstable();
        numbers
    }
}

/// A worker in a task of its own.
pub(crate) struct Working {
    task: tokio::task::JoinHandle<Result<Summary, QueueError>>,
    stop: CancellationToken,
}

impl Working {
    /// `run` is given the future that stops the worker.
    pub(crate) fn start<F>(run: impl FnOnce(Stopped) -> F) -> Self
    where
        F: Future<Output = Result<Summary, QueueError>> + Send + 'static,
    {
        let stop = CancellationToken::new();
        let task = tokio::spawn(run(Box::pin(stop.clone().cancelled_owned())));
        Self { task, stop }
    }

    /// A worker whose jobs do nothing.
    pub(crate) fn idle(handle: &Handle<JobsRedis>) -> Self {
        Self::start(|stop| Worker::new(handle, |_: Number, _| async {}).run_until(stop))
    }

    /// A worker that notes its jobs.
    pub(crate) fn noting(handle: &Handle<JobsRedis>, seen: &Seen) -> Self {
        let seen = seen.clone();
        let note = move |job: Number, ctx: Context| {
            seen.note(&job, &ctx);
            async {}
        };
        Self::start(|stop| Worker::new(handle, note).run_until(stop))
    }

    /// Requests a stop: it takes no job from now on.
    pub(crate) fn request_stop(&self) {
        self.stop.cancel();
    }

    /// Stops it gracefully.
    pub(crate) async fn stop(self) -> Summary {
        self.request_stop();
        self.ended().await.unwrap()
    }

    /// Waits for its end.
    pub(crate) async fn ended(self) -> Result<Summary, QueueError> {
        tokio::time::timeout(PATIENCE, self.task)
            .await
            .expect("the worker ends")
            .unwrap()
    }

    /// Ends it like a crash, without a command to Redis.
    pub(crate) async fn crash(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

/// Ends when the worker is to stop.
pub(crate) type Stopped = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;
