//! One library in one configuration.

use fred::interfaces::{ClientLike as _, KeysInterface as _};
use redis::aio::{ConnectionLike, ConnectionManager, MultiplexedConnection};
use redis_config::{Connection, Handle};
use rustis::client::BatchPreparedCommand as _;
use rustis::commands::StringCommands as _;

use super::load::{KEY, Operation, PIPELINE};
use crate::definition::{BenchRedis, FourSockets};

/// Connections of the pools.
const POOL: u32 = 16;

/// The rows of the table, in order.
pub const NAMES: [&str; 9] = [
    "redis, multiplexed",
    "redis, multiplexed, its timeout off",
    "redis, ConnectionManager",
    "deadpool-redis, 16 connections",
    "bb8 of redis, 16 connections",
    "fred",
    "rustis",
    "redis-config",
    "redis-config, `connections = 4`",
];

/// A client. Each task has a clone.
#[derive(Clone)]
pub enum Peer {
    /// The connection of the `redis` crate.
    Multiplexed(MultiplexedConnection),
    /// Its connection that reconnects.
    Manager(ConnectionManager),
    /// A pool of `deadpool-redis`.
    Deadpool(deadpool_redis::Pool),
    /// A pool of `bb8`.
    Bb8(bb8::Pool<redis::Client>),
    /// `fred`.
    Fred(fred::clients::Client),
    /// `rustis`.
    Rustis(rustis::client::Client),
    /// This library.
    Ours(Connection<BenchRedis>),
    /// The same with four sockets; the connection of each task is on one of them.
    OursFour(Handle<FourSockets>, Connection<FourSockets>),
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

impl Peer {
    /// Connects the library of this row.
    ///
    /// # Errors
    ///
    /// What the library reports.
    pub async fn connect(row: usize, url: &str) -> Result<Self, String> {
        let client = redis::Client::open(url).map_err(text)?;
        Ok(match row {
            0 => Self::Multiplexed(
                client
                    .get_multiplexed_async_connection()
                    .await
                    .map_err(text)?,
            ),
            1 => {
                let config = redis::AsyncConnectionConfig::new().set_response_timeout(None);
                let connection = client.get_multiplexed_async_connection_with_config(&config);
                Self::Multiplexed(connection.await.map_err(text)?)
            }
            2 => Self::Manager(client.get_connection_manager().await.map_err(text)?),
            3 => {
                let mut config = deadpool_redis::Config::from_url(url);
                config.pool = Some(deadpool_redis::PoolConfig::new(POOL as usize));
                let runtime = Some(deadpool_redis::Runtime::Tokio1);
                Self::Deadpool(config.create_pool(runtime).map_err(text)?)
            }
            4 => {
                let pool = bb8::Pool::builder().max_size(POOL);
                Self::Bb8(pool.build(client).await.map_err(text)?)
            }
            5 => {
                let config = fred::types::config::Config::from_url(url).map_err(text)?;
                let client = fred::types::Builder::from_config(config)
                    .build()
                    .map_err(text)?;
                client.init().await.map_err(text)?;
                Self::Fred(client)
            }
            6 => Self::Rustis(rustis::client::Client::connect(url).await.map_err(text)?),
            7 => {
                let config = BenchRedis {
                    url: url.to_owned(),
                };
                Self::Ours(Handle::connect(&config).await.map_err(text)?.conn())
            }
            _ => {
                let config = FourSockets {
                    url: url.to_owned(),
                };
                let handle = Handle::connect(&config).await.map_err(text)?;
                let connection = handle.conn();
                Self::OursFour(handle, connection)
            }
        })
    }

    /// The client of one task.
    #[must_use]
    pub fn task(&self) -> Self {
        match self {
            Self::OursFour(handle, _) => Self::OursFour(handle.clone(), handle.conn()),
            peer => peer.clone(),
        }
    }

    /// Carries one operation out.
    ///
    /// # Errors
    ///
    /// What the library reports.
    pub async fn run(&mut self, operation: Operation, value: &[u8]) -> Result<(), String> {
        match self {
            Self::OursFour(_, connection) => on_redis(connection, operation, value).await,
            Self::Ours(connection) => on_redis(connection, operation, value).await,
            Self::Multiplexed(connection) => on_redis(connection, operation, value).await,
            Self::Manager(connection) => on_redis(connection, operation, value).await,
            Self::Deadpool(pool) => {
                let mut connection = pool.get().await.map_err(text)?;
                on_redis(&mut connection, operation, value).await
            }
            Self::Bb8(pool) => {
                let mut connection = pool.get().await.map_err(text)?;
                on_redis(&mut *connection, operation, value).await
            }
            Self::Fred(client) => match operation {
                Operation::Get => client.get::<Vec<u8>, _>(KEY).await.map(drop).map_err(text),
                Operation::Set => {
                    let set = client.set::<(), _, _>(KEY, value, None, None, false);
                    set.await.map_err(text)
                }
                Operation::Pipeline => {
                    let pipeline = client.pipeline();
                    for _ in 0..PIPELINE {
                        let () = pipeline.get(KEY).await.map_err(text)?;
                    }
                    pipeline.all::<Vec<Vec<u8>>>().await.map(drop).map_err(text)
                }
            },
            Self::Rustis(client) => match operation {
                Operation::Get => client
                    .get::<rustis::resp::BulkString>(KEY)
                    .await
                    .map(drop)
                    .map_err(text),
                Operation::Set => {
                    let value = rustis::resp::BulkString::from(value.to_vec());
                    client.set(KEY, value).await.map(drop).map_err(text)
                }
                Operation::Pipeline => {
                    let mut pipeline = client.create_pipeline();
                    for _ in 0..PIPELINE {
                        pipeline.get::<rustis::resp::BulkString>(KEY).queue();
                    }
                    let values: Result<Vec<rustis::resp::BulkString>, _> = pipeline.execute().await;
                    values.map(drop).map_err(text)
                }
            },
        }
    }
}

async fn on_redis<C: ConnectionLike + Send>(
    connection: &mut C,
    operation: Operation,
    value: &[u8],
) -> Result<(), String> {
    match operation {
        Operation::Get => {
            let value: redis::RedisResult<Vec<u8>> =
                redis::cmd("GET").arg(KEY).query_async(connection).await;
            value.map(drop).map_err(text)
        }
        Operation::Set => {
            let set = redis::cmd("SET")
                .arg(KEY)
                .arg(value)
                .query_async(connection)
                .await;
            set.map_err(text)
        }
        Operation::Pipeline => {
            let mut pipeline = redis::Pipeline::with_capacity(PIPELINE);
            for _ in 0..PIPELINE {
                pipeline.get(KEY);
            }
            let values: redis::RedisResult<Vec<Vec<u8>>> = pipeline.query_async(connection).await;
            values.map(drop).map_err(text)
        }
    }
}
