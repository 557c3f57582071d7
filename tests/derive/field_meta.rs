//! The definition as data.

use redis_config::{FieldMeta, RedisConfig, Role, Setting};

use crate::fixture::{CacheRedis, JobsRedis, SearchRedis};

#[expect(clippy::expect_used, reason = "a test that cannot continue")]
fn field<C: RedisConfig>(name: &str) -> FieldMeta {
    *C::FIELDS
        .iter()
        .find(|field| field.name == name)
        .expect("a field of that name")
}

#[test]
fn a_definition_describes_its_fields() {
    let names: Vec<_> = JobsRedis::FIELDS.iter().map(|field| field.name).collect();
    assert_eq!(
        names,
        ["url", "password", "connect_timeout", "worker_concurrency"]
    );

    let url = field::<JobsRedis>("url");
    assert_eq!(url.role, Role::Setting(Setting::Url));
    assert_eq!(url.variable, "JOBS_REDIS_URL");
    assert_eq!(url.default, Some("redis://127.0.0.1:6379/1"));
    assert_eq!(url.doc, "Where the server listens.");
    assert!(!url.optional && !url.secret);

    let password = field::<JobsRedis>("password");
    assert!(password.optional && password.secret);
    assert_eq!(password.default, None);

    assert_eq!(field::<JobsRedis>("connect_timeout").max, Some("30s"));

    let workers = field::<JobsRedis>("worker_concurrency");
    assert_eq!(workers.role, Role::Extra);
    assert_eq!(workers.variable, "JOBS_REDIS_WORKER_CONCURRENCY");
    assert_eq!(
        (workers.default, workers.min, workers.max),
        (Some("16"), Some("1"), Some("512"))
    );
}

#[test]
fn a_field_may_hold_a_setting_under_another_name_and_read_another_variable() {
    let port = field::<SearchRedis>("tcp");
    assert_eq!(port.role, Role::Setting(Setting::Port));
    assert_eq!(port.variable, "SEARCH_PORT");
}

#[test]
fn a_raw_identifier_is_named_without_its_prefix() {
    let level = field::<SearchRedis>("type");
    assert_eq!(level.variable, "SEARCH_REDIS_TYPE");
    assert_eq!(level.one_of, ["info", "warn"]);
}

#[test]
fn a_skipped_field_is_no_part_of_the_definition() {
    assert!(
        SearchRedis::FIELDS
            .iter()
            .all(|field| field.name != "counter")
    );
}

#[test]
fn values_fixed_on_the_struct_are_metadata_too() {
    assert!(CacheRedis::FIELDS.is_empty());
    assert!(CacheRedis::FIXED.contains(&(Setting::Url, "redis://127.0.0.1:6379/0")));
    assert!(CacheRedis::FIXED.contains(&(Setting::ConnectTimeout, "500ms")));
    assert!(CacheRedis::FIXED.contains(&(Setting::Protocol, "resp2")));
    assert!(CacheRedis::FIXED.contains(&(Setting::Connections, "4")));
}
