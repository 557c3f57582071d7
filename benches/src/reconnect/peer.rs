//! The libraries, each with its defaults, and with the timeouts that its documentation recommends for such faults.

use std::sync::Arc;
use std::time::Duration;

use fred::interfaces::{ClientLike as _, KeysInterface as _};
use fred::types::Builder;
use fred::types::config::{Config, ReconnectPolicy, ServerConfig, TcpConfig, UnresponsiveConfig};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use redis::aio::{ConnectionLike, ConnectionManagerConfig};
use redis_config::{Handle, RedisConfig};
use rustis::commands::StringCommands as _;

use crate::definition::{
    BenchCluster, BenchRedis, BenchSentinel, QuickCluster, QuickRedis, QuickSentinel,
};

/// For the tuned configurations, if a library has such a setting.
const QUICK: Duration = Duration::from_millis(500);

/// Where a peer connects to.
#[derive(Clone, Debug)]
pub enum Address {
    /// One server, by its URL.
    Standalone(String),
    /// The sentinels as `host:port`, and the name of the primary.
    Sentinel(Vec<String>, String),
    /// Nodes of a cluster as `host:port`.
    Cluster(Vec<String>),
}

fn urls(nodes: &[String]) -> Vec<String> {
    nodes.iter().map(|node| format!("redis://{node}")).collect()
}

fn hosts(nodes: &[String]) -> Vec<(String, u16)> {
    let parts = nodes.iter().filter_map(|node| node.rsplit_once(':'));
    parts
        .filter_map(|(host, port)| Some((host.to_owned(), port.parse().ok()?)))
        .collect()
}

/// The key that every caller sets.
pub const KEY: &str = "bench:key";

/// Sends one `SET`.
pub type Client = Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>;

/// A library in one configuration.
pub struct Peer {
    /// For the table.
    pub name: &'static str,
    /// Connects, or returns the reason why it cannot.
    pub open: fn(Address) -> BoxFuture<'static, Result<Client, String>>,
}

/// All of them, in the order of the table.
pub const PEERS: [Peer; 10] = [
    Peer {
        name: "redis-config",
        open: |address| match address {
            Address::Standalone(url) => ours(BenchRedis { url }).boxed(),
            Address::Sentinel(nodes, master) => ours(BenchSentinel { nodes, master }).boxed(),
            Address::Cluster(nodes) => ours(BenchCluster { nodes }).boxed(),
        },
    },
    Peer {
        name: "redis-config, 500 ms timeouts",
        open: |address| match address {
            Address::Standalone(url) => ours(QuickRedis { url }).boxed(),
            Address::Sentinel(nodes, master) => ours(QuickSentinel { nodes, master }).boxed(),
            Address::Cluster(nodes) => ours(QuickCluster { nodes }).boxed(),
        },
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
    set.arg(KEY).arg("value");
    set.exec_async(&mut connection).await.map_err(text)
}

async fn ours<C: RedisConfig>(config: C) -> Result<Client, String> {
    let handle: Handle<C> = Handle::connect(&config).await.map_err(text)?;
    Ok(Arc::new(move || set(handle.conn()).boxed()))
}

/// For a cluster, the crate's own cluster connection with the same timeouts and retries.
async fn manager(address: Address, config: ConnectionManagerConfig) -> Result<Client, String> {
    match address {
        Address::Standalone(url) => {
            let client = redis::Client::open(url).map_err(text)?;
            let manager = client.get_connection_manager_with_config(config).await;
            let manager = manager.map_err(text)?;
            Ok(Arc::new(move || set(manager.clone()).boxed()))
        }
        Address::Sentinel(..) => Err("no such thing".to_owned()),
        Address::Cluster(nodes) => {
            let tuned = config.connection_timeout() == Some(QUICK);
            let mut builder = redis::cluster::ClusterClientBuilder::new(urls(&nodes));
            if tuned {
                builder = builder.connection_timeout(QUICK).response_timeout(QUICK);
            }
            let client = builder.build().map_err(text)?;
            let connection = client.get_async_connection().await.map_err(text)?;
            Ok(Arc::new(move || set(connection.clone()).boxed()))
        }
    }
}

async fn deadpool(address: Address, quick: Option<Duration>) -> Result<Client, String> {
    let mut pool = deadpool_redis::PoolConfig::default();
    if quick.is_some() {
        pool.timeouts = deadpool_redis::Timeouts {
            wait: quick,
            create: quick,
            recycle: quick,
        };
    }
    let runtime = Some(deadpool_redis::Runtime::Tokio1);
    match address {
        Address::Standalone(url) => {
            let mut config = deadpool_redis::Config::from_url(url);
            config.pool = Some(pool);
            let pool = config.create_pool(runtime).map_err(text)?;
            set(pool.get().await.map_err(text)?).await?;
            Ok(Arc::new(move || {
                let pool = pool.clone();
                async move { set(pool.get().await.map_err(text)?).await }.boxed()
            }))
        }
        Address::Sentinel(nodes, master) => {
            let master_type = deadpool_redis::sentinel::SentinelServerType::Master;
            let mut config =
                deadpool_redis::sentinel::Config::from_urls(urls(&nodes), master, master_type);
            config.pool = Some(pool);
            let pool = config.create_pool(runtime).map_err(text)?;
            set(pool.get().await.map_err(text)?).await?;
            Ok(Arc::new(move || {
                let pool = pool.clone();
                async move { set(pool.get().await.map_err(text)?).await }.boxed()
            }))
        }
        Address::Cluster(nodes) => {
            let mut config = deadpool_redis::cluster::Config::from_urls(urls(&nodes));
            config.pool = Some(pool);
            let pool = config.create_pool(runtime).map_err(text)?;
            set(pool.get().await.map_err(text)?).await?;
            Ok(Arc::new(move || {
                let pool = pool.clone();
                async move { set(pool.get().await.map_err(text)?).await }.boxed()
            }))
        }
    }
}

async fn fred(address: Address, tuned: bool) -> Result<Client, String> {
    let config = match address {
        Address::Standalone(url) => Config::from_url(&url).map_err(text)?,
        Address::Sentinel(nodes, master) => Config {
            server: ServerConfig::new_sentinel(hosts(&nodes), master),
            ..Config::default()
        },
        Address::Cluster(nodes) => Config {
            server: ServerConfig::new_clustered(hosts(&nodes)),
            ..Config::default()
        },
    };
    let mut builder = Builder::from_config(config);
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
            let set = client.set::<(), _, _>(KEY, "value", None, None, false);
            set.await.map_err(text)
        }
        .boxed()
    }))
}

async fn rustis(address: Address, tuned: bool) -> Result<Client, String> {
    let url = match address {
        Address::Standalone(url) => url,
        Address::Sentinel(nodes, master) => {
            format!("redis+sentinel://{}/{master}", nodes.join(","))
        }
        Address::Cluster(nodes) => format!("redis+cluster://{}", nodes.join(",")),
    };
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
        async move { client.set(KEY, "value").await.map_err(text) }.boxed()
    }))
}
