//! Definitions that are refused.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use redis_config::Sources;
use redis_config_tests::canary::{PASSWORD, PASSWORD_IN_URL};
use redis_config_tests::events::Captured;

use super::texts::{ByUrl, Marked, Texts};

#[test]
fn values_that_are_refused_do_not_show_the_password() {
    let captured = Captured::start();
    let mut texts = Texts::default();
    let secret = PASSWORD_IN_URL;
    let urls = [
        format!("redis://:{secret}@host:99999"),
        format!("redis://:{secret}@host:port"),
        format!("redis://:{secret}@host/database"),
        format!("redis://:{secret}@host?unknown=1"),
        format!("redis://host?password={secret}"),
        format!("redis://:{secret}@host#fragment"),
        format!("redis://{secret}@host"),
        format!("redis://user:{secret}@ho st"),
        format!("redis://user:{secret}%zz@host"),
        format!("redis:/:{secret}@host"),
        format!("http://:{secret}@host"),
        format!("rediss://:{secret}@host:0"),
        format!("redis+cluster://:{secret}@host"),
        format!(":{secret}@host:6379"),
        format!("{secret}@host"),
        format!("redis://:{PASSWORD}@host"),
        format!("redis://user:{secret}@127.1"),
        format!("redis://user:{secret}@*"),
        format!("redis://user:{secret}@${{HOST}}"),
        format!("redis://user:{secret}@host,other"),
        format!("unix:///run/redis.sock?pass={secret}&unknown=1"),
        format!("redis://:{secret}@{}", "h".repeat(9000)),
    ];
    for url in urls {
        let sources = Sources::defaults().env([("BY_URL_URL", &url)]);
        texts.debug("sources", &sources);
        let label = url.replace(secret, "..").replace(PASSWORD, "..");
        texts.fails(&label, ByUrl::load_from(&sources));
        texts.fails(&label, ByUrl { url: url.clone() }.validate());
        texts.fails(&label, ByUrl { url }.settings());
    }
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("secret");
    std::fs::write(&file, format!("{PASSWORD}\u{7}{PASSWORD}")).expect("a file");
    let file = file.to_str().expect("plain text").to_owned();
    let passwords: [(&str, Vec<u8>); 5] = [
        (
            "MARKED_PASSWORD",
            format!("{PASSWORD}\n{PASSWORD}").into_bytes(),
        ),
        (
            "MARKED_PASSWORD",
            format!("${{{{PASS}}}}{PASSWORD}").into_bytes(),
        ),
        ("MARKED_PASSWORD", [PASSWORD.as_bytes(), &[0xff]].concat()),
        ("MARKED_PASSWORD_FILE", file.into_bytes()),
        ("MARKED_PASSWORD_FILE", b"/nowhere/at/all".to_vec()),
    ];
    for (n, (variable, value)) in passwords.into_iter().enumerate() {
        let sources = Sources::defaults()
            .env([
                (OsString::from(variable), OsString::from_vec(value)),
                ("MARKED_HOST".into(), "127.0.0.1".into()),
                ("MARKED_PORT".into(), "6379".into()),
            ])
            .with("username", "worker");
        texts.debug("sources", &sources);
        texts.fails(&format!("{variable} {n}"), Marked::load_from(&sources));
    }
    // Of two sources of one value, of a password without its place.
    let both = Sources::defaults()
        .env([
            ("MARKED_PASSWORD", PASSWORD),
            ("MARKED_PASSWORD_FILE", "/nowhere"),
            ("MARKED_PASWORD", PASSWORD),
        ])
        .with("token", PASSWORD);
    texts.debug("sources", &both);
    texts.fails("two sources", Marked::load_from(&both));
    texts.text("events", captured.text() + ".");
    texts.search();
}
