//! Compile errors of values in constants.

use std::cell::Cell;
use std::panic::UnwindSafe;
use std::sync::Once;

use redis_config::__private::{Field, Rule, Type, check};
use redis_config_rules::{Kind, Setting, Topology};

use super::cases::Given;
use super::instance;
use super::parity::Words;
use crate::tests::generate::{mutate, several, url};
use crate::tests::random::{Random, cases};

/// The error of each value that the compiler refuses.
pub(super) fn errors(given: &[Given]) -> Vec<Words> {
    let topology = Topology::from_key(instance::topology(given));
    let given = given.iter().filter(|Given(name, _)| *name != "topology");
    given
        .filter_map(|Given(name, value)| {
            let setting = Setting::from_key(name);
            if setting.is_some_and(|setting| setting.info().secret) {
                // No constant can hold it.
                return None;
            }
            let rule = Rule {
                name,
                setting,
                topology,
                ty: own(name),
                ..Rule::NONE
            };
            refused(rule, value)
        })
        .collect()
}

/// The type of a value of the application's own.
fn own(name: &str) -> Option<Type> {
    match name {
        "pause" => Some(<std::time::Duration as Field>::OF.ty),
        "words" => Some(<Vec<String> as Field>::OF.ty),
        "address" => Some(<std::net::SocketAddr as Field>::OF.ty),
        _ => None,
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs code whose panic is expected, without the output of the panic.
fn without_output<T>(run: impl FnOnce() -> T + UnwindSafe) -> std::thread::Result<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                usual(panic);
            }
        }));
    });
    QUIET.set(true);
    let result = std::panic::catch_unwind(run);
    QUIET.set(false);
    result
}

/// The panic of the check, which is a compile error in a constant.
fn refused(rule: Rule, value: &str) -> Option<Words> {
    let panic = without_output(|| check(rule, value)).err()?;
    let text = panic.downcast_ref::<String>().expect("a text");
    let (message, help) = text.split_once("\nhelp: ").expect("a help line");
    Some(Words {
        message: message.to_owned(),
        help: help.to_owned(),
    })
}

/// Unusual values, beside the examples of the table.
const ODD: &[&str] = &[
    "",
    " ",
    "a b",
    "a\n",
    "\t",
    "0",
    "-1",
    "1",
    "65536",
    "0010",
    "-0",
    "+5",
    "1e3",
    "99999999999999999999999",
    "999999999999999999999999999999999999999999999",
    "true",
    "True",
    "yes",
    "off",
    "2s",
    "2",
    "0s",
    "5 secs",
    "1.5s",
    "2S",
    "1m30s",
    "5min",
    "-5s",
    "s",
    "9999999999999999999999d",
    "resp4",
    "RESP3",
    "resp-3",
    "primry",
    "slave",
    "h:1",
    "h",
    "redis://h",
    "[::1]",
    "::1",
    "0.0.0.0",
    "*",
    "a/b",
    "${HOST}",
    "{{host}}",
    "$(HOST)",
    "<host>",
    "/run/r.sock",
    "run/r.sock",
    "a{b}",
    "a,b",
    "-----BEGIN A-----\nx\n-----END A-----\n",
    "-----BEGIN A-----\nx",
    "-----BEGIN A",
    " -----BEGIN A-----\nx\n-----END A-----",
    "-----BEGIN A-----\\nx\\n-----END A-----",
    "`",
    "a`b",
    "user@host",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

/// The rules refuse every value that the compiler refuses, with the same message. `validate()` checks the others.
#[test]
fn the_compiler_refuses_nothing_that_the_rules_accept() {
    let mut random = Random::new(5);
    let mut refused_by_both = 0;
    for _ in 0..cases(20_000) {
        let Some(&setting) = Setting::ALL.get(random.below(Setting::ALL.len())) else {
            continue;
        };
        let info = setting.info();
        // No constant can give a secret or a function, and only the macro refuses a private key in the source.
        if info.secret || matches!(info.kind, Kind::Function) || setting.key().ends_with("tls_key")
        {
            continue;
        }
        let mut value = match random.below(4) {
            0 if random.once_in(2) => several(&mut random),
            0 => url(&mut random),
            1 => info.example.to_owned(),
            _ => random.pick(ODD).to_owned(),
        };
        if random.once_in(3) {
            value = mutate(&mut random, &value);
        }
        let rule = Rule {
            name: setting.key(),
            setting: Some(setting),
            ..Rule::NONE
        };
        let Some(words) = refused(rule, &value) else {
            continue;
        };
        let problem = setting.check_text(&value);
        let problem = problem.expect_err(&format!("`{}`: {value:?} is legal", info.key));
        if !value.is_ascii() {
            // The compiler does not check letters outside ASCII.
            continue;
        }
        let named = format!("`{}`: {}", info.key, problem.message);
        assert!(
            [&named, &problem.message].contains(&&words.message) && words.help == problem.help,
            "{} = {value:?}\nrules:    {problem}\ncompiler: {words:?}",
            info.key
        );
        refused_by_both += 1;
    }
    assert!(
        cases(20_000) < 20_000 || refused_by_both > 3_000,
        "{refused_by_both}"
    );
}
