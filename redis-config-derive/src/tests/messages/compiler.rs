//! What the compiler says to values that stand in constants.

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

/// What it says to each of them.
pub(super) fn says(given: &[Given]) -> Vec<Words> {
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
        "pause" => Some(<std::time::Duration as Field>::TYPE),
        "words" => Some(<Vec<String> as Field>::TYPE),
        "address" => Some(<std::net::SocketAddr as Field>::TYPE),
        _ => None,
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// In a constant a panic is an error; here it would only fill the output of the test.
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

/// What would be the error of the compiler.
fn refused(rule: Rule, value: &str) -> Option<Words> {
    let said = without_output(|| check(rule, value)).err()?;
    let said = said.downcast_ref::<String>().expect("a text");
    let (message, help) = said.split_once("\nhelp: ").expect("a help line");
    Some(Words {
        message: message.to_owned(),
        help: help.to_owned(),
    })
}

/// What values can be like, beside what is said of them in the table.
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

/// What the compiler refuses, the rules refuse too, and in the same words. What it lets pass, `validate()` looks at.
#[test]
fn the_compiler_refuses_nothing_that_the_rules_accept() {
    let mut random = Random::new(5);
    let mut refused_by_both = 0;
    for _ in 0..cases(20_000) {
        let Some(&setting) = Setting::ALL.get(random.below(Setting::ALL.len())) else {
            continue;
        };
        let info = setting.info();
        // Neither is given by a constant; the name of a key that stands in the source is refused by the macro alone.
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
        let Some(said) = refused(rule, &value) else {
            continue;
        };
        let problem = setting.check_text(&value);
        let problem = problem.expect_err(&format!("`{}`: {value:?} is legal", info.key));
        if !value.is_ascii() {
            // A letter outside ASCII is not looked at by the compiler.
            continue;
        }
        let named = format!("`{}`: {}", info.key, problem.message);
        assert!(
            [&named, &problem.message].contains(&&said.message) && said.help == problem.help,
            "{} = {value:?}\nrules:    {problem}\ncompiler: {said:?}",
            info.key
        );
        refused_by_both += 1;
    }
    assert!(
        cases(20_000) < 20_000 || refused_by_both > 3_000,
        "{refused_by_both}"
    );
}
