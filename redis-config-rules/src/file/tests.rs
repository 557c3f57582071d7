//! Both formats, places and mistakes.

use super::config_file::{ConfigFile, Rail};
use super::tree::Format;

const TOML: &str = "# settings\n[jobs]\nconnect_timeout = \"2s\"\nport=6_379\n\n[profile.production]\nallow_loopback = true\n\
                        [profile.production.jobs]\n  nodes = [\"a:1\", \"b:2\"]\ntls = true\n[profile.test.cache]\n";
const JSON: &str = "{\"jobs\": {\"connect_timeout\": \"2s\", \"port\": 6379},\n \"profile\": {\"production\": {\n\
                        \"allow_loopback\": true, \"jobs\": {\"nodes\": [\"a:1\", \"b:2\"], \"tls\": true}}, \"test\": {\"cache\": {}}}}";

fn seen(file: &ConfigFile) -> Vec<String> {
    let sections = file.sections.iter();
    sections
        .map(|one| {
            let entries: Vec<_> = one
                .entries
                .iter()
                .map(|entry| format!("{}={}", entry.key, entry.text))
                .collect();
            format!("{:?} {} {}", one.profile, one.instance, entries.join(" "))
        })
        .collect()
}

#[test]
fn both_formats_give_the_same_values() {
    let toml = ConfigFile::parse(TOML, Format::Toml).unwrap();
    let json = ConfigFile::parse(JSON, Format::Json).unwrap();
    assert_eq!(
        seen(&toml),
        [
            "None jobs connect_timeout=2s port=6379",
            "Some(\"production\") jobs nodes=a:1,b:2 tls=true",
            "Some(\"test\") cache ",
        ]
    );
    assert_eq!(seen(&toml), seen(&json));
    assert_eq!(toml.profiles, ["production", "test"]);
    assert_eq!(toml.profiles, json.profiles);
    assert_eq!(toml.permitted, [("production".to_owned(), Rail::Loopback)]);
    assert_eq!(toml.permitted, json.permitted);
}

#[test]
fn every_value_has_its_place() {
    let toml = ConfigFile::parse(TOML, Format::Toml).unwrap();
    let timeout = &toml.sections[0].entries[0];
    assert_eq!(
        (timeout.key_at.to_string(), timeout.at.to_string()),
        ("3:1".into(), "3:19".into())
    );
    assert_eq!(toml.sections[1].entries[0].at.to_string(), "9:11");
    let json = ConfigFile::parse(JSON, Format::Json).unwrap();
    assert_eq!(json.sections[1].entries[1].at.to_string(), "3:66");
    let text = "[jobs]\n\"ä\" = \"ö\" # ü\n\"é\" = 1";
    let file = ConfigFile::parse(text, Format::Toml).unwrap();
    assert_eq!(file.sections[0].entries[1].at.to_string(), "3:7");
}

#[test]
fn a_mistake_has_its_place_and_shows_no_value() {
    for (text, format, want) in [
        (
            "url = \"hunter2\"",
            Format::Toml,
            "1:1: `url` is not a table",
        ),
        (
            "[jobs]\nurl = hunter2",
            Format::Toml,
            "2:7: the file is not TOML: ",
        ),
        (
            "[jobs]\nurl = \"a\"\nurl = \"hunter2\"",
            Format::Toml,
            "3:1: the file is not TOML: duplicate key",
        ),
        (
            "[jobs]\nurl.hunter2 = 1",
            Format::Toml,
            "2:1: `url` is a table",
        ),
        (
            "[jobs]\nport = 0x10",
            Format::Toml,
            "2:8: `port` is a number that is not decimal",
        ),
        (
            "[jobs]\nport = 1979-05-27",
            Format::Toml,
            "2:8: `port` is a date",
        ),
        (
            "[jobs]\nnodes = [\"hunter2,b\"]",
            Format::Toml,
            "2:10: an item of `nodes` is neither",
        ),
        ("profile = 1", Format::Toml, "1:1: `profile` is not a table"),
        (
            "[profile]\nproduction = 1",
            Format::Toml,
            "2:1: `production` is not a table",
        ),
        (
            "[profile.test]\nallow_remote = \"yes\"",
            Format::Toml,
            "2:16: `allow_remote` is neither",
        ),
        (
            "",
            Format::Json,
            "1:1: the file is not JSON: the file is empty",
        ),
        ("[]", Format::Json, "1:1: the file does not hold an object"),
        (
            "{\"jobs\": {\"url\": \"hunter2\",}}",
            Format::Json,
            "1:27: the file is not JSON: ",
        ),
        (
            "{\"jobs\": {}, \"jobs\": {}}",
            Format::Json,
            "1:14: the file is not JSON: duplicate key `jobs`",
        ),
        ("{} // hunter2", Format::Json, "1:4: the file is not JSON: "),
    ] {
        let error = ConfigFile::parse(text, format).unwrap_err();
        let shown = error.to_string();
        assert!(shown.starts_with(want), "{text}\n{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(shown.contains("\nhelp: "), "{shown}");
    }
}

#[test]
fn debug_shows_no_value() {
    let file = ConfigFile::parse("[jobs]\npassword = \"hunter2\"", Format::Toml).unwrap();
    assert!(!format!("{file:?}").contains("hunter2"));
}
