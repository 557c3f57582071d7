//! Accepted and refused URLs, and the texts of the errors.

use super::refused::REFUSALS;
use crate::url::{MAX_LENGTH, RedisUrl, SCHEMES, redact};
use crate::{Code, Endpoint, Problem, Protocol, Topology};

fn read(text: &str) -> RedisUrl {
    RedisUrl::parse(text).unwrap_or_else(|problem| panic!("{text}: {problem}"))
}

fn refusal(text: &str) -> Problem {
    match RedisUrl::parse(text) {
        Ok(_) => panic!("accepted: {text}"),
        Err(problem) => problem,
    }
}

fn tcp(host: &str, port: u16) -> Endpoint {
    Endpoint::Tcp {
        host: host.to_owned(),
        port,
    }
}

#[test]
fn reads_a_single_server() {
    let url = read("redis://h");
    assert_eq!(url.endpoints, [tcp("h", 6379)]);
    assert_eq!((url.topology, url.tls), (Topology::Standalone, false));
    assert_eq!((&url.username, &url.password), (&None, &None));
    assert_eq!((url.database, url.protocol), (None, None));

    let url = read("VALKEYS://u%3As:p:w%2F%C3%A9@redis.example.com:1/15?protocol=resp2");
    assert_eq!(url.scheme, "valkeys");
    assert!(url.tls);
    assert_eq!(url.endpoints, [tcp("redis.example.com", 1)]);
    assert_eq!(url.username.as_deref(), Some("u:s"));
    assert_eq!(url.password.as_deref(), Some("p:w/é"));
    assert_eq!(
        (url.database, url.protocol),
        (Some(15), Some(Protocol::Resp2))
    );

    assert_eq!(read("redis://h/").database, None);
    assert_eq!(read("redis://h/2147483647").database, Some(2_147_483_647));
    assert_eq!(read("redis://[::1]:65535").endpoints, [tcp("::1", 65535)]);
    assert_eq!(
        read("redis://[2001:DB8:0::1]").endpoints,
        [tcp("2001:db8::1", 6379)]
    );
    assert_eq!(
        read("redis://h?protocol=resp3").protocol,
        Some(Protocol::Resp3)
    );
    assert_eq!(
        read("redis://h/?protocol=resp3").protocol,
        Some(Protocol::Resp3)
    );
}

#[test]
fn reads_sentinels() {
    let url = read(
        "redis+sentinel://u:p@s1,s2:1,[::1]/3?master=my&sentinel_username=su&sentinel_password=s%26p",
    );
    assert_eq!((url.topology, url.tls), (Topology::Sentinel, false));
    assert_eq!(
        url.endpoints,
        [tcp("s1", 26379), tcp("s2", 1), tcp("::1", 26379)]
    );
    assert_eq!(
        (url.username.as_deref(), url.password.as_deref()),
        (Some("u"), Some("p"))
    );
    assert_eq!((url.database, url.master.as_deref()), (Some(3), Some("my")));
    assert_eq!(url.sentinel_username.as_deref(), Some("su"));
    assert_eq!(url.sentinel_password.as_deref(), Some("s&p"));
}

#[test]
fn reads_clusters_and_sockets() {
    let url = read("rediss+cluster://:p@a:7000,b,[::1]?protocol=resp3");
    assert_eq!((url.topology, url.tls), (Topology::Cluster, true));
    assert_eq!(
        url.endpoints,
        [tcp("a", 7000), tcp("b", 6379), tcp("::1", 6379)]
    );

    let url = read("unix:///run/my%20redis/r.sock?db=2&user=u&pass=p%2B%26&protocol=resp3");
    assert_eq!(
        url.endpoints,
        [Endpoint::Unix {
            path: "/run/my redis/r.sock".to_owned()
        }]
    );
    assert_eq!(url.topology, Topology::Standalone);
    assert_eq!(url.username.as_deref(), Some("u"));
    assert_eq!(url.password.as_deref(), Some("p+&"));
    assert_eq!(url.database, Some(2));
}

#[test]
fn reads_every_scheme() {
    for scheme in SCHEMES {
        let rest = match scheme.family.topology() {
            Topology::Sentinel => "h/?master=m",
            _ if scheme.name.contains("unix") => "/s",
            _ => "h",
        };
        let url = read(&format!("{}://{rest}", scheme.name));
        assert_eq!((url.scheme, url.tls), (scheme.name, scheme.tls));
        let asks_for_tls = scheme.name.contains("rediss") || scheme.name.contains("valkeys");
        assert_eq!(
            url.tls,
            asks_for_tls || scheme.name.ends_with("+tls"),
            "{}",
            scheme.name
        );
    }
}

#[test]
fn refuses_with_the_expected_code() {
    for (text, code) in REFUSALS {
        assert_eq!(refusal(text).code, *code, "{text}");
    }
}

