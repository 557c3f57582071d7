//! The macro, the compiler and the running program report a broken rule with the same message.

use redis_config_rules::Code;

use super::{compiler, instance};

use super::cases::{CASES, Case, Given};
use super::exempt::EXEMPT;

/// A message and its help.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Words {
    pub(super) message: String,
    pub(super) help: String,
}

/// The errors of the macro for a definition.
fn macro_errors(definition: &str) -> Vec<Words> {
    words_of(definition, crate::imp::entry::config)
}

/// The errors of a derive for the first item of a text.
pub(super) fn words_of(source: &str, derive: crate::imp::entry::Derive) -> Vec<Words> {
    let first = |input: syn::parse::ParseStream<'_>| {
        let item: syn::DeriveInput = input.parse()?;
        let _rest: proc_macro2::TokenStream = input.parse()?;
        Ok(item)
    };
    let item = syn::parse::Parser::parse_str(first, source).expect(source);
    let mut errors = crate::imp::errors::Errors::default();
    let _stub = derive(&item, &mut errors);
    let errors = errors.into_errors();
    let errors = errors.iter().map(|error| {
        let text = error.to_string();
        let (message, help) = text.split_once("\nhelp: ").expect("a help line");
        Words {
            message: message.to_owned(),
            help: help.to_owned(),
        }
    });
    errors.collect()
}

/// Whether two messages are equal but for their place. The macro adds the name of the setting or of the struct, which a
/// violation has on another line, and repeats the key in its help. A missing setting is a field in a definition and a
/// variable at run time.
fn same(in_macro: &Words, at_run_time: &Words, subject: &str) -> bool {
    let named = |name: &str| format!("`{name}`: {}", at_run_time.message);
    let message = [
        at_run_time.message.clone(),
        named(subject),
        named("JobsRedis"),
    ];
    let with_key = |key: &str| {
        let value = at_run_time
            .help
            .strip_prefix("write `")?
            .strip_suffix('`')?;
        Some(format!("write `{key} = {value:?}`"))
    };
    let help = [
        Some(at_run_time.help.clone()),
        with_key(subject),
        with_key("default"),
    ];
    let missing =
        at_run_time.help.starts_with("set `") && in_macro.help.starts_with("add the field `");
    message.contains(&in_macro.message)
        && (missing || help.iter().flatten().any(|help| *help == in_macro.help))
}

#[test]
fn macro_and_run_time_report_the_same() {
    let mut failures = Vec::new();
    for case in CASES {
        let violations = instance::load(case.given);
        let [violation] = violations.as_slice() else {
            failures.push(format!("{case:?}: at run time {violations:#?}"));
            continue;
        };
        let at_run_time = Words {
            message: violation.message().to_owned(),
            help: violation.help().to_owned(),
        };
        if violation.code() != case.code.as_str() {
            failures.push(format!("{case:?}: at run time {violation}"));
        }
        let in_macro = macro_errors(&instance::definition(case.given));
        match in_macro.as_slice() {
            [in_macro] if same(in_macro, &at_run_time, violation.setting()) => {}
            in_macro => failures.push(format!(
                "{case:?}\n    macro:    {in_macro:?}\n    run time: {at_run_time:?}"
            )),
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// A value in a constant gets the message of the rules.
#[test]
fn the_compiler_reports_the_same_as_the_macro() {
    let mut compared = 0;
    for case in CASES {
        let in_macro = macro_errors(&instance::definition(case.given));
        for of_compiler in compiler::errors(case.given) {
            let [in_macro] = in_macro.as_slice() else {
                panic!("{case:?}: {in_macro:?}")
            };
            let mut names = case.given.iter().map(|Given(name, _)| *name);
            assert!(
                in_macro.message == of_compiler.message
                    && names.any(|name| same(in_macro, &of_compiler, name)),
                "{case:?}\nmacro:    {in_macro:?}\ncompiler: {of_compiler:?}"
            );
            compared += 1;
        }
    }
    // The rest is between several settings, or for `validate()`.
    assert!(compared >= 48, "{compared} of {}", CASES.len());
}

/// `validate()` reports the same for a struct built by hand, if its types can hold the mistake.
#[test]
fn validate_and_load_report_the_same() {
    let mut compared = 0;
    for case in CASES {
        let Some(by_validate) = instance::validate(case.given) else {
            continue;
        };
        let words = |violations: &[redis_config::Violation]| {
            let texts = violations
                .iter()
                .map(|one| (one.code(), one.message().to_owned(), one.help().to_owned()));
            texts.collect::<Vec<_>>()
        };
        let by_load = instance::load(case.given);
        assert_eq!(words(&by_validate), words(&by_load), "{case:?}");
        compared += 1;
    }
    // A struct holds text, numbers and durations: most mistakes fit in.
    assert!(compared * 2 > CASES.len(), "{compared} of {}", CASES.len());
}

#[test]
fn every_code_has_a_case_or_a_reason() {
    let of = |code: Code| {
        let cases = CASES.iter().filter(|case| case.code == code).count();
        let exempt = EXEMPT.iter().filter(|exempt| exempt.code == code).count();
        (cases, exempt)
    };
    for &code in Code::ALL {
        match of(code) {
            (1.., 0) | (0, 1) => {}
            (0, 0) => panic!("`{code}`: neither a case nor a reason why there is none"),
            (cases, exempt) => panic!("`{code}`: {cases} cases and {exempt} reasons"),
        }
    }
    for exempt in EXEMPT {
        assert!(!exempt.because.is_empty(), "{exempt:?}");
    }
}

/// The comparison itself can fail.
#[test]
fn other_messages_are_not_the_same() {
    let words = |message: &str, help: &str| Words {
        message: message.to_owned(),
        help: help.to_owned(),
    };
    let rule = words("port 0 is out of range", "write a number");
    assert!(same(&rule, &rule, "port"));
    let named = words("`port`: port 0 is out of range", "write a number");
    assert!(same(&named, &rule, "port"));
    assert!(!same(&named, &rule, "host"));
    let other_help = words("port 0 is out of range", "write another number");
    assert!(!same(&other_help, &rule, "port"));
    let case = Case {
        code: Code::EMPTY,
        given: &[Given("url", "")],
    };
    assert!(!macro_errors(&instance::definition(case.given)).is_empty());
}
