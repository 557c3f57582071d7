//! Connection strings of .NET: Azure and Aspire.

use redis_config::{RedisConfig, Secret};

use super::fixture::{Any, DEFAULT, Jobs, seen};
use crate::fixture::{load, one};

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "jobs", env = "JOBS_REDIS", topology = sentinel)]
struct Watched {
    nodes: Vec<String>,
    master: String,
    password: Option<Secret>,
}

/// <https://learn.microsoft.com/azure/service-connector/how-to-integrate-redis-cache>.
#[test]
fn azure() {
    const NAME: &str = "AZURE_REDIS_CONNECTIONSTRING";
    let address = "rediss://***@shop.redis.cache.windows.net:6380/0 :aGVsbG8gd29ybGQ+/w==";
    for text in [
        "shop.redis.cache.windows.net:6380,password=aGVsbG8gd29ybGQ+/w==,ssl=True,defaultDatabase=0",
        "shop.redis.cache.windows.net:6380,password=aGVsbG8gd29ybGQ+/w==,ssl=True,abortConnect=False",
        "shop.redis.cache.windows.net, ssl=true, password=aGVsbG8gd29ybGQ+/w==,",
        "rediss://:aGVsbG8gd29ybGQ+%2Fw==@shop.redis.cache.windows.net:6380/0",
    ] {
        assert_eq!(seen::<Any>(&[(NAME, text)]), address, "{text}");
    }
    assert_eq!(
        seen::<Any>(&[(NAME, "h:6379,user=worker,password=p,defaultDatabase=3")]),
        "redis://***@h:6379/3 worker:p"
    );
    // A managed identity: the host is all that is set.
    assert_eq!(
        seen::<Any>(&[("AZURE_REDIS_HOST", "shop.redis.cache.windows.net")]),
        "rediss://shop.redis.cache.windows.net:6380/0"
    );
    let parts = [
        ("AZURE_REDIS_HOST", "shop.redis.cache.windows.net"),
        ("AZURE_REDIS_PORT", "6380"),
        ("AZURE_REDIS_PASSWORD", "k=="),
        ("AZURE_REDIS_SSL", "true"),
        ("AZURE_REDIS_DATABASE", "2"),
    ];
    assert_eq!(
        seen::<Any>(&parts),
        "rediss://***@shop.redis.cache.windows.net:6380/2 :k=="
    );
}

#[test]
fn a_connection_string_is_refused_without_its_secret() {
    const NAME: &str = "AZURE_REDIS_CONNECTIONSTRING";
    for (text, message) in [
        (
            "h:6380,password=hun,ter2,ssl=True",
            "`AZURE_REDIS_CONNECTIONSTRING` has text after an option that is no option; a password with a comma cannot be written here",
        ),
        (
            "password=hunter2,ssl=True",
            "`AZURE_REDIS_CONNECTIONSTRING` is neither a URL nor a connection string of .NET",
        ),
        (
            "Server=h;Password=hunter2",
            "`AZURE_REDIS_CONNECTIONSTRING` is neither a URL nor a connection string of .NET",
        ),
        (
            "h:6380,password=hunter2,ssl=maybe",
            "the value does not state whether to use TLS",
        ),
    ] {
        let violation = one::<Any>(&[(NAME, text)]);
        assert_eq!(violation.message(), message);
        let shown = format!("{violation} {violation:?}");
        assert!(!shown.contains("hun") && !shown.contains("ter2"), "{shown}");
    }
}

/// <https://learn.microsoft.com/dotnet/aspire/caching/stackexchange-redis-integration>, and the connection properties of Aspire 13.
#[test]
fn aspire() {
    let text = "localhost:53123,password=p4ss,ssl=true";
    let address = "rediss://***@localhost:53123/0 :p4ss";
    for name in [
        "ConnectionStrings__jobs",
        "ConnectionStrings__Jobs-Redis",
        "CONNECTIONSTRINGS__JOBS",
    ] {
        assert_eq!(seen::<Jobs>(&[(name, text)]), address);
        assert_eq!(seen::<Any>(&[(name, text)]), DEFAULT, "only by its name");
    }
    let sql = (
        "ConnectionStrings__jobs",
        "Server=db;Database=jobs;Password=x",
    );
    assert_eq!(seen::<Jobs>(&[sql]), DEFAULT, "of another database");
    let properties = [
        ("JOBS_HOST", "localhost"),
        ("JOBS_PORT", "53123"),
        ("JOBS_PASSWORD", "p4ss"),
        ("JOBS_URI", "rediss://:p4ss@localhost:53123"),
    ];
    assert_eq!(seen::<Jobs>(&properties), address);
    assert_eq!(
        seen::<Jobs>(&properties[3..]),
        DEFAULT,
        "any variable of the application"
    );
    let both = [
        properties[3],
        properties[0],
        properties[1],
        ("ConnectionStrings__jobs", text),
    ];
    assert_eq!(seen::<Jobs>(&both), address);
}

/// The configuration of StackExchange.Redis, section "Sentinel".
#[test]
fn a_service_name_means_sentinels() {
    let text = "s1,s2:26380,serviceName=mymaster,password=p4ss";
    let watched: Watched = load(&[("ConnectionStrings__jobs", text)]).unwrap();
    assert_eq!(watched.nodes, ["s1:26379", "s2:26380"]);
    assert_eq!(watched.master, "mymaster");
    assert_eq!(watched.password, Some(Secret::new("p4ss")));
    let several = [("ConnectionStrings__jobs", "a:7000,b:7001")];
    assert_eq!(one::<Jobs>(&several).code(), "topology");
}
