//! Damaged environments, configuration files and variables of platforms. Every run takes the same; `REDIS_CONFIG_SEED=7`
//! takes others.

use redis_config_tests::random::Random;

use super::property::{self, MARK};

/// Damage is done outside of the brackets, never in them.
const ENVIRONMENTS: &[&str] = &[
    "JOBS_URL=redis://user:⟦MARK⟧@10.0.0.1:6379/1\nJOBS_WORKERS=4\nJOBS_CONNECT_TIMEOUT=500ms\nJOBS_PEERS=a,b",
    "JOBS_PASSWORD=⟦MARK⟧\nJOBS_USERNAME=user\nJOBS_DATABASE=3\nJOBS_URL=rediss://h:6380",
    "JOBS_HOST=h\nJOBS_PORT=\"6380\"\nJOBS_SHARE=0.25\nJOBS_SOCKET=none\nJOBS_TLS=yes\nJOBS_PASSWORD=\"⟦MARK⟧\"",
    "JOBS_NODES=a:7000,[::1]:7001,c\nJOBS_PASS=⟦MARK⟧\nJOBS_USER=user",
    "JOBS_PROVIDER=OTHER_URL\nOTHER_URL=rediss://:⟦MARK⟧@h/2\nJOBS_TOKEN=⟦MARK⟧",
    "REDIS_HOST=h\nREDIS_PORT=tcp://10.0.0.11:6379\nREDIS_PASSWORD=⟦MARK⟧\nREDIS_DB=2\nREDIS_SSL=true",
    "REDIS_URL=redis://:⟦MARK⟧@h:1\nREDIS_TLS_URL=rediss://:⟦MARK⟧@h:2\nDYNO=web.1\nJOBS_PASWORD=⟦MARK⟧",
    "APP_ENV=production\nJOBS_URI=redis://:⟦MARK⟧@h\nJOBS_PWD=⟦MARK⟧\nJOBS_TIMEOUT=5\nJOBS_COLOUR=blue",
    "HEROKU_REDIS_JOBS_URL=rediss://:⟦MARK⟧@h:7000\nDYNO=web.1\nJOBS_SSL=on",
    "REDISHOST=h\nREDISPORT=6379\nREDISUSER=default\nREDISPASSWORD=⟦MARK⟧\nRAILWAY_PROJECT_ID=x",
    "AZURE_REDIS_CONNECTIONSTRING=h.redis.cache.windows.net:6380⟦,password=MARK⟧,ssl=True",
    "REDIS_CLUSTER_NODES=a:1 b:2;c:3\nREDIS_PASSWORD=⟦MARK⟧\nREDIS_SENTINELS=s1,s2\nREDIS_SENTINEL_MASTER=m",
    "JOBS_URL=redis-cli -u redis://:⟦MARK⟧@h:6379\nJOBS_SCHEME=rediss\nJOBS_HOST=$HOST\nJOBS_PASSWORD=⟦MARK⟧",
];

const TOML: &[&str] = &[
    "[jobs]\nconnect_timeout = \"2s\"\nworkers = 4\n[profile.green.jobs]\nurl = \"rediss://user:⟦MARK⟧@green.example:6380/0\"\n",
    "[jobs]\nurl = 'redis://h:7000'\npassword = \"⟦MARK⟧\"\ndatabase = 5\npeers = [\"a\", 'b', 7]\n[profile.production]\nallow_loopback = true\n",
    "[profile.dev.jobs]\nhost = \"h\"\nport = 6_380\ntls = true\nshare = 0.25\npassword = '''⟦MARK⟧'''\n[cache]\nurl = \"redis://h\"\n",
    "# settings\n[jobs]\nnodes = [\n  \"a:7000\",\n  \"[::1]:7001\",\n]\nusername = \"user\"\npassword = \"⟦MARK⟧\"\n",
    "jobs = { url = \"redis://:⟦MARK⟧@10.0.0.1/3\", token = \"⟦MARK⟧\" }\nprofile = { test = { allow_remote = true } }\n",
    "\u{feff}[jobs]\r\nurl = \"redis://10.0.0.1\"\r\npassword_file = \"secret\"\r\n",
];

const JSON: &[&str] = &[
    "{\"jobs\": {\"connect_timeout\": \"2s\", \"workers\": 4},\n \"profile\": {\"green\": {\"jobs\": {\"url\": \"rediss://user:⟦MARK⟧@green.example:6380/0\"}}}}",
    "{\"jobs\": {\"host\": \"h\", \"port\": 6380, \"tls\": true, \"password\": \"⟦MARK⟧\", \"share\": 5e-1}, \"cache\": {}}",
    "{\"jobs\": {\"nodes\": [\"a:7000\", \"[::1]:7001\"], \"password\": \"⟦MARK⟧\", \"username\": null}}",
    "{\"profile\": {\"production\": {\"allow_loopback\": true, \"jobs\": {\"url\": \"redis://127.0.0.1\", \"password_file\": \"secret\"}}}}",
];

