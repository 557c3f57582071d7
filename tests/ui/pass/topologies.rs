// Every topology, and every setting of each.
use redis_config::credentials::{CredentialsProvider, file};
use redis_config::topology::{Auto, Cluster, Sentinel, Topology};
use redis_config::{RedisConfig, Secret, TopologyKind};

const CA: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

#[derive(Clone, RedisConfig)]
#[redis(topology = sentinel, master = "mymaster", read_from = replica, sentinel_tls_server_name = "s.example")]
#[redis(tls = true, tls_ca = CA, sentinel_tls_cert = "/s.pem", sentinel_tls_key = "/s.key", fallback)]
struct SessionsRedis {
    nodes: Vec<String>,
    username: Option<String>,
    password: Option<Secret>,
    sentinel_username: Option<String>,
    sentinel_password: Option<Secret>,
    tls_cert: Option<std::path::PathBuf>,
    tls_key: Option<Secret>,
    #[redis(default = false)]
    disabled: bool,
}

#[derive(Clone, RedisConfig)]
#[redis(topology = cluster, address_map = ["10.0.0.1:7000=127.0.0.1:17000"], numbered_databases = true, database = 2)]
#[redis(allowed_hosts = ["127.0.0.1", "*.redis.internal", "fd00::/8"])]
struct EventsRedis {
    #[redis(default = "10.0.0.1:7000,10.0.0.2:7000")]
    nodes: Vec<String>,
}

#[derive(Clone, RedisConfig)]
#[redis(topology = "auto", nodes = ["10.0.0.1:7000", "10.0.0.2:7000"], master = "mymaster", credentials = provider)]
struct AnyRedis;

fn provider(_: &AnyRedis) -> impl CredentialsProvider + use<> {
    file("/run/secrets/any")
}

#[derive(Clone, RedisConfig)]
#[redis(topology = auto, url = "rediss+sentinel://a,b/0?master=jobs", danger_tls_insecure = true)]
struct ByUrlRedis;

fn is<C: RedisConfig<Topology = T>, T: Topology>(kind: TopologyKind) {
    assert_eq!(T::TOPOLOGY, kind);
}

fn main() {
    is::<SessionsRedis, Sentinel>(TopologyKind::Sentinel);
    is::<EventsRedis, Cluster>(TopologyKind::Cluster);
    is::<AnyRedis, Auto>(TopologyKind::Auto);
    assert!(SessionsRedis::FALLBACK && !EventsRedis::FALLBACK);
    assert!(AnyRedis.credentials().is_some());

    let events = EventsRedis::defaults().and_then(|events| events.settings()).unwrap();
    assert_eq!(events.address(), "redis+cluster://10.0.0.1:7000,10.0.0.2:7000/2");
    assert_eq!(events.address_map().len(), 1);
    let by_url = ByUrlRedis.settings().unwrap();
    assert_eq!(by_url.topology(), TopologyKind::Sentinel);
    assert_eq!(by_url.address(), "rediss+sentinel://a:26379,b:26379/0?master=jobs");
    assert!(by_url.sentinel_tls().is_some_and(|tls| tls.insecure()));
}
