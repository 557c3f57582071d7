//! The table against what is known, and against a real server.

use redis::Cmd;

use super::hash_slot::hash_slot;
use super::spec::{KeySpec, ResponsePolicy, Routing};
use super::table::find;
use std::collections::BTreeSet;

use redis::{Value, from_redis_value};

use super::route::*;
use super::table::TABLE;
use crate::dev::server::Server;

fn command(words: &str) -> Cmd {
    let mut command = Cmd::new();
    for word in words.split(' ') {
        command.arg(if word == "''" { "" } else { word });
    }
    command
}

/// The keys of a command, as the table finds them.
fn keys(command: &Cmd) -> Vec<String> {
    let entry = find(argument(command, 0).unwrap());
    let positions = KeyPositions::of(command, entry.keys);
    let args = command.args_iter().map(bytes).enumerate();
    args.filter(|(position, _)| positions.contains(*position))
        .map(|(_, key)| String::from_utf8_lossy(key).into_owned())
        .collect()
}

fn destination(words: &str) -> Destination {
    route(&command(words)).unwrap().destination
}

#[test]
fn names_are_found_in_any_case_and_others_have_one_key() {
    assert_eq!(find(b"mget").name, "MGET");
    assert_eq!(find(b"Zunionstore").name, "ZUNIONSTORE");
    for unknown in [&b"SET"[..], b"JSON.SET", b"", b"\xff", b"[", b"@", b"zzz"] {
        assert_eq!(find(unknown).name, "", "{unknown:?}");
    }
    let names: Vec<_> = TABLE.iter().map(|entry| entry.name).collect();
    assert!(names.is_sorted_by(|one, next| one < next));
    for name in names {
        assert_eq!(find(name.as_bytes()).name, name);
    }
}

#[test]
fn a_command_on_several_slots_is_split_or_refused() {
    assert_eq!(destination("GET foo"), Destination::Slot(12182));
    assert_eq!(destination("PING"), Destination::Any);
    assert_eq!(destination("GET"), Destination::Any);
    assert_eq!(destination("EVALSHA x 0 foo"), Destination::Any);
    assert_eq!(destination("MGET {foo}a {foo}b"), Destination::Slot(12182));
    let split = |step, join| Destination::Split { step, join };
    assert_eq!(
        destination("MGET foo bar"),
        split(1, ResponsePolicy::Values)
    );
    assert_eq!(
        destination("MSET foo 1 bar 2"),
        split(2, ResponsePolicy::Same)
    );
    // The values are no keys.
    assert_eq!(destination("MSET foo bar"), Destination::Slot(12182));
    assert_eq!(
        destination("DBSIZE"),
        Destination::Primaries(ResponsePolicy::Sum)
    );
    assert_eq!(
        destination("script load x"),
        Destination::Primaries(ResponsePolicy::Same)
    );
    assert_eq!(destination("CONFIG GET maxmemory"), Destination::Any);
    assert_eq!(route(&command("SCAN 0")), Err(Unroutable::Walk));
    for words in [
        "SUNION foo bar",
        "MSETNX foo 1 bar 2",
        "RENAME foo bar",
        "EVAL x 2 foo bar",
        "XREAD STREAMS foo bar 0 0",
        "SORT foo STORE bar",
        "PFCOUNT foo bar",
        "BLPOP foo bar 0",
        "WATCH foo bar",
        "ZUNIONSTORE foo 1 bar",
    ] {
        let refused = route(&command(words)).unwrap_err();
        assert_eq!(refused, Unroutable::CrossSlot(12182, 5061), "{words}");
    }
}

#[test]
fn a_refusal_names_slots_and_no_key() {
    let refused = command("RENAME private-name bar");
    let text = route(&refused)
        .unwrap_err()
        .refusal(&command_name(&refused));
    let text = text.to_string();
    assert!(text.contains("`RENAME`"), "{text}");
    assert!(text.contains("5061"), "{text}");
    assert!(!text.contains("private-name"), "{text}");
}

