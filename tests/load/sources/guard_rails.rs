//! What profiles refuse, and what no variable can set.

use redis_config::{Origin, RedisConfig, Sources};

use super::config_file::{directory, sources};
use crate::fixture::{Jobs, only};

#[test]
fn guard_rails_of_test_and_production() {
    for (profile, url, wrong, permit) in [
        ("test", "redis://jobs.example/1", true, "allow_remote"),
        ("test", "redis://localhost/1", false, ""),
        ("test", "redis://[::1]/1", false, ""),
        ("production", "redis://127.0.0.1/1", true, "allow_loopback"),
        (
            "production",
            "redis://localhost:7000/1",
            true,
            "allow_loopback",
        ),
        ("production", "redis://jobs.example/1", false, ""),
        ("staging", "redis://127.0.0.1/1", false, ""),
    ] {
        let file = Sources::standard()
            .env([("JOBS_REDIS_URL", url)])
            .profile(profile);
        let loaded = file.load::<Jobs>();
        assert_eq!(loaded.is_err(), wrong, "{profile} {url}");
        if wrong {
            let violation = only(loaded.unwrap_err());
            assert_eq!(violation.code(), "guard-rail");
            assert_eq!(
                violation.origin(),
                &Origin::Variable("JOBS_REDIS_URL".to_owned())
            );
            assert!(
                violation
                    .help()
                    .contains(&format!("`{permit} = true` below `[profile.{profile}]`")),
                "{violation}"
            );
            let permitted = match profile {
                "test" => file.clone().allow_remote(),
                _ => file.clone().allow_loopback(),
            };
            permitted.load::<Jobs>().unwrap();
            let content = format!("[profile.{profile}]\n{permit} = true\n");
            let (_directory, path) = directory("redis.toml", &content);
            file.file(path).load::<Jobs>().unwrap();
        }
    }
    // The default of the definition, too.
    let production = Sources::standard().env([("APP_ENV", "production")]);
    assert_eq!(
        only(production.load::<Jobs>().unwrap_err()).code(),
        "guard-rail"
    );
}

#[test]
fn no_variable_switches_certificates_off() {
    #[derive(Clone, Debug, RedisConfig)]
    #[redis(name = "sure", env = "SURE_REDIS", url = "rediss://h")]
    struct Sure {
        #[redis(default = false)]
        danger_tls_insecure: bool,
    }
    let load = |sources: Sources| sources.load::<Sure>().map(|sure| sure.danger_tls_insecure);
    for value in ["true", "1", "YES"] {
        let violation = only(
            load(Sources::standard().env([("SURE_REDIS_DANGER_TLS_INSECURE", value)])).unwrap_err(),
        );
        assert_eq!(violation.code(), "insecure-by-variable", "{value}");
    }
    assert!(!load(Sources::standard().env([("SURE_REDIS_DANGER_TLS_INSECURE", "false")])).unwrap());
    assert!(load(Sources::defaults().with("danger_tls_insecure", "true")).unwrap());
    let (_directory, path) = directory("redis.toml", "[sure]\ndanger_tls_insecure = true\n");
    assert!(load(sources(&path)).unwrap());
    for name in ["SURE_REDIS_INSECURE", "SURE_REDIS_TLS_SKIP_VERIFY"] {
        assert_eq!(
            only(load(Sources::standard().env([(name, "true")])).unwrap_err()).code(),
            "unknown-variable"
        );
    }
}
