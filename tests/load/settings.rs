//! The normal form.

use std::time::Duration;

use redis_config::{Endpoint, Protocol, Sources};

use crate::fixture::{Jobs, load};

#[test]
fn every_setting_has_its_default() {
    let settings = Sources::defaults()
        .load::<Jobs>()
        .unwrap()
        .settings()
        .unwrap();
    assert_eq!(settings.name(), "jobs");
    assert_eq!(
        settings.endpoint(),
        &Endpoint::Tcp {
            host: "127.0.0.1".into(),
            port: 6379
        }
    );
    assert_eq!((settings.username(), settings.password()), (None, None));
    assert_eq!(settings.database(), 1);
    assert_eq!(settings.connect_timeout(), Duration::from_secs(2));
    assert_eq!(settings.response_timeout(), Duration::from_secs(5));
    assert_eq!(settings.reconnect_min_delay(), Duration::from_millis(50));
    assert_eq!(settings.reconnect_max_delay(), Duration::from_secs(5));
    assert_eq!(settings.keepalive(), Duration::from_secs(30));
    assert_eq!(settings.max_connection_age(), None);
    assert_eq!(settings.drain_timeout(), Duration::from_secs(10));
    assert_eq!(
        (settings.connections(), settings.dedicated_connections()),
        (1, 64)
    );
    assert_eq!(settings.protocol(), Protocol::Resp3);
    assert_eq!(
        (settings.client_name(), settings.key_prefix()),
        (None, None)
    );
}

#[test]
fn the_address_shows_no_secret() {
    for (url, address) in [
        ("redis://h", "redis://h:6379/0"),
        ("redis://:p@h:7000/2", "redis://***@h:7000/2"),
        ("redis://user:p@h", "redis://***@h:6379/0"),
        ("redis://[::1]:7000/2", "redis://[::1]:7000/2"),
        ("unix:///run/r.sock?db=3", "unix:///run/r.sock?db=3"),
        ("unix:///run/r.sock?pass=p", "unix:///run/r.sock?db=0"),
    ] {
        let settings = load::<Jobs>(&[("JOBS_REDIS_URL", url)])
            .unwrap()
            .settings()
            .unwrap();
        assert_eq!(settings.address(), address, "{url}");
    }
}

#[test]
fn clones_are_the_same_settings() {
    let settings = Sources::defaults()
        .load::<Jobs>()
        .unwrap()
        .settings()
        .unwrap();
    assert!(std::ptr::eq(settings.name(), settings.clone().name()));
    assert!(std::ptr::eq(settings.address(), settings.clone().address()));
}
