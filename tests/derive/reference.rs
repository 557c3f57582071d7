//! The reference of the settings is what the table says.

use std::path::Path;

use redis_config::Setting;

const START: &str = "<!-- settings: written by `UPDATE_REFERENCE=1 cargo test -p redis-config-tests --test derive reference` -->\n";
const END: &str = "<!-- end -->";

#[expect(clippy::format_push_string, reason = "a test may allocate")]
fn table() -> String {
    let mut table = String::from(
        "| setting | a type | default | legal | what it does |\n|---|---|---|---|---|\n",
    );
    for setting in Setting::ALL {
        let info = setting.info();
        if !info.available {
            continue;
        }
        let code = |text: &str| format!("`{text}`");
        let legal = match (info.min, info.max) {
            (Some(min), Some(max)) => format!("`{min}` to `{max}`"),
            _ => info
                .choices
                .iter()
                .map(|word| code(word))
                .collect::<Vec<_>>()
                .join(", "),
        };
        table.push_str(&format!(
            "| `{}` | `{}` | {} | {legal} | {} |\n",
            info.key,
            info.kind.example_type(),
            info.default.map(code).unwrap_or_default(),
            info.doc,
        ));
    }
    table
}

#[test]
fn the_reference_lists_every_setting_of_the_table() {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../redis-config-derive/docs/redis_config.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(START).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    let table = table();
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&path, format!("{before}{START}{table}{END}{after}")).unwrap();
    } else {
        assert_eq!(written, table);
    }
}
