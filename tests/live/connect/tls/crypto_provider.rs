//! A process in which no crypto provider is the default: as it is with two of them in the tree.

use redis_config::redis::AsyncCommands;

use super::fixture::Rig;

#[tokio::test]
async fn no_default_provider_is_needed() {
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    let asked = std::panic::catch_unwind(rustls::ClientConfig::builder);
    assert!(asked.is_err(), "this process has a default after all");

    let rig = Rig::start();
    let handle = rig.connect().await;
    let () = handle.conn().set("k", "v").await.unwrap();
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}
