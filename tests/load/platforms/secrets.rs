//! No capture of a platform shows its password, whole or damaged, and none ends the program.

use redis_config::{Origin, RedisConfig, Sources};
use redis_config_tests::canary::{PASSWORD, PASSWORD_IN_URL, find};
use redis_config_tests::events::Captured;
use redis_config_tests::random::Random;

use super::fixture::{Any, Jobs};
use super::platform_sh::encoded;

/// One capture of each platform, with the marked password.
pub(crate) fn captures() -> Vec<Vec<(&'static str, String)>> {
    let (p, e) = (PASSWORD, PASSWORD_IN_URL);
    let url = |host: &str| format!("rediss://default:{e}@{host}:6380/1");
    let vcap = format!(
        r#"{{"p.redis":[{{"name":"jobs","label":"p.redis","tags":["redis"],"credentials":{{"host":"h","port":"6379",
        "password":"{p}","uri":"redis://:{e}@h:6379","tls_port":16379,"sentinels":[{{"host":"s","port":26379}}],"master_name":"m"}}}}]}}"#
    );
    let relationships = encoded(&format!(
        r#"{{"jobs":[{{"scheme":"redis","host":"h","port":6379,"username":null,"password":"{p}"}}]}}"#
    ));
    vec![
        vec![("REDIS_URL", url("h")), ("REDIS_PASSWORD", p.to_owned())],
        vec![
            ("REDIS_HOST", "h".to_owned()),
            ("REDIS_PASS", p.to_owned()),
            ("REDIS_TLS", "1".to_owned()),
        ],
        vec![
            ("DYNO", "web.1".to_owned()),
            ("REDIS_URL", url("a")),
            ("HEROKU_REDIS_JOBS_URL", url("b")),
            ("REDISCLOUD_URL", url("c")),
        ],
        vec![
            ("RAILWAY_PROJECT_ID", "1".to_owned()),
            ("REDISHOST", "h".to_owned()),
            ("REDISPASSWORD", p.to_owned()),
            ("REDIS_PUBLIC_URL", url("public")),
        ],
        vec![
            ("FLY_APP_NAME", "shop".to_owned()),
            ("REDIS_URL", format!("redis://{e}@h:6379")),
        ],
        vec![
            ("KV_REST_API_URL", format!("https://{e}@h.upstash.io")),
            ("KV_REST_API_TOKEN", p.to_owned()),
            ("KV_URL", url("h")),
        ],
        vec![(
            "UPSTASH_REDIS_REST_URL",
            format!("https://:{e}@h.upstash.io"),
        )],
        vec![("SCALINGO_REDIS_URL", url("h"))],
        vec![
            ("CC_PRETTY_INSTANCE_NAME", "x".to_owned()),
            ("KV_HOST", "h".to_owned()),
            ("KV_TOKEN", p.to_owned()),
            ("REDIS_CLI_URL", format!("redis://{e}@h")),
        ],
        vec![
            ("ZEABUR_SERVICE_ID", "1".to_owned()),
            ("REDIS_CONNECTION_STRING", url("h")),
        ],
        vec![("PLATFORM_RELATIONSHIPS", relationships)],
        vec![
            ("PLATFORM_APPLICATION_NAME", "app".to_owned()),
            ("JOBS_SCHEME", "redis".to_owned()),
            ("JOBS_HOST", "h".to_owned()),
            ("JOBS_PASSWORD", p.to_owned()),
        ],
        vec![("VCAP_SERVICES", vcap)],
        vec![
            ("NAIS_APP_NAME", "app".to_owned()),
            ("REDIS_URI_JOBS", "rediss://h:26483".to_owned()),
            ("REDIS_USERNAME_JOBS", "u".to_owned()),
            ("REDIS_PASSWORD_JOBS", p.to_owned()),
        ],
        vec![(
            "AZURE_REDIS_CONNECTIONSTRING",
            format!("h:6380,password={p},ssl=True,defaultDatabase=0"),
        )],
        vec![(
            "ConnectionStrings__jobs",
            format!("h:6380,user=u,password={p}"),
        )],
        vec![
            ("DOKKU_APP_TYPE", "x".to_owned()),
            (
                "REDIS_URL",
                format!("redis://lolipop:{e}@dokku-redis-lolipop:6379/lolipop"),
            ),
            ("DOKKU_REDIS_JOBS_URL", url("dokku-redis-jobs")),
        ],
        vec![
            ("JOBS_PORT_6379_TCP_ADDR", "10.0.0.1".to_owned()),
            ("JOBS_ENV_REDIS_PASSWORD", p.to_owned()),
        ],
        vec![
            ("KUBERNETES_SERVICE_HOST", "10.0.0.1".to_owned()),
            ("REDIS_SERVICE_HOST", "10.0.0.2".to_owned()),
            ("REDIS_PORT", format!("tcp://{e}@10.0.0.2:6379")),
            ("JOBS_REDIS_SERVICE_LINK", "redis".to_owned()),
        ],
    ]
}

/// All that can be seen of a load.
fn seen<C: RedisConfig>(variables: &[(&str, String)]) -> String {
    let sources = Sources::standard().env(variables.iter().cloned());
    let invalid = match sources.load::<C>().map(|config| config.settings()) {
        Ok(Ok(settings)) => return format!("{settings:?}\n{settings:#?}\n{}", settings.address()),
        Ok(Err(invalid)) | Err(invalid) => invalid,
    };
    let mut text = format!("{invalid}\n{invalid:?}\n{invalid:#?}\n");
    for violation in invalid.violations() {
        let (value, origin): (_, &Origin) = (violation.value(), violation.origin());
        text += &format!("{violation}\n{violation:?}\n{value:?}\n{origin}\n{origin:?}\n");
    }
    text
}

fn check(variables: &[(&str, String)]) {
    for seen in [seen::<Jobs>(variables), seen::<Any>(variables)] {
        assert_eq!(find(&seen), None, "{variables:?} shows in:\n{seen}");
    }
}

#[test]
fn no_capture_shows_its_password() {
    let captured = Captured::start();
    captures().iter().for_each(|variables| check(variables));
    assert_eq!(find(&captured.text()), None, "in the log");
}

#[test]
fn no_damaged_capture_shows_its_password() {
    let mut random = Random::new(0x71a7);
    let mut below = |end: usize| random.below(end as u64) as usize;
    let captures = captures();
    for _ in 0..3000 {
        let mut variables = captures[below(captures.len())].clone();
        let at = below(variables.len());
        let text = &mut variables[at].1;
        // Only outside of the password, whose stem must stay whole to be found.
        let password = text.find("c4n4ry").unwrap_or(text.len());
        let place = below(password + 1);
        match below(4) {
            0 => text.truncate(place),
            1 => text.insert(place, ['"', ',', '@', ':', '/', '{', '=', ' '][below(8)]),
            2 if place < password => drop(text.remove(place)),
            _ => text.push(['"', ',', '@', ':', '/', '}', '=', ' '][below(8)]),
        }
        check(&variables);
    }
}
