//! A configuration file that is part of the program.

use redis_config::{RedisConfig, Secret, Sources};

use super::config_file::directory;

#[derive(Clone, RedisConfig)]
#[redis(name = "jobs", file = "load/sources/embedded.toml")]
struct JobsRedis {
    #[redis(default = "redis://127.0.0.1:6379/1")]
    url: String,
    host: Option<String>,
    port: Option<u16>,
    password: Option<Secret>,
    #[redis(default = "2s")]
    connect_timeout: std::time::Duration,
}

#[test]
fn a_file_in_the_attribute_is_read_by_a_load() {
    let sources = || Sources::standard().env([("", ""); 0]);
    let dev = JobsRedis::load_from(&sources().profile("dev")).unwrap();
    assert_eq!(dev.url, "redis://127.0.0.1:6379/1");
    assert_eq!(dev.connect_timeout.as_secs(), 3);
    let parts = JobsRedis::load_from(&sources().profile("parts")).unwrap();
    assert_eq!(
        parts.settings().unwrap().address(),
        "redis://jobs.example.com:7000/1"
    );
    assert_eq!((parts.host, parts.port), (None, None));
    // The file of the password does not exist here.
    let invalid = JobsRedis::load_from(&sources().profile("production"))
        .err()
        .unwrap();
    assert_eq!(invalid.violations()[0].setting(), "password");
    let why = JobsRedis::explain(&sources().profile("dev")).to_string();
    assert!(why.contains("embedded.toml:2:19"), "{why}");
    assert!(dev.password.is_none());
    // A file of the sources replaces it.
    let (_directory, path) = directory("redis.toml", "[jobs]\nconnect_timeout = \"4s\"\n");
    let other = JobsRedis::load_from(&sources().profile("dev").file(path)).unwrap();
    assert_eq!(other.connect_timeout.as_secs(), 4);
    let defaults = JobsRedis::defaults().unwrap();
    assert_eq!(defaults.connect_timeout.as_secs(), 2);
}
