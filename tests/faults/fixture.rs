//! A server behind a proxy, and what the tests put on it.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use redis_config::dev::Server;
use redis_config::queue::{Context, JobId, PushOptions, Queue, QueueError, Summary, Worker};
use redis_config::{Handle, Sources};
use redis_config_tests::canary;
use redis_config_tests::fixture::crash_jobs::{CrashRedis, Kind, Task, variable};
use redis_config_tests::poll::until;
use redis_config_tests::proxy::Proxy;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Nothing takes this long unless it hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A server, a proxy in front of it, and a handle that connects through the proxy.
pub(crate) struct Rig {
    pub(crate) server: Server,
    pub(crate) proxy: Proxy,
    pub(crate) handle: Handle<CrashRedis>,
    pub(crate) queue: Queue<CrashRedis, Task>,
    /// Connects directly, so it sees no fault.
    pub(crate) watching: Queue<CrashRedis, Task>,
}

impl Rig {
    pub(crate) async fn new() -> Self {
        let server = Server::builder()
            .password(canary::PASSWORD)
            .start()
            .expect("a private server");
        Self::on(server).await
    }

    pub(crate) async fn on(server: Server) -> Self {
        let proxy = Proxy::before(&server).await.expect("a proxy");
        let handle = connect(&proxy.url(&server.url())).await;
        let watching = Queue::new(&connect(&server.url()).await);
        Self {
            queue: Queue::new(&handle),
            server,
            proxy,
            handle,
            watching,
        }
    }

    /// Pushes a job until it is acknowledged, under one id; gives the id and how often the outcome was unknown.
    pub(crate) async fn push(&self, kind: Kind) -> (JobId, u32) {
        let (id, task) = (JobId::new(), Task::new(kind));
        let mut unknown = 0;
        let pushing = async {
            while let Err(error) = self.try_push(id, &task).await {
                assert_eq!(canary::find(&format!("{error} {error:?}")), None);
                unknown += 1;
            }
        };
        tokio::time::timeout(PATIENCE, pushing)
            .await
            .expect("the push is acknowledged in the end");
        (id, unknown)
    }

    pub(crate) async fn try_push(&self, id: JobId, task: &Task) -> Result<JobId, QueueError> {
        self.queue.push_with(task, PushOptions::new().id(id)).await
    }

    /// Waits until no job waits or runs.
    pub(crate) async fn drained(&self) {
        until("the queue is empty", PATIENCE, async || {
            self.watching.stats().await.is_ok_and(|stats| {
                stats.ready + stats.delayed + stats.suspects + stats.claimed == 0
            })
        })
        .await;
    }
}

/// A handle of the server at this URL.
pub(crate) async fn connect(url: &str) -> Handle<CrashRedis> {
    let sources = Sources::defaults().env([(variable::URL, url)]);
    let config = CrashRedis::load_from(&sources).expect("a valid configuration");
    config.connect().await.expect("the server is up")
}

/// One run of a handler: job, delivery, attempt.
pub(crate) type Run = (JobId, u32, u32);

/// A worker in this process that writes down its runs.
pub(crate) struct Running {
    runs: Arc<Mutex<Vec<Run>>>,
    stop: Arc<Notify>,
    worker: JoinHandle<Result<Summary, QueueError>>,
}

impl Running {
    /// Starts it.
    pub(crate) fn start(handle: &Handle<CrashRedis>, lease: Duration) -> Self {
        let runs = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(Notify::new());
        let (noted, reply) = (Arc::clone(&runs), Arc::clone(&stop));
        let worker = Worker::new(handle, move |task: Task, context: Context| {
            let run = (context.id(), context.delivery(), context.attempt());
            noted
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(run);
            async move {
                match task.kind {
                    Kind::Steady(millis) => {
                        tokio::time::sleep(Duration::from_millis(millis)).await;
                        Ok(())
                    }
                    Kind::FailsOnce if context.attempt() > 1 => Ok(()),
                    _ => Err("failed on request"),
                }
            }
        })
        .concurrency(4)
        .lease(lease);
        let worker = tokio::spawn(worker.run_until(async move { reply.notified().await }));
        Self { runs, stop, worker }
    }

    /// The runs so far.
    pub(crate) fn runs(&self) -> Vec<Run> {
        self.runs
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Stops it in order, and gives its runs.
    pub(crate) async fn stop(self) -> Vec<Run> {
        self.stop.notify_one();
        tokio::time::timeout(PATIENCE, self.worker)
            .await
            .expect("the worker stops")
            .expect("it does not panic")
            .expect("it does not end by an error");
        let runs = self.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.clone()
    }
}