#[test]
fn values_that_look_like_options_are_not_options() {
    for (words, expected) in [
        ("XREAD BLOCK 0 COUNT 5 STREAMS a b 0 0", "a b"),
        ("XREADGROUP GROUP streams streams NOACK STREAMS a >", "a"),
        ("XREAD COUNT STREAMS STREAMS a 0", "a"),
        ("SORT a BY store GET store STORE b STORE c", "a c"),
        ("SORT a LIMIT STORE b STORE c", "a c"),
        ("GEORADIUS a 0 0 1 km STORE b STOREDIST c", "a c"),
        ("GEORADIUSBYMEMBER a m 1 km COUNT 1 STORE b", "a b"),
        ("MIGRATE h 1 k 0 100 COPY", "k"),
        ("MIGRATE h 1 '' 0 100 COPY KEYS a b", "a b"),
        ("EVAL x nonsense a", ""),
        ("EVAL x -1 a", ""),
        ("LMPOP 18446744073709551615 a LEFT", "a LEFT"),
        ("MSETEX 2 a 1 b 2 EX 5", "a b"),
        ("BLPOP a b 0", "a b"),
        ("BLPOP", ""),
        ("OBJECT ENCODING a", "a"),
        ("OBJECT HELP", ""),
        ("MEMORY USAGE a", "a"),
        ("XGROUP CREATE a g $", "a"),
        ("BITOP AND a b c", "a b c"),
        ("UNHEARD.OF a b", "a"),
    ] {
        assert_eq!(keys(&command(words)).join(" "), expected, "{words}");
    }
}

/// A command, or a subcommand, as `COMMAND` describes it.
struct Described {
    words: Vec<String>,
    arity: i64,
    flags: BTreeSet<String>,
    has_keys: bool,
    policy: Option<String>,
}

fn describe(value: &Value, into: &mut Vec<Described>) {
    let fields = value.as_sequence().unwrap();
    let words: String = from_redis_value(fields[0].clone()).unwrap();
    let tips: Vec<String> = from_redis_value(fields[7].clone()).unwrap_or_default();
    let inner = fields[9].as_sequence().unwrap();
    if inner.is_empty() {
        let specs = fields[8].as_sequence().unwrap();
        into.push(Described {
            words: words.split('|').map(str::to_owned).collect(),
            arity: from_redis_value(fields[1].clone()).unwrap(),
            flags: from_redis_value(fields[2].clone()).unwrap(),
            has_keys: !specs.is_empty(),
            policy: tips
                .iter()
                .find_map(|tip| Some(tip.strip_prefix("request_policy:")?.to_owned())),
        });
    }
    for one in inner {
        describe(one, into);
    }
}

/// Calls of different length, with distinct arguments, and a number where the command expects the number of its keys.
fn samples(described: &Described) -> Vec<Vec<String>> {
    let name = described.words[0].to_ascii_uppercase();
    let fixed: Vec<String> = match name.as_str() {
        "SORT" => [
            "SORT a",
            "SORT a BY x STORE b",
            "SORT a GET STORE STORE c ALPHA",
        ]
        .map(str::to_owned)
        .to_vec(),
        "GEORADIUS" => ["GEORADIUS a 0 0 1 km", "GEORADIUS a 0 0 1 km ASC STORE b"]
            .map(str::to_owned)
            .to_vec(),
        "GEORADIUSBYMEMBER" => [
            "GEORADIUSBYMEMBER a m 1 km",
            "GEORADIUSBYMEMBER a m 1 km STOREDIST b",
        ]
        .map(str::to_owned)
        .to_vec(),
        "MIGRATE" => ["MIGRATE h 1 k 0 9", "MIGRATE h 1 '' 0 9 AUTH x KEYS a b"]
            .map(str::to_owned)
            .to_vec(),
        "XREAD" => ["XREAD STREAMS a 0", "XREAD COUNT 1 BLOCK 5 STREAMS a b 0 0"]
            .map(str::to_owned)
            .to_vec(),
        "XREADGROUP" => ["XREADGROUP GROUP g c COUNT 1 NOACK STREAMS a b > >"]
            .map(str::to_owned)
            .to_vec(),
        _ => Vec::new(),
    };
    if !fixed.is_empty() {
        let words = |line: &String| {
            line.split(' ')
                .map(|w| w.replace("''", ""))
                .collect::<Vec<_>>()
        };
        return fixed.iter().map(words).collect();
    }
    let least = usize::try_from(described.arity.abs())
        .unwrap()
        .max(described.words.len());
    let lengths = if described.arity < 0 {
        vec![least, least + 1, least + 2, least + 5]
    } else {
        vec![least]
    };
    let mut samples = Vec::new();
    for length in lengths {
        let mut words = described.words.clone();
        while words.len() < length {
            words.push(format!("k{}", words.len()));
        }
        if let KeySpec::Counted { count, .. } = find(name.as_bytes()).keys {
            for number in 1..length.saturating_sub(count + 1) {
                let mut words = words.clone();
                words[count] = number.to_string();
                samples.push(words);
            }
        } else {
            samples.push(words);
        }
    }
    samples
}

