//! The reference of all keys, `redis_config::guide::keys`, and of all settings, generated from the tables.

use std::fmt::Write as _;
use std::path::Path;

use redis_config_rules::{Group, Setting, SettingInfo};

use super::keys::{KEYS, Key, Place};
use super::parity::words_of;
use super::{example, settings};
use crate::imp::entry::Derive;

const NOTE: &str = "<!-- Written from the tables in redis-config-derive and redis-config-rules by `cargo xtask bless`: do not edit. -->\n";

/// Compares a generated file, or writes it when blessing.
pub(super) fn compare(path: &str, want: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(file, want).unwrap();
        return;
    }
    let is = std::fs::read_to_string(file).unwrap_or_default();
    // Not `assert_eq!`: the fix is more useful than two complete files.
    assert!(
        is == want,
        "{path} does not match the tables: run `cargo xtask bless`"
    );
}

#[test]
fn the_reference_of_keys_is_that_of_the_tables() {
    compare("redis-config/src/guide/keys.md", &page());
}

#[test]
fn the_reference_of_settings_is_that_of_the_table() {
    compare(
        "redis-config-derive/docs/settings.md",
        &settings::page(NOTE),
    );
}

/// The overviews in the documentation of the derives.
#[test]
fn the_overviews_of_keys_are_those_of_the_table() {
    let of_config = format!(
        "\n## Of the struct\n\n{}| a setting | Fixes its value: nothing is loaded for it. |\n\n## Of a field\n\n{}\n",
        overview(Place::Struct),
        overview(Place::Field)
    );
    between_markers("redis-config-derive/docs/redis_config.md", &of_config);
    between_markers("redis-config-derive/docs/job.md", &overview(Place::Job));
    let of_group = overview(Place::Group);
    between_markers("redis-config-derive/docs/redis_connections.md", &of_group);
}

fn overview(place: Place) -> String {
    let mut overview = String::from("| key | meaning |\n|---|---|\n");
    for key in KEYS.iter().filter(|key| key.place == place) {
        let _ = writeln!(overview, "| `{}` | {} |", key.name, key.meaning);
    }
    overview
}

fn between_markers(path: &str, want: &str) {
    const START: &str = "<!-- keys: written by `cargo xtask bless` -->\n";
    const END: &str = "<!-- end -->";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    let text = std::fs::read_to_string(file).unwrap();
    let (before, rest) = text.split_once(START).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    compare(path, &format!("{before}{START}{want}{END}{after}"));
}

/// The table has every key that the macro lists.
#[test]
fn every_key_is_in_the_table() {
    let listed = |definition: &str, derive: Derive| {
        let words = words_of(definition, derive);
        let [words] = words.as_slice() else {
            panic!("{words:?}")
        };
        let all = words.help.split('`').skip(1).step_by(2);
        all.map(str::to_owned).collect::<Vec<_>>()
    };
    let explained = |place: Place| {
        KEYS.iter()
            .filter(move |key| key.place == place)
            .map(|key| key.name.to_owned())
    };
    let unknown = "#[redis(bananas = 3, url = \"redis://h\")] struct Jobs;";
    let mut of_struct = listed(unknown, crate::imp::entry::config);
    // One setting is listed, and where to find the others.
    assert_eq!(
        of_struct.split_off(of_struct.len() - 2),
        ["url", "redis_config::guide::keys"]
    );
    assert_eq!(of_struct, explained(Place::Struct).collect::<Vec<_>>());
    let of_field: Vec<_> = explained(Place::Field).collect();
    let unknown = "struct Jobs { #[redis(bananas = 3)] url: String }";
    assert_eq!(listed(unknown, crate::imp::entry::config), of_field);
    let of_group: Vec<_> = explained(Place::Group).collect();
    let unknown = "#[redis(bananas = 3)] struct Redis { jobs: Handle<Jobs> }";
    assert_eq!(listed(unknown, crate::imp::group::derive), of_group);
    let mut of_job = listed("#[job(bananas = 3)] struct Send;", crate::imp::job::derive);
    // The message ends with `Worker`, which has the other options.
    assert_eq!(of_job.pop().as_deref(), Some("Worker"));
    assert_eq!(of_job, explained(Place::Job).collect::<Vec<_>>());
}

/// The macro finds no mistake in the right examples and one in each wrong one.
#[test]
fn the_examples_are_right_and_wrong() {
    for key in KEYS {
        let derive = derive(key.place);
        assert_eq!(words_of(key.right, derive), [], "{}", key.right);
        assert_eq!(words_of(key.wrong, derive).len(), 1, "{}", key.wrong);
    }
    for info in all() {
        for right in example::right(info) {
            assert_eq!(words_of(&right, crate::imp::entry::config), [], "{right}");
        }
        let wrong = example::wrong_use(info);
        assert_eq!(
            words_of(&wrong, crate::imp::entry::config).len(),
            1,
            "{wrong}"
        );
    }
}

