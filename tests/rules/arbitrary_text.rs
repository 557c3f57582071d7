//! The rules return for any text.

use redis_config_rules::url::{RedisUrl, redact};
use redis_config_rules::{
    Known, Problem, Setting, SettingsDraft, Shape, Topology, duration, name, suggest, text,
};

use crate::generate::{mutate, url};
use crate::random::{Random, cases};

const SHAPES: [Shape; 9] = [
    Shape::Text,
    Shape::Secret,
    Shape::Integer,
    Shape::Float,
    Shape::Flag,
    Shape::Duration,
    Shape::Path,
    Shape::List,
    Shape::Address,
];

/// Text of no kind, or a value of some kind, damaged.
fn value(random: &mut Random) -> String {
    const VALUES: &[&str] = &[
        "",
        "0",
        "-1",
        "6379",
        "65536",
        "340282366920938463463374607431768211456",
        "2s",
        "500ms",
        "99999999999999999999d",
        "1.5",
        "1e999",
        "true",
        "a,b",
        "/run/redis.sock",
        "127.0.0.1:1",
        "resp3",
        "hunter2",
        "${X}",
        "{{x}}",
        "é",
        "\u{10ffff}",
        "[::1]:1",
        "%",
        "jobs",
        "JOBS_REDIS",
    ];
    let text = match random.below(3) {
        0 => url(random),
        1 => random.pick(VALUES).to_owned(),
        _ => (0..random.below(40))
            .filter_map(|_| char::from_u32(random.below(0x3000) as u32))
            .collect(),
    };
    mutate(random, &text)
}

#[test]
fn no_text_makes_a_rule_panic() {
    let mut random = Random::new(2);
    for _ in 0..cases(8_000) {
        let text = value(&mut random);
        let _ = RedisUrl::parse(&text).map(|url| url.redacted());
        let _ = redact(&text);
        for _ in 0..4 {
            let setting = Setting::ALL[random.below(Setting::ALL.len())];
            in_shape(setting.check_text(&text));
        }
        let names = [
            name::instance,
            name::env_prefix,
            name::variable,
            name::queue,
        ];
        in_shape(names[random.below(names.len())](&text));
        let bound = value(&mut random);
        let shape = SHAPES[random.below(SHAPES.len())];
        in_shape(text::parse(shape, &text).map_err(Problem::from));
        let checked = text::check_bounds(shape, &text, Some(&bound), Some("9"), &[&bound]);
        in_shape(checked.map_err(Problem::from));
        if let Ok(read) = duration::parse(&text) {
            assert_eq!(duration::parse(&duration::format(read)), Ok(read));
        }
        let _ = suggest::nearest(&text, [bound.as_str()]);
        let _ = Setting::suggest(&text);
    }
}

/// Messages go to logs and terminals: one line each, nothing that a terminal would obey.
fn in_shape(result: Result<(), Problem>) {
    if let Err(problem) = result {
        for line in [&problem.message, &problem.help] {
            assert!(
                !line.is_empty() && !line.contains(char::is_control),
                "{line:?}"
            );
        }
    }
}

#[test]
fn no_draft_makes_the_check_panic() {
    let mut random = Random::new(3);
    let mut legal = 0_u32;
    for _ in 0..cases(20_000) {
        let mut values: Vec<(Setting, Option<String>)> = Vec::new();
        for _ in 0..random.below(6) {
            let setting = Setting::ALL[random.below(Setting::ALL.len())];
            let info = setting.info();
            let text = match random.below(8) {
                0 => Some(value(&mut random)),
                1 => None,
                _ => Some(info.example.to_owned()),
            };
            values.push((setting, text));
        }
        let entries = values.iter().map(|(setting, text)| match text {
            Some(text) => (*setting, Known::Text(text)),
            None => (*setting, Known::Later),
        });
        let draft = SettingsDraft {
            topology: Topology::Standalone,
            entries: entries.collect(),
        };
        match draft.check() {
            Ok(_) => legal += 1,
            Err(found) => {
                assert!(!found.is_empty());
                for one in &found {
                    in_shape(Err(one.problem.clone()));
                    let set = |setting| draft.entries.iter().any(|(one, _)| *one == setting);
                    assert!(one.with.is_none_or(set), "blames a setting that is not set");
                }
            }
        }
    }
    assert!(legal > 0);
}