#[test]
fn every_url_code_has_a_case() {
    let long = ["url-too-long", "host-too-long"];
    let alone = ["host-scheme", "host-port"];
    for code in Code::ALL {
        let text = code.as_str();
        let ours = text.starts_with("url-") || text.starts_with("host-");
        if ours && !long.contains(&text) && !alone.contains(&text) {
            assert!(REFUSALS.iter().any(|(_, one)| one == code), "{text}");
        }
    }
    let too_long = |length: usize| refusal(&format!("redis://{}", "a".repeat(length)));
    assert_eq!(too_long(MAX_LENGTH).code, Code::URL_TOO_LONG);
    assert_eq!(too_long(64).code, Code::HOST_TOO_LONG);
}

#[test]
fn messages_are_well_formed() {
    for (text, _) in REFUSALS {
        let problem = refusal(text);
        let first = problem.message.chars().next().unwrap();
        assert!(!first.is_uppercase(), "{}", problem.message);
        for line in [&problem.message, &problem.help] {
            assert!(
                !line.contains('\n') && !line.ends_with('.') && !line.is_empty(),
                "{line}"
            );
            assert_eq!(line.matches('`').count() % 2, 0, "{line}");
        }
    }
}

#[test]
fn help_texts() {
    for (text, help) in [
        ("redis://user@h", "`redis://:PASSWORD@h`"),
        ("redis://h?db=5", "`redis://h/5`"),
        ("redis://::1", "`redis://[::1]`"),
        ("redis://:a/b@h", "write `/` as `%2F`"),
        ("redis://:a@b@h", "write `@` as `%40`"),
        ("redis://admin:6380#secret@prod", "write `#` as `%23`"),
        ("redis://h?protocl=resp3", "did you mean `protocol`?"),
        ("https://h", "REST"),
        ("unix://run/redis.sock", "`unix:///run/redis.sock`"),
        ("redis://user:secret", "`redis://:PASSWORD@host:6379`"),
    ] {
        let problem = refusal(text);
        assert!(problem.help.contains(help), "{text}: {}", problem.help);
    }
}

#[test]
fn never_prints_user_info() {
    const SECRET: &str = "hunter2";
    let places = [
        "redis://S@h",
        "redis://S:@h",
        "redis://:S@@h",
        "redis://:S/x@h",
        "redis://:S?x@h",
        "redis://:S#x@h",
        "redis://:x/S@h",
        "redis://:x?S@h",
        "redis://:x#S@h",
        "redis://:x?S=1@h",
        "redis://:S%@h",
        "redis://:S%ff@h",
        "redis://:S%0a@h",
        "redis://:Sé@h",
        "redis://:S[@h",
        "redis://user:S",
        "redis://user:S/0",
        "redis://u:S:1",
        "redis://:S x@h",
        "redis://:S\n@h",
        "redis://:${S}@h",
        "redis://:<S>@h",
        "redis://:{{S}}@h",
        "S",
        "user:S@h",
        "u:S://h",
        "redis:u:S@h",
        "http://:S@h",
        "redis://:S@h:x",
        "redis://:S@0",
        "redis://:S@h/x",
        "redis://:S@h?db=1",
        "redis://:S@h,i",
        "redis://:S@::1",
        "redis://:S@",
        "redis://h?x=S",
        "redis://h?S",
        "redis://h/0?protocol=S",
        "unix://:S@/a",
        "unix:///a?pass=S+",
        "unix:///a?pass=S@",
        "unix:///a?pass=${S}",
        "unix:///a?user=S",
        "unix:///a?passw=S",
        "redis+sentinel://h?master=m&sentinel_username=S",
        "redis+sentinel://h?master=m&sentinel_password=S+",
        "redis://h/S",
        "redis://h/0#S",
        "redis://u$S@h",
        "redis://\u{202e}:S@h#",
    ];
    for place in places {
        let text = place.replace('S', SECRET);
        let problem = refusal(&text);
        assert!(!problem.to_string().contains(SECRET), "{text}: {problem}");
        assert!(!redact(&text).contains(SECRET), "{text}: {}", redact(&text));
    }
}

#[test]
fn redacts() {
    for (text, want) in [
        ("redis://h", "redis://h:6379"),
        ("redis://u:hunter2@h:1/2", "redis://***@h:1/2"),
        (
            "Redis://[::1]/0?protocol=resp2",
            "redis://[::1]:6379/0?protocol=resp2",
        ),
        (
            "redis+sentinel://:hunter2@a,b/?master=m&sentinel_password=hunter2",
            "redis+sentinel://***@a:26379,b:26379/?master=m&sentinel_password=***",
        ),
        (
            "redis+cluster://:hunter2@a,b",
            "redis+cluster://***@a:6379,b:6379",
        ),
        ("unix:///s?pass=hunter2&db=1", "unix:///s?db=1&pass=***"),
        ("redis://hunter2@h", "redis://***"),
    ] {
        assert_eq!(redact(text), want);
        if let Ok(url) = RedisUrl::parse(text) {
            assert!(!format!("{url:?}").contains("hunter2"));
        }
    }
}