fn all() -> impl Iterator<Item = &'static SettingInfo> {
    Setting::ALL.iter().map(|one| one.info())
}

fn derive(place: Place) -> Derive {
    match place {
        Place::Struct | Place::Field => crate::imp::entry::config,
        Place::Group => crate::imp::group::derive,
        Place::Job => crate::imp::job::derive,
    }
}

fn page() -> String {
    let mut page = String::from(NOTE);
    page.push_str(
        "Every key of `#[redis(..)]` and `#[job(..)]`, with a right use, a wrong use and its compile error.\n",
    );
    for (place, title) in [
        (Place::Struct, "Keys of the struct"),
        (Place::Field, "Keys of a field"),
        (Place::Group, "Keys of a group of connections"),
        (Place::Job, "Keys of a job: `#[job(..)]`"),
    ] {
        let _ = write!(page, "\n# {title}\n");
        for key in KEYS.iter().filter(|key| key.place == place) {
            own(&mut page, key);
        }
    }
    page.push_str(
        "\n# Settings\n\nA setting on the struct is fixed; as a field it is loaded. The documentation of \
         [`RedisConfig`](derive@crate::RedisConfig) has a table of the variables, bounds and defaults.\n",
    );
    for group in [
        Group::Endpoint,
        Group::Credentials,
        Group::Tls,
        Group::Timing,
        Group::Shape,
    ] {
        for info in all().filter(|info| info.group == group) {
            setting(&mut page, info);
        }
    }
    page
}

fn own(page: &mut String, key: &Key) {
    let _ = write!(page, "\n## `{}`\n\n{}\n", key.name, key.meaning);
    right(page, key.place, &[key.right.to_owned()]);
    wrong(page, key.place, key.wrong);
}

fn setting(page: &mut String, info: &SettingInfo) {
    let _ = write!(page, "\n## `{}`\n\n{}\n", info.key, info.doc);
    right(page, Place::Struct, &example::right(info));
    wrong(page, Place::Struct, &example::wrong_use(info));
}

/// The hidden lines of an example.
fn hidden(place: Place, code: &str) -> String {
    let names = ["Duration", "PathBuf"]
        .iter()
        .zip(["std::time", "std::path"]);
    let std: String = names
        .filter(|(name, _)| {
            code.contains(&format!(": {name}")) || code.contains(&format!("<{name}"))
        })
        .map(|(name, path)| format!("# use {path}::{name};\n"))
        .collect();
    let ours = if code.contains("Secret") {
        "{RedisConfig, Secret}"
    } else if code.contains("<Url>") {
        "{RedisConfig, Url}"
    } else {
        "RedisConfig"
    };
    match place {
        Place::Struct | Place::Field => {
            format!("# use redis_config::{ours};\n{std}")
        }
        Place::Job => "# use redis_config::queue::Job;\n".to_owned(),
        Place::Group => "# use redis_config::{Handle, RedisConfig, RedisConnections};\n\
                         # #[derive(Clone, RedisConfig)]\n\
                         # #[redis(url = \"redis://127.0.0.1:6379/1\")]\n\
                         # struct JobsRedis;\n"
            .to_owned(),
    }
}

fn derived(place: Place, code: &str) -> String {
    let derives = match place {
        Place::Struct | Place::Field => "Clone, RedisConfig",
        Place::Group => "Clone, RedisConnections",
        Place::Job => "serde::Serialize, serde::Deserialize, Job",
    };
    // Without a `main`, an example is the body of a function, which has no `super`.
    let main = if code.contains("super::") {
        "\n# fn main() {}"
    } else {
        ""
    };
    format!("#[derive({derives})]\n{code}{main}")
}

fn right(page: &mut String, place: Place, examples: &[String]) {
    for code in examples {
        let _ = write!(
            page,
            "\n```\n{}{}\n```\n",
            hidden(place, code),
            derived(place, code)
        );
    }
}

fn wrong(page: &mut String, place: Place, code: &str) {
    let words = words_of(code, derive(place));
    let shown: Vec<String> = words
        .iter()
        .map(|words| format!("error: {}\nhelp: {}", words.message, words.help))
        .collect();
    let _ = write!(
        page,
        "\nWrong:\n\n```compile_fail\n{}{}\n```\n\n```text\n{}\n```\n",
        hidden(place, code),
        derived(place, code),
        shown.join("\n")
    );
}
