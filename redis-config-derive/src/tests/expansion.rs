//! The output of the derives: `tests/expand/*.rs` and, beside each, `*.expanded`.
//!
//! `cargo xtask bless` writes the `*.expanded`: read `git diff` before you commit them.

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, File, Item, ItemEnum, ItemStruct};

use crate::imp::entry::{self, Derive};
use crate::imp::{group, job, own_value};

/// Lines of formatted code that a field may generate: they cost compile time in every build.
const BUDGET: usize = 20;

/// The same for a check by the compiler.
const CHECK_BUDGET: usize = 12;

/// The same for a member of a group.
const MEMBER_BUDGET: usize = 12;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expand");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the folder of the cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}

#[test]
fn the_output_is_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let cases = cases();
    assert!(cases.len() >= 12, "only {} cases", cases.len());
    let mut other = Vec::new();
    for path in cases {
        let source = fs::read_to_string(&path).expect("a case");
        let is = expanded(&source);
        let beside = path.with_extension("expanded");
        let want = fs::read_to_string(&beside).unwrap_or_default();
        if is == want {
            continue;
        }
        if bless {
            fs::write(&beside, is).expect("a file beside the case");
            continue;
        }
        other.push(format!("{}: {}", beside.display(), first(&want, &is)));
    }
    assert!(
        other.is_empty(),
        "the derives write something else:\n{}\nIf it is meant, run `cargo xtask bless` and read `git diff`.",
        other.join("\n")
    );
}

/// The first line that differs.
fn first(want: &str, is: &str) -> String {
    let (mut want, mut is) = (want.lines(), is.lines());
    for number in 1.. {
        match (want.next(), is.next()) {
            (None, None) => break,
            (want, is) if want == is => {}
            (want, is) => {
                let shown = |line: Option<&str>| line.unwrap_or("the end").trim().to_owned();
                return format!(
                    "line {number}\n  expected: {}\n  written:  {}",
                    shown(want),
                    shown(is)
                );
            }
        }
    }
    "white space at the end".to_owned()
}

/// The output of the derives for every item of a file.
fn expanded(source: &str) -> String {
    let file: File = syn::parse_str(source).expect("items");
    let mut output = TokenStream::new();
    for mut item in file.items {
        let (Item::Struct(ItemStruct { attrs, .. }) | Item::Enum(ItemEnum { attrs, .. })) =
            &mut item
        else {
            panic!("an item without a derive");
        };
        let derive = derive(attrs);
        // The compiler removes it too.
        attrs.retain(|one| !one.path().is_ident("derive"));
        output.extend(entry::derive(item.into_token_stream(), derive));
    }
    prettyplease::unparse(&syn::parse2(output).expect("items"))
}

fn derive(attributes: &[Attribute]) -> Derive {
    let text: String = attributes
        .iter()
        .map(|one| one.to_token_stream().to_string())
        .collect();
    if text.contains("RedisConnections") {
        group::derive
    } else if text.contains("Job") {
        job::derive
    } else if text.contains("Value") {
        own_value::derive
    } else {
        assert!(
            text.contains("RedisConfig"),
            "not one of our derives: {text}"
        );
        entry::config
    }
}

fn lines(source: &str) -> usize {
    expanded(source).lines().count()
}

#[test]
fn a_field_costs_few_lines() {
    let definition = |fields: &str| {
        lines(&format!(
            "#[derive(RedisConfig)] #[redis(host = \"h\")] struct Jobs {{ {fields} }}"
        ))
    };
    let none = definition("");
    for field in [
        "port: u16",
        "#[redis(default = 3, min = 1, max = 9)] database: u32",
        "#[redis(extra, default = \"a\", one_of = [\"a\", \"b\"])] own: String",
        "#[redis(extra, validate = check)] own: Option<Duration>",
        "#[redis(skip)] own: String",
    ] {
        let cost = definition(field) - none;
        println!("{cost:>3} lines: {field}");
        assert!(cost <= BUDGET, "{cost} lines for `{field}`");
    }
    // Each costs the same.
    let fields: Vec<String> = (0..10)
        .map(|at| format!("#[redis(extra)] own_{at}: u8"))
        .collect();
    let cost = definition(&fields.join(", ")) - none;
    assert!(cost <= 10 * BUDGET, "{cost} lines for ten fields");
}

/// A check by the compiler is an item of its own.
#[test]
fn a_check_costs_few_lines() {
    let definition = |keys: &str, field: &str| {
        lines(&format!(
            "#[derive(RedisConfig)] #[redis(host = \"h\"{keys})] struct Jobs {{ {field} }}"
        ))
    };
    let none = definition("", "");
    for (keys, field, budget) in [
        (", key_prefix = \"a\"", "", 3),
        (", key_prefix = PREFIX", "", CHECK_BUDGET),
        (", credentials = vault", "", 6),
        (", tls = true", "", 4),
        (
            "",
            "#[redis(default = SOCKETS)] connections: u16",
            BUDGET + CHECK_BUDGET,
        ),
        (
            "",
            "#[redis(extra, default = 3)] own: Alias",
            BUDGET + CHECK_BUDGET,
        ),
        ("", "port: Alias", BUDGET + CHECK_BUDGET),
        ("", "password: Secret", BUDGET + CHECK_BUDGET),
    ] {
        let cost = definition(keys, field) - none;
        println!("{cost:>3} lines: {keys}{field}");
        assert!(cost <= budget, "{cost} lines for `{keys}{field}`");
    }
}

#[test]
fn a_member_costs_few_lines() {
    let group = |members: &[&str]| {
        let members: Vec<String> = members
            .iter()
            .map(|one| format!("{one}: Handle<{one}>"))
            .collect();
        lines(&format!(
            "#[derive(RedisConnections)] struct Redis {{ {} }}",
            members.join(", ")
        ))
    };
    let cost = group(&["a", "b", "c", "d"]) - group(&["a", "b", "c"]);
    println!("{cost:>3} lines: the fourth member");
    assert!(cost <= MEMBER_BUDGET, "{cost} lines for the fourth member");
}
