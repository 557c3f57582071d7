//! The formats of other clients and consoles, and what the message makes of them.

use crate::url::RedisUrl;

/// A refused text, and the help. What is in the first backticks must be legal.
pub(crate) const TRANSLATED: &[(&str, &str)] = &[
    // No scheme.
    ("localhost:6379", "write `redis://localhost:6379`"),
    ("localhost", "write `redis://localhost`"),
    ("10.0.0.1", "write `redis://10.0.0.1`"),
    (
        "redis.internal:6380/2",
        "write `redis://redis.internal:6380/2`",
    ),
    ("h 6379", "write `redis://h:6379`"),
    ("user:pass@h:1", "write `redis://USER:PASSWORD@h:1`"),
    ("::1:6379", "write `redis://[::1]:6379`"),
    ("redis:h:6379", "write `redis://h:6379`"),
    ("unix:/run/r.sock", "write `unix:///run/r.sock`"),
    ("/run/r.sock", "write `unix:///run/r.sock`"),
    ("/run/r.sock?db=1", "write `unix:///run/r.sock?db=1`"),
    ("unix://run/r.sock", "write `unix:///run/r.sock`"),
    ("unix://localhost/run/r.sock", "write `unix:///run/r.sock`"),
    (
        "unix://u:p@/run/r.sock",
        "write `unix:///run/r.sock?user=USER&pass=PASSWORD`",
    ),
    (
        "redis-socket:///run/r.sock?database=1",
        "write `unix:///run/r.sock?db=1`",
    ),
    // Schemes.
    ("tcp://h:6379", "write `redis://h:6379`"),
    ("tls://h:6380/1", "write `rediss://h:6380/1`"),
    ("redis+ssl://:p@h:6379", "write `rediss://:PASSWORD@h:6379`"),
    ("reddis://h:6379", "write `redis://h:6379`"),
    // IPv6.
    ("redis://::1:6379", "write `redis://[::1]:6379`"),
    ("redis://::1", "write `redis://[::1]`"),
    ("redis://fe80::1:6379/1", "write `redis://[fe80::1]:6379/1`"),
    (
        "redis+cluster://::1:7000,::1:7001",
        "write `redis+cluster://[::1]:7000,[::1]:7001`",
    ),
    (
        "redis+sentinel://::1:26379/0?master=m",
        "write `redis+sentinel://[::1]:26379/0?master=m`",
    ),
    (
        "rediss://u:p@2001:db8::1:6380",
        "write `rediss://USER:PASSWORD@[2001:db8::1]:6380`",
    ),
    // Ports and databases.
    ("redis://h:06379", "write `redis://h:6379`"),
    ("redis://h:", "write `redis://h`"),
    ("redis://h:6379/01", "write `redis://h:6379/1`"),
    ("redis://h:6379/db0", "write `redis://h:6379/0`"),
    ("redis://h/1/", "write `redis://h/1`"),
    ("redis://h:6379?db=5", "write `redis://h:6379/5`"),
    ("redis://h?database=5", "write `redis://h/5`"),
    // Users.
    (
        "redis://hunter2@h:1/2",
        "write `redis://:PASSWORD@h:1/2`, or with a user name `USER:PASSWORD@` before the host",
    ),
    (
        "tcp://h:1?auth=hunter2&database=2",
        "write `redis://:PASSWORD@h:1/2`",
    ),
    (
        "redis://h?username=u&password=hunter2",
        "write `redis://USER:PASSWORD@h`",
    ),
    // TLS, timeouts and other settings.
    ("redis://h?ssl=true", "write `rediss://h`"),
    ("redis://h?tls=1&db=1", "write `rediss://h/1`"),
    (
        "redis://h?timeout=5",
        "write `redis://h`, and set `response_timeout` to `5s`",
    ),
    (
        "redis://h?timeout=5s",
        "write `redis://h`, and set `response_timeout` to `5s`",
    ),
    (
        "redis://h?connectTimeout=x",
        "write `redis://h`, and set `connect_timeout` to something like `2s`",
    ),
    (
        "redis://h?clientName=api",
        "write `redis://h`, and set `client_name`",
    ),
    (
        "rediss://h/#insecure",
        "write `rediss://h`; certificates are verified unless `danger_tls_insecure` is `true`",
    ),
    (
        "rediss://h?ssl_cert_reqs=none",
        "write `rediss://h`; certificates are verified unless `danger_tls_insecure` is `true`",
    ),
    ("redis://h?protocol=3", "write `redis://h?protocol=resp3`"),
    // Sentinels and clusters.
    (
        "redis+sentinel://h1,h2/mymaster/0",
        "write `redis+sentinel://h1,h2/0?master=mymaster`",
    ),
    (
        "redis-sentinel://h/0#mymaster",
        "write `redis+sentinel://h/0?master=mymaster`",
    ),
    (
        "redis-sentinel://:p@h1:26379,h2?sentinelMasterId=m",
        "write `redis+sentinel://:PASSWORD@h1:26379,h2?master=m`",
    ),
    (
        "redis+sentinel://h/?service_name=m",
        "write `redis+sentinel://h?master=m`",
    ),
    (
        "redis+sentinel://h?sentinelServiceName=m&sentinelPassword=hunter2",
        "write `redis+sentinel://h?master=m&sentinel_password=PASSWORD`",
    ),
    (
        "redis://h:26379?master_set=m",
        "write `redis+sentinel://h:26379?master=m`, with `topology = sentinel`",
    ),
    (
        "redis://a:7000,b:7000",
        "write `redis+cluster://a:7000,b:7000`, with `topology = cluster`",
    ),
    (
        "redis://a:7000?node=b:7000&node=c:7000",
        "write `redis+cluster://a:7000,b:7000,c:7000`, with `topology = cluster`",
    ),
    (
        "redis+cluster://a:7000?addr=b:7000",
        "write `redis+cluster://a:7000,b:7000`",
    ),
    // Consoles and files.
    (
        "h.cache.windows.net:6380,password=hunter2,ssl=True,abortConnect=False",
        "write `rediss://:PASSWORD@h.cache.windows.net:6380`",
    ),
    (
        "h:6379,user=u,password=hunter2,defaultDatabase=3",
        "write `redis://USER:PASSWORD@h:6379/3`",
    ),
    (
        "h:6379,connectTimeout=5000",
        "write `redis://h:6379`, and set `connect_timeout` to `5000ms`",
    ),
    (
        "a:7000,b:7000,password=hunter2",
        "write `redis+cluster://:PASSWORD@a:7000,b:7000`",
    ),
    (
        "a:26379,serviceName=m",
        "write `redis+sentinel://a:26379?master=m`",
    ),
    (
        r#"{"rediscloud":[{"credentials":{"hostname":"h.example.com","port":"12345","password":"hunter2"}}]}"#,
        "write `redis://:PASSWORD@h.example.com:12345`",
    ),
    (r#"{"host": "h", "port": 6379}"#, "write `redis://h:6379`"),
    (
        r#"[{"uri": "rediss://:hunter2@h:1/2"}]"#,
        "write `rediss://:PASSWORD@h:1/2`",
    ),
    ("redis-cli -u redis://h:6379/1", "write `redis://h:6379/1`"),
    (
        "redis-cli --tls -u rediss://u:hunter2@h",
        "write `rediss://USER:PASSWORD@h`",
    ),
    ("REDIS_URL=redis://h:6379", "write `redis://h:6379`"),
    (
        "export REDIS_URL=\"redis://:hunter2@h/1\"",
        "write `redis://:PASSWORD@h/1`",
    ),
    ("redis://h:6379 # jobs", "write `redis://h:6379`"),
    ("\"redis://h:6379\"", "write `redis://h:6379`"),
    ("'redis://h:6379'", "write `redis://h:6379`"),
    (" redis://h:6379", "write `redis://h:6379`"),
    (
        "REDIS_URL=localhost:6379 # jobs",
        "write `redis://localhost:6379`",
    ),
];

#[test]
fn the_message_shows_the_equivalent() {
    let mut wrong = Vec::new();
    for (text, help) in TRANSLATED {
        let problem = RedisUrl::parse(text).unwrap_err();
        if problem.help != *help {
            wrong.push(format!("{text}: {problem}"));
            continue;
        }
        let shown = problem.help.split('`').nth(1).unwrap();
        assert!(RedisUrl::parse(shown).is_ok(), "{shown}");
        assert!(!problem.to_string().contains("hunter2"), "{problem}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_message_says_what_was_given() {
    for (text, message) in [
        (
            "redis-cli -u redis://h",
            "the URL is a command of `redis-cli`",
        ),
        (
            "REDIS_URL=redis://h",
            "the URL has the name of a variable in front",
        ),
        ("redis://h # jobs", "the URL has a comment after it"),
        ("\"redis://h\"", "the URL is in quotes"),
        ("{\"port\": 1}", "the URL is JSON"),
        ("/run/r.sock", "the URL is the path of a socket"),
        ("h:1,ssl=True", "the URL has the comma syntax of .NET"),
        ("h 6379", "the URL is a host and a port"),
        ("redis://h:06379", "the port has leading zeros"),
    ] {
        assert_eq!(
            RedisUrl::parse(text).unwrap_err().message,
            message,
            "{text}"
        );
    }
}

#[test]
fn of_two_databases_none_is_picked() {
    for text in [
        "redis://h/1/2",
        "redis://h/1?db=2",
        "redis://h?db=1&database=2",
    ] {
        let problem = RedisUrl::parse(text).unwrap_err();
        assert!(!problem.help.contains("//h"), "{text}: {problem}");
    }
}

#[test]
fn what_may_be_a_password_is_not_shown() {
    for text in [
        "hunter2",
        "hunter2.and.more",
        "u:hunter2",
        "hunter2 6379x",
        "redis://h?hunter2=1",
        "redis://hunter2:x:6379",
        "redis://:hunter2/x@h",
        "PASSWORD=hunter2",
        "h:1,password=hunter2,x",
        "{\"password\": \"hunter2\"}",
        "redis-cli -a hunter2 -h h",
        "redis://h?auth=hunter2&x=y",
        "\"hunter2\"",
    ] {
        let problem = RedisUrl::parse(text).unwrap_err();
        assert!(
            !problem.to_string().contains("hunter2"),
            "{text}: {problem}"
        );
    }
}