const PLATFORMS: &[&str] = &[
    r#"{"p.redis":[{"name":"jobs","label":"p.redis","tags":["redis"],"credentials":{"host":"h","port":6379,"tls_port":16379,"password":"⟦MARK⟧"}}]}"#,
    r#"{"user-provided":[{"name":"jobs","tags":[],"credentials":{"uri":"rediss://worker:⟦MARK⟧@redis.example.com:6380/3"}}]}"#,
    r#"{"redis-cache":[{"name":"jobs","tags":["redis"],"credentials":{"cluster_mode":true,"hostname":"h","port":"1234","tls":true,"password":"⟦MARK⟧"}}]}"#,
    r#"{"jobs":[{"scheme":"redis","host":"jobs.internal","port":6379,"username":null,"password":"⟦MARK⟧","service":"cache"}]}"#,
    r#""sentinels":[{"host":"s1","port":"26379"},"s2:1"],"master_name":"m","tls_port":"1""#,
    "shop.redis.cache.windows.net:6380⟦,password=MARK⟧,ssl=True,defaultDatabase=0,abortConnect=False",
    "h:6379,user=worker⟦,password=MARK⟧",
];

/// Changes some characters outside of the brackets, and repeats, drops or swaps lines. No line joins the next one:
/// a name with a password on its line would be a value that is no secret.
fn damaged(random: &mut Random, text: &str) -> String {
    #[rustfmt::skip]
    const PARTS: &[&str] = &[
        ":", "/", "?", "#", "[", "]", "@", "%", "&", "=", "+", ",", ";", ".", "-", "_", "\\", "<", ">", "{", "}", "\"", "'", "|",
        "$", "!", "*", "(", "~", " ", "\t", "\n", "\r\n", "\0", "\u{7f}", "\u{a0}", "\u{202e}", "\u{feff}", "é", "６", "0", "1",
        "9", "a", "Z", "x", "%2F", "%00", "..", "://", "::", "redis", "rediss://", "null", "none", "true", "_FILE", "[[", "\"\"\"",
        "\nJOBS_", "\n[jobs]\n", "{}", "1e9", "99999999999999999999", "\\u0000", "\\ud800", "${X}",
    ];
    let mut lines: Vec<&str> = text.split('\n').collect();
    let at = draw(random, lines.len());
    match draw(random, 8) {
        0 => lines.insert(at, lines[at]),
        1 => drop(lines.remove(at)),
        2 => lines.swap(0, at),
        _ => {}
    }
    let text = lines.join("\n");
    // Every second piece was in brackets.
    let mut pieces: Vec<Vec<String>> = text
        .split(['⟦', '⟧'])
        .map(|piece| piece.chars().map(String::from).collect())
        .collect();
    for _ in 0..draw(random, 4) {
        let piece = draw(random, pieces.len().div_ceil(2));
        let piece = &mut pieces[2 * piece];
        let at = draw(random, piece.len() + 1);
        let part = PARTS[draw(random, PARTS.len())].to_owned();
        match draw(random, 4) {
            0 | 1 => piece.insert(at, part),
            _ if piece.get(at).is_none_or(|one| one == "\n") => {}
            2 => piece[at] = part,
            _ => drop(piece.remove(at)),
        }
    }
    pieces.concat().concat().replace("MARK", MARK)
}

fn draw(random: &mut Random, below: usize) -> usize {
    let drawn = random.below(below.max(1) as u64);
    usize::try_from(drawn).expect("below a usize")
}

/// Runs so many damaged inputs. Some must be accepted and some not, or the test would show nothing.
fn run(stream: u64, cases: u32, seeds: &[&str], accepts: impl Fn(&mut Random, &str) -> bool) {
    let seed = std::env::var("REDIS_CONFIG_SEED").map_or(0, |_| Random::seed());
    let mut random = Random::new(stream ^ seed);
    let mut accepted = 0;
    for case in 0..cases {
        let from = seeds[draw(&mut random, seeds.len())];
        let input = damaged(&mut random, from);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            accepts(&mut random, &input)
        }));
        match outcome {
            Ok(one) => accepted += u32::from(one),
            Err(_) => {
                // All output of the tests is searched for the mark.
                let shown = input.replace(MARK, "MARK");
                panic!("case {case}, seed {seed}: {shown:?}");
            }
        }
    }
    assert!(accepted > cases / 20, "{accepted} of {cases}");
    assert!(accepted < cases - cases / 20, "{accepted} of {cases}");
}

#[test]
fn no_environment_breaks_the_rules() {
    let scratch = tempfile::tempdir().unwrap();
    run(11, 1_500, ENVIRONMENTS, |_, text| {
        property::environment(text, scratch.path())
    });
}

#[test]
fn no_configuration_file_breaks_the_rules() {
    const PROFILES: [&str; 4] = ["dev", "green", "production", "test"];
    let scratch = tempfile::tempdir().unwrap();
    std::fs::write(scratch.path().join("secret"), MARK).unwrap();
    for (stream, is_json, seeds) in [(12, false, TOML), (13, true, JSON)] {
        run(stream, 700, seeds, |random, text| {
            let profile = PROFILES[draw(random, PROFILES.len())];
            property::file(text, is_json, profile, scratch.path())
        });
    }
}

#[test]
fn no_text_of_a_platform_breaks_the_rules() {
    let scratch = tempfile::tempdir().unwrap();
    run(14, 300, PLATFORMS, |_, text| {
        property::platform(text, scratch.path())
    });
}
