//! The libraries, each with its defaults, and with the timeouts that its documentation offers for faults like these.

use std::sync::Arc;
use std::time::Duration;

use fred::interfaces::{ClientLike as _, KeysInterface as _};
use fred::types::Builder;
use fred::types::config::{Config, ReconnectPolicy, TcpConfig, UnresponsiveConfig};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use redis::aio::{ConnectionLike, ConnectionManagerConfig};
use redis_config::{Handle, RedisConfig};
use rustis::commands::StringCommands as _;

use crate::definition::{BenchRedis, QuickRedis};

/// Of the tuned configurations, wherever a library has such a setting.
const QUICK: Duration = Duration::from_millis(500);

/// Where a peer connects to.
#[derive(Clone, Debug)]
pub enum Address {
    /// One server.
    Standalone(String),
}

/// Sends one `SET`.
pub type Client = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// A library in one configuration.
pub struct Peer {
    /// For the table.
    pub name: &'static str,
    /// Connects; the text says why it cannot.
    pub open: fn(Address) -> BoxFuture<'static, Result<Client, String>>,
}

/// All of them, in the order of the table.
pub const PEERS: [Peer; 10] = [
    Peer {
        name: "redis-config",
        open: |address| ours(address, |url| BenchRedis { url }).boxed(),
    },
    Peer {
        name: "redis-config, 500 ms timeouts",
        open: |address| ours(address, |url| QuickRedis { url }).boxed(),
    },
    Peer {
        name: "redis, ConnectionManager",
        open: |address| manager(address, ConnectionManagerConfig::new()).boxed(),
    },
    Peer {
        name: "redis, ConnectionManager, retries without end, at most 500 ms apart",
        open: |address| {
            let config = ConnectionManagerConfig::new()
                .set_connection_timeout(Some(QUICK))
                .set_response_timeout(Some(QUICK))
                .set_max_delay(QUICK)
                .set_number_of_retries(1_000_000);
            manager(address, config).boxed()
        },
    },
    Peer {
        name: "deadpool-redis",
        open: |address| deadpool(address, None).boxed(),
    },
    Peer {
        name: "deadpool-redis, 500 ms timeouts",
        open: |address| deadpool(address, Some(QUICK)).boxed(),
    },
    Peer {
        name: "fred",
        open: |address| fred(address, false).boxed(),
    },
    Peer {
        name: "fred, exponential policy, 500 ms timeouts, unresponsive after 1 s",
        open: |address| fred(address, true).boxed(),
    },
    Peer {
        name: "rustis",
        open: |address| rustis(address, false).boxed(),
    },
    Peer {
        name: "rustis, exponential reconnection, 500 ms timeouts",
        open: |address| rustis(address, true).boxed(),
    },
];

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

async fn set<C: ConnectionLike>(mut connection: C) -> Result<(), String> {
    let mut set = redis::cmd("SET");
    set.arg("bench:key").arg("value");
    set.exec_async(&mut connection).await.map_err(text)
}

async fn ours<C: RedisConfig>(address: Address, config: fn(String) -> C) -> Result<Client, String> {
    let Address::Standalone(url) = address;
    let handle: Handle<C> = Handle::connect(&config(url)).await.map_err(text)?;
    Ok(Arc::new(move || set(handle.conn()).boxed()))
}

async fn manager(address: Address, config: ConnectionManagerConfig) -> Result<Client, String> {
    let Address::Standalone(url) = address;
    let client = redis::Client::open(url).map_err(text)?;
    let manager = client.get_connection_manager_with_config(config).await;
    let manager = manager.map_err(text)?;
    Ok(Arc::new(move || set(manager.clone()).boxed()))
}

async fn deadpool(address: Address, quick: Option<Duration>) -> Result<Client, String> {
    let Address::Standalone(url) = address;
    let mut config = deadpool_redis::Config::from_url(url);
    if quick.is_some() {
        config.pool = Some(deadpool_redis::PoolConfig {
            timeouts: deadpool_redis::Timeouts {
                wait: quick,
                create: quick,
                recycle: quick,
            },
            ..deadpool_redis::PoolConfig::default()
        });
    }
    let pool = config
        .create_pool(Some(deadpool_redis::Runtime::Tokio1))
        .map_err(text)?;
    set(pool.get().await.map_err(text)?).await?;
    Ok(Arc::new(move || {
        let pool = pool.clone();
        async move { set(pool.get().await.map_err(text)?).await }.boxed()
    }))
}

async fn fred(address: Address, tuned: bool) -> Result<Client, String> {
    let Address::Standalone(url) = address;
    let mut builder = Builder::from_config(Config::from_url(&url).map_err(text)?);
    if tuned {
        // As in its documentation, but for the pauses: half a second instead of half a minute.
        builder.set_policy(ReconnectPolicy::new_exponential(0, 100, 500, 2));
        builder.with_connection_config(|config| {
            config.connection_timeout = QUICK;
            config.internal_command_timeout = QUICK;
            config.tcp = TcpConfig {
                nodelay: Some(true),
                ..TcpConfig::default()
            };
            config.unresponsive = UnresponsiveConfig {
                max_timeout: Some(2 * QUICK),
                interval: QUICK / 2,
            };
        });
        builder.with_performance_config(|config| config.default_command_timeout = QUICK);
    }
    let client = builder.build().map_err(text)?;
    client.init().await.map_err(text)?;
    Ok(Arc::new(move || {
        let client = client.clone();
        async move {
            let set = client.set::<(), _, _>("bench:key", "value", None, None, false);
            set.await.map_err(text)
        }
        .boxed()
    }))
}

async fn rustis(address: Address, tuned: bool) -> Result<Client, String> {
    let Address::Standalone(url) = address;
    let mut config: rustis::client::Config = url.parse().map_err(text)?;
    if tuned {
        config.connect_timeout = QUICK;
        config.command_timeout = QUICK;
        config.reconnection = rustis::client::ReconnectionConfig::Exponential {
            max_attempts: 0,
            min_delay: 50,
            max_delay: 500,
            multiplicative_factor: 2,
            jitter: 20,
        };
    }
    let client = rustis::client::Client::connect(config)
        .await
        .map_err(text)?;
    Ok(Arc::new(move || {
        let client = client.clone();
        async move { client.set("bench:key", "value").await.map_err(text) }.boxed()
    }))
}
