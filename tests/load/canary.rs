//! No error, log line or debug text shows a secret, however wrong the input is.

use redis_config::{ConnectError, Invalid, RedisConfig, Sources};
use redis_config_tests::canary::{PASSWORD, PASSWORD_IN_URL, STEM, find};
use redis_config_tests::events::Captured;

use crate::fixture::{Jobs, Numbered, Open, Own, Parts};

/// Every text of an error.
pub(crate) fn output(invalid: Invalid) -> String {
    use std::error::Error as _;
    let mut text = format!("{invalid}\n{invalid:?}\n{invalid:#?}\n");
    for violation in invalid.violations() {
        text += &format!(
            "{violation}\n{violation:?}\n{:?}\n{}\n",
            violation.value(),
            violation.origin()
        );
    }
    let error = ConnectError::from(invalid);
    text + &format!("{error}\n{error:?}\n{:?}", error.source())
}

/// Loads from these sources and gives all that can be seen of it.
fn seen<C: RedisConfig + std::fmt::Debug>(sources: &Sources) -> String {
    let debug = format!("{sources:?}");
    match sources.load::<C>() {
        Ok(config) => match config.settings() {
            Ok(settings) => format!(
                "{debug}\n{settings:?}\n{settings:#?}\n{}",
                settings.address()
            ),
            Err(invalid) => debug + &output(invalid),
        },
        Err(invalid) => debug + &output(invalid),
    }
}

/// The password in all the places where people put it, by mistake or not.
fn texts() -> Vec<String> {
    let (p, e) = (PASSWORD, PASSWORD_IN_URL);
    let percent: String = p.bytes().map(|b| format!("%{b:02X}")).collect();
    let mut texts = vec![
        p.to_owned(),
        format!("{p}\n"),
        format!("{p}\0"),
        format!("\"{p}"),
        format!("{p}@h"),
        format!(":{p}@h:6379"),
        format!("h:{p}"),
        format!("{p}:6379"),
        format!("{p},b"),
        format!("tcp://{p}"),
        format!("host:6380,password={p},ssl=True"),
    ];
    for scheme in [
        "redis",
        "rediss",
        "http",
        "redis+sentinel",
        "redis+cluster",
        "",
    ] {
        for secret in [p, e, &percent] {
            for rest in [
                secret.to_owned(),
                format!("{secret}@h"),
                format!(":{secret}@h"),
                format!(":{secret}@h:6379/1"),
                format!("u:{secret}@h:0"),
                format!("u:{secret}@h:99999/1"),
                format!("u:{secret}@h/x"),
                format!("u:{secret}@h/1?db=2"),
                format!("u:{secret}@h/1#f"),
                format!("u:{secret}@a,b"),
                format!("u:{secret}@127.1"),
                format!("u:{secret}@"),
                format!("u:{secret}"),
                format!("{secret}:6379"),
                format!("h:{secret}"),
                format!("h/{secret}"),
                format!("h/1?{secret}"),
                format!("h/1?password={secret}"),
                format!("h/1?{secret}=1"),
                format!("h/1?protocol={secret}"),
                format!("h/1#{secret}"),
                format!("u:{secret}@h@x"),
                format!("u:%zz{secret}@h"),
                format!("u:{secret}%00@h"),
                format!("u: {secret}@h"),
                format!("u:${{{secret}}}@h"),
                format!("u:<{secret}>@h"),
                format!("[{secret}]:1"),
                format!("[::1]{secret}"),
                format!("admin:6380#{secret}@prod"),
                format!("h1:{secret},h2/0?master={secret}"),
                format!("u:{secret}@h/0?master=m&sentinel_password={secret}"),
            ] {
                texts.push(format!("{scheme}://{rest}"));
            }
        }
    }
    for secret in [p, e, &percent] {
        texts.push(format!("unix:///run/r.sock?pass={secret}"));
        texts.push(format!("unix:///run/r.sock?pass={secret}&pass={secret}"));
        texts.push(format!("unix://{secret}"));
        texts.push(format!("unix:///run/r.sock?user={secret}"));
    }
    texts
}

#[test]
fn no_bad_input_shows_a_secret() {
    let captured = Captured::start();
    for text in texts() {
        let look = |what: &str, seen: &str| {
            assert_eq!(find(seen), None, "`{text}` as {what} shows in:\n{seen}");
        };
        let standard = |name: &str| Sources::standard().env([(name, &text)]);
        look("url", &seen::<Jobs>(&standard("JOBS_REDIS_URL")));
        look("password", &seen::<Jobs>(&standard("JOBS_REDIS_PASSWORD")));
        look(
            "misspelt password",
            &seen::<Jobs>(&standard("JOBS_REDIS_PASWORD")),
        );
        look(
            "unknown variable",
            &seen::<Jobs>(&standard("JOBS_REDIS_SECRET_SAUCE")),
        );
        look(
            "password file",
            &seen::<Jobs>(&standard("JOBS_REDIS_PASSWORD_FILE")),
        );
        look(
            "url of code",
            &seen::<Jobs>(&Sources::defaults().with("url", text.clone())),
        );
        look(
            "password of code",
            &seen::<Jobs>(&Sources::defaults().with("password", text.clone())),
        );
        look("token", &seen::<Own>(&standard("OWN_REDIS_TOKEN")));
        let open = Sources::standard().env([
            ("OPEN_REDIS_URL", text.as_str()),
            ("OPEN_REDIS_PASSWORD", PASSWORD),
        ]);
        look("url with password", &seen::<Open>(&open));
        look(
            "url under code",
            &seen::<Open>(&open.with("password", PASSWORD).with("database", "x")),
        );
        look(
            "url with database",
            &seen::<Numbered>(&standard("NUMBERED_REDIS_URL")),
        );
        if text.contains("://") || text.contains('@') {
            look("host", &seen::<Parts>(&standard("PARTS_REDIS_HOST")));
            look("port", &seen::<Parts>(&standard("PARTS_REDIS_PORT")));
            look(
                "database",
                &seen::<Parts>(&standard("PARTS_REDIS_DATABASE")),
            );
            look(
                "timeout",
                &seen::<Jobs>(&standard("JOBS_REDIS_CONNECT_TIMEOUT")),
            );
            look("username", &seen::<Open>(&standard("OPEN_REDIS_USERNAME")));
            look("region", &seen::<Own>(&standard("OWN_REDIS_REGION")));
        }
    }
    // The load that logged it is not known; the text is enough.
    let logged = captured.text();
    assert!(
        logged.contains("JOBS_REDIS_SECRET_SAUCE"),
        "the log is captured"
    );
    assert_eq!(find(&logged), None, "in the log");
}

#[test]
fn a_secret_that_looks_like_a_placeholder_is_not_named() {
    for text in [
        format!("${{{STEM}}}"),
        format!("<{STEM}>"),
        format!("a{{{{{STEM}}}}}"),
    ] {
        let seen = seen::<Jobs>(&Sources::standard().env([("JOBS_REDIS_PASSWORD", &text)]));
        assert!(seen.contains("placeholder"), "{seen}");
        assert_eq!(find(&seen), None, "{seen}");
    }
}

#[test]
fn a_good_definition_shows_no_secret() {
    let url = format!("redis://user:{PASSWORD_IN_URL}@h/1");
    let jobs: Jobs = Sources::standard()
        .env([("JOBS_REDIS_URL", &url)])
        .load()
        .unwrap();
    let settings = jobs.settings().unwrap();
    assert_eq!(settings.password().unwrap().expose(), PASSWORD);
    assert_eq!(find(&format!("{settings:?} {settings:#?}")), None);
}
