//! The service: routes, a worker, and one signal that stops both.

use std::time::Duration;

use axum::extract::{FromRef, Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use redis_config::queue::{Context, Job, Queue, Worker};
use redis_config::redis::AsyncCommands as _;
use redis_config::{Handle, RedisConfig, RedisConnections, Url};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use crate::Failure;

/// Redis for background jobs.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: Url,
}

/// Redis for data that can be recomputed.
#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "cache", env = "CACHE_REDIS")]
struct CacheRedis {
    #[redis(default = "redis://127.0.0.1:6379/0")]
    url: Url,
}

/// The state of the application: cloning it clones two handles, no connection.
#[derive(Clone, Debug, RedisConnections)]
struct Redis {
    jobs: Handle<JobsRedis>,
    cache: Handle<CacheRedis>,
}

/// A handler names the one instance that it uses: `State(jobs): State<Handle<JobsRedis>>`.
impl FromRef<Redis> for Handle<JobsRedis> {
    fn from_ref(redis: &Redis) -> Self {
        redis.jobs.clone()
    }
}

impl FromRef<Redis> for Handle<CacheRedis> {
    fn from_ref(redis: &Redis) -> Self {
        redis.cache.clone()
    }
}

#[derive(Serialize, Deserialize)]
struct Email {
    to: String,
}

impl Job for Email {
    const QUEUE: &'static str = "emails";
}

/// Health checks expect a quick response: a late one counts as a failure.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(1);
/// Seconds for which a sent email is recorded.
const KEPT: u64 = 3600;

type Refusal = (StatusCode, String);

/// Serves until SIGTERM or ctrl-c.
pub(crate) async fn run(address: &str) -> Result<(), Failure> {
    let stop = stop()?;
    let redis = Redis::connect().await?;
    let listener = TcpListener::bind(address).await?;
    println!("listening on {}", listener.local_addr()?);

    let routes = Router::new()
        .route("/health", get(health))
        .route("/visits", get(visits))
        .route("/emails", post(push))
        .route("/emails/{id}", get(sent))
        .with_state(redis.clone());
    let server = axum::serve(listener, routes).with_graceful_shutdown(stopped(stop.clone()));

    let jobs = redis.jobs.clone();
    let worker = Worker::new(&redis.jobs, move |job: Email, context: Context| {
        send(jobs.clone(), job, context)
    });
    // The first error of either ends the process: a service without its worker must be restarted.
    let (_, summary) = tokio::try_join!(async { server.await.map_err(Failure::from) }, async {
        worker.run_until(stopped(stop)).await.map_err(Failure::from)
    },)?;
    println!(
        "stopped: {} done, {} released",
        summary.done, summary.released
    );
    Ok(())
}

/// Catches the signals from this call on, so that none is missed while the instances connect.
fn stop() -> Result<watch::Receiver<bool>, Failure> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let (sender, stop) = watch::channel(false);
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => (),
            _ = interrupt.recv() => (),
        }
        sender.send_replace(true);
    });
    Ok(stop)
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the signal task is gone: stop, because no signal could stop the service any more.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn health(State(redis): State<Redis>) -> (StatusCode, Json<Value>) {
    let health = tokio::time::timeout(HEALTH_TIMEOUT, redis.health()).await;
    let status = match &health {
        Ok(health) if health.is_ok() => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    };
    let members = redis.state().into_iter().map(|(member, state)| {
        let report = match health.as_ref().ok().and_then(|all| all.get(&member)) {
            Some(Ok(health)) => {
                let role = health.role.as_ref().map(|role| format!("{role:?}"));
                let round_trip = health.round_trip.as_micros() as u64;
                json!({ "ready": true, "role": role, "round_trip_us": round_trip })
            }
            Some(Err(error)) => json!({ "ready": false, "error": error.to_string() }),
            // One of them was late, and the state is known at any time.
            None => {
                let error = state.last_error().map(ToString::to_string);
                json!({ "ready": state.is_ready(), "error": error })
            }
        };
        (member.into_owned(), report)
    });
    (status, Json(Value::Object(members.collect())))
}

async fn visits(State(cache): State<Handle<CacheRedis>>) -> Result<Json<Value>, Refusal> {
    let visits: u64 = cache.conn().incr("visits", 1).await.map_err(refuse)?;
    Ok(Json(json!({ "visits": visits })))
}

async fn push(
    State(jobs): State<Handle<JobsRedis>>,
    Json(email): Json<Email>,
) -> Result<(StatusCode, Json<Value>), Refusal> {
    let id = Queue::new(&jobs).push(&email).await.map_err(refuse)?;
    Ok((StatusCode::ACCEPTED, Json(json!({ "id": id.to_string() }))))
}

async fn sent(
    State(jobs): State<Handle<JobsRedis>>,
    Path(id): Path<String>,
) -> Result<String, Refusal> {
    let to: Option<String> = jobs.conn().get(key(&id)).await.map_err(refuse)?;
    to.ok_or((StatusCode::NOT_FOUND, format!("`{id}` is not sent")))
}

/// The handler of the worker. It records the email; a real one would call a mail server.
async fn send(jobs: Handle<JobsRedis>, job: Email, context: Context) -> Result<(), Failure> {
    let key = key(&context.id().to_string());
    let () = jobs.conn().set_ex(key, job.to, KEPT).await?;
    Ok(())
}

fn key(id: &str) -> String {
    format!("sent:{id}")
}

fn refuse(error: impl std::fmt::Display) -> Refusal {
    (StatusCode::SERVICE_UNAVAILABLE, error.to_string())
}
