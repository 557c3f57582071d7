//! No message repeats user info, however damaged the URL is.

use redis_config_rules::url::{RedisUrl, redact};
use redis_config_rules::{Endpoint, Known, Setting, SettingsDraft, Topology};

use crate::generate::mutate;
use crate::random::{Random, cases};

/// Damage is done around it, never in it.
const SECRET: &str = "hunter2";

#[test]
fn no_message_holds_user_info() {
    const AROUND: &[(&str, &str)] = &[
        ("redis://:", "@localhost:6379/0"),
        ("redis://user:", "@localhost:6379/0?protocol=resp3"),
        ("redis://", ":password@localhost/0"),
        ("redis://", "@localhost"),
        ("rediss://user:a", "b@[::1]:6380"),
        ("unix:///run/redis.sock?user=u&pass=", "&db=1"),
        ("redis+sentinel://:", "@a,b/0?master=m"),
        ("redis+sentinel://a,b/0?master=m&sentinel_password=", ""),
        ("redis+cluster://:", "@a:1,b:2"),
        ("http://user:", "@localhost"),
        ("user:", "@localhost:6379"),
    ];
    let mut random = Random::new(4);
    let (mut legal, mut refused) = (0_u32, 0_u32);
    for _ in 0..cases(12_000) {
        let (before, after) = AROUND[random.below(AROUND.len())];
        let damage = |random: &mut Random, text: &str| match random.once_in(3) {
            true => text.to_owned(),
            false => mutate(random, text),
        };
        let before = damage(&mut random, before);
        let after = damage(&mut random, after);
        let text = format!("{before}{SECRET}{after}");
        let draft = SettingsDraft {
            topology: Topology::Standalone,
            entries: vec![(Setting::Url, Known::Text(&text))],
        };
        assert!(!format!("{draft:?}").contains(SECRET));
        match RedisUrl::parse(&text) {
            Ok(url) => {
                let in_password = url.password.iter().chain(&url.sentinel_password);
                // A URL without its `@` has no user info: the former password is now a host.
                if in_password.into_iter().any(|one| one.contains(SECRET)) {
                    legal += 1;
                    assert!(!url.redacted().contains(SECRET), "{text}");
                    assert!(!format!("{url:?}").contains(SECRET), "{text}");
                    assert!(!format!("{:?}", draft.check()).contains(SECRET), "{text}");
                }
            }
            Err(problem) => {
                refused += 1;
                // User info ends with the last `@`. What follows is a host now, which the help may show.
                let shown = problem.help.split('`').nth(1).map(RedisUrl::parse);
                let is_host = shown.and_then(Result::ok).is_some_and(|url| {
                    matches!(&url.endpoints[0], Endpoint::Tcp { host, .. } if host.contains(SECRET))
                });
                let after = text.rsplit('@').next().unwrap_or(&text);
                if is_host && after.contains(SECRET) {
                    continue;
                }
                assert!(!problem.to_string().contains(SECRET), "{text}: {problem}");
                assert!(!redact(&text).contains(SECRET), "{text}");
                assert!(!format!("{:?}", draft.check()).contains(SECRET), "{text}");
            }
        }
    }
    assert!(
        legal > 500 && refused > 500,
        "{legal} legal, {refused} refused"
    );
}
