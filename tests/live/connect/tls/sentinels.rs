//! Encrypted links to sentinels and to the servers that they name.

use redis_config::RedisConfig;
use redis_config::dev::{Certificates, Sentinel};
use redis_config::redis::AsyncCommands;

#[derive(Clone, Debug, RedisConfig)]
#[redis(name = "apart", env = "APART_REDIS", topology = sentinel)]
struct Apart {
    nodes: Vec<String>,
    master: String,
    tls: bool,
    tls_ca: Option<String>,
    sentinel_tls_ca: Option<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sentinels_are_trusted_by_settings_of_their_own() {
    let (certificates, stranger) = (Certificates::new().unwrap(), Certificates::new().unwrap());
    let set = Sentinel::builder()
        .tls(certificates.server().unwrap())
        .start()
        .unwrap();
    let config = Apart {
        nodes: set.nodes(),
        master: set.master().to_owned(),
        tls: true,
        tls_ca: Some(certificates.ca()),
        sentinel_tls_ca: None,
    };
    let handle = config.connect().await.unwrap();
    let () = handle.conn().set("k", "v").await.unwrap();

    let config = Apart {
        sentinel_tls_ca: Some(stranger.ca()),
        ..config
    };
    let error = config.connect().await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("an authority that is not in"), "{text}");
    assert!(text.contains("APART_REDIS_SENTINEL_TLS_CA"), "{text}");
}