#[test]
fn the_table_agrees_with_the_server_on_every_command() {
    let server = Server::start().unwrap();
    let url = server.url();
    let mut conn = redis::Client::open(url).unwrap().get_connection().unwrap();
    let mut known = Vec::new();
    let all: Vec<Value> = redis::cmd("COMMAND").query(&mut conn).unwrap();
    for one in &all {
        describe(one, &mut known);
    }
    assert!(known.len() > 300, "{} commands", known.len());
    let mut compared = 0;
    for described in &known {
        let name = described.words.join(" ");
        let entry = find(described.words[0].as_bytes());
        if described.has_keys {
            assert_eq!(
                entry.reads,
                described.flags.contains("readonly"),
                "{name}: reads"
            );
        }
        // Shard channels: no keys, but in a slot like them.
        let channels = ["ssubscribe", "sunsubscribe", "spublish"].contains(&name.as_str());
        for sample in samples(described).into_iter().filter(|_| !channels) {
            let mut call = Cmd::new();
            call.arg(&sample);
            let theirs: Result<Vec<String>, _> = redis::cmd("COMMAND")
                .arg("GETKEYS")
                .arg(&sample)
                .query(&mut conn);
            let theirs = match theirs {
                Ok(keys) => keys,
                Err(error) if error.to_string().contains("no key arguments") => Vec::new(),
                // It refuses such a call, or a name alone, which it cannot be asked about.
                Err(error)
                    if error.to_string().contains("Invalid arguments") || sample.len() == 1 =>
                {
                    continue;
                }
                Err(error) => panic!("{sample:?}: {error}"),
            };
            let (mut ours, mut theirs) = (keys(&call), theirs);
            ours.sort();
            theirs.sort();
            assert_eq!(ours, theirs, "{sample:?}");
            compared += 1;
        }
        let routing = match entry.routing {
            Routing::Split(_) => "multi_shard",
            Routing::Primaries(_) => "all_shards",
            Routing::Walk => "special",
            Routing::Words(words)
                if words
                    .iter()
                    .any(|(word, _)| word.eq_ignore_ascii_case(&described.words[1])) =>
            {
                "all_shards"
            }
            Routing::Whole | Routing::Words(_) => "whole",
        };
        let theirs = match described.policy.as_deref() {
            Some("all_nodes" | "all_shards") => "all_shards",
            Some(other) => other,
            None => "whole",
        };
        // The reply of one node is enough, or several replies cannot be joined, or the command cannot be split.
        let by_choice = [
            "ping",
            "wait",
            "info",
            "msetnx",
            "function stats",
            "memory doctor",
            "memory malloc-stats",
            "memory stats",
            "latency history",
            "latency latest",
            "latency doctor",
            "latency graph",
            "latency histogram",
        ];
        // The server gives no advice, but one node is not enough.
        let more = ["config resetstat", "config rewrite"];
        if !by_choice.contains(&name.as_str()) && !more.contains(&name.as_str()) {
            assert_eq!(routing, theirs, "{name}: routing");
        }
    }
    println!(
        "{} commands, {compared} calls compared with the server",
        known.len()
    );
    assert!(compared > 400);
}

#[test]
fn slots_agree_with_the_server() {
    let server = Server::builder()
        .arg("cluster-enabled", "yes")
        .start()
        .unwrap();
    let url = server.url();
    let mut conn = redis::Client::open(url).unwrap().get_connection().unwrap();
    let mut keys: Vec<Vec<u8>> = [
        "",
        "{",
        "}{",
        "{}",
        "{}{a}",
        "a{b}c",
        "a{b}{c}",
        "{{a}}",
        "a{b",
        "{rc:emails}:w",
    ]
    .map(|key| key.as_bytes().to_vec())
    .to_vec();
    keys.extend((0..2000_u32).map(|n| {
        let bytes = n.wrapping_mul(2_654_435_761).to_be_bytes();
        bytes[..1 + n as usize % 4].to_vec()
    }));
    for key in keys {
        let theirs: u16 = redis::cmd("CLUSTER")
            .arg("KEYSLOT")
            .arg(&key)
            .query(&mut conn)
            .unwrap();
        assert_eq!(hash_slot(&key), theirs, "{key:?}");
    }
}
