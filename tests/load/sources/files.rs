//! `_FILE` twins.

use std::fs;
use std::path::{Path, PathBuf};

use redis_config::{Origin, Secret, Violation};
use redis_config_tests::canary;
use redis_config_tests::events::Captured;
use tempfile::TempDir;

use crate::fixture::{Jobs, load, one};

/// A directory with one file in it.
fn file(content: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("password");
    fs::write(&path, content).unwrap();
    (dir, path)
}

fn from(path: &Path) -> Result<Jobs, redis_config::Invalid> {
    load(&[("JOBS_REDIS_PASSWORD_FILE", path.to_str().unwrap())])
}

fn refused(path: &Path) -> Violation {
    let violation = one::<Jobs>(&[("JOBS_REDIS_PASSWORD_FILE", path.to_str().unwrap())]);
    assert_eq!(violation.setting(), "password");
    assert_eq!(
        violation.origin(),
        &Origin::File {
            variable: "JOBS_REDIS_PASSWORD_FILE".to_owned(),
            path: path.to_path_buf()
        }
    );
    assert_eq!(canary::find(&format!("{violation} {violation:?}")), None);
    violation
}

#[test]
fn the_last_line_break_is_dropped_and_no_other() {
    for content in ["p w", "p w\n", "p w\r\n", "\u{feff}p w\n", "\"p w\"\n"] {
        let (_dir, path) = file(content);
        assert_eq!(
            from(&path).unwrap().password,
            Some(Secret::new("p w")),
            "{content:?}"
        );
    }
    let (_dir, path) = file("p\n\n");
    assert_eq!(refused(&path).code(), "control-character");
}

#[cfg(unix)]
#[test]
fn a_symlink_is_fine() {
    let (dir, path) = file("p");
    let link = dir.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert_eq!(from(&link).unwrap().password, Some(Secret::new("p")));
}

#[test]
fn an_empty_file_is_no_password_and_no_url() {
    let (_dir, path) = file("\n");
    assert_eq!(from(&path).unwrap().password, None);
    let violation = one::<Jobs>(&[("JOBS_REDIS_URL_FILE", path.to_str().unwrap())]);
    assert_eq!((violation.setting(), violation.code()), ("url", "empty"));
}

#[test]
fn variable_and_file_together_are_an_error() {
    let (_dir, path) = file(canary::PASSWORD);
    let violation = one::<Jobs>(&[
        ("JOBS_REDIS_PASSWORD", canary::PASSWORD),
        ("JOBS_REDIS_PASSWORD_FILE", path.to_str().unwrap()),
    ]);
    assert_eq!(violation.code(), "variable-and-file");
    assert_eq!(canary::find(&format!("{violation} {violation:?}")), None);
}

#[test]
fn a_file_that_cannot_be_read_is_named_by_its_path() {
    let (dir, path) = file(canary::PASSWORD);
    let missing = dir.path().join("missing");
    let violation = refused(&missing);
    assert_eq!(violation.code(), "file");
    assert!(
        violation.message().contains(missing.to_str().unwrap()),
        "{violation}"
    );

    let violation = refused(dir.path());
    assert!(
        violation.message().contains("not a regular file"),
        "{violation}"
    );

    fs::write(&path, [canary::PASSWORD.as_bytes(), b"\xff"].concat()).unwrap();
    assert_eq!(refused(&path).code(), "not-utf8");

    fs::write(&path, canary::PASSWORD.repeat(5000)).unwrap();
    assert_eq!(refused(&path).code(), "file-too-large");

    fs::write(&path, format!("{}\0", canary::PASSWORD)).unwrap();
    assert_eq!(refused(&path).code(), "control-character");
}

#[test]
fn sixty_four_kib_are_read() {
    let (_dir, path) = file("p".repeat(64 * 1024));
    // The rules limit the length of a password; the file itself is not refused.
    if let Err(invalid) = from(&path) {
        assert_ne!(invalid.violations()[0].code(), "file-too-large");
    }
    let (_dir, path) = file("p".repeat(64 * 1024 + 1));
    assert_eq!(refused(&path).code(), "file-too-large");
}

#[cfg(unix)]
#[test]
fn a_named_pipe_does_not_stop_the_load() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    let made = std::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .unwrap();
    assert!(made.success());
    assert!(refused(&pipe).message().contains("not a regular file"));
}

#[test]
fn a_password_in_place_of_its_path_is_not_shown() {
    let violation = one::<Jobs>(&[("JOBS_REDIS_PASSWORD_FILE", canary::PASSWORD)]);
    assert_eq!(violation.code(), "file");
    assert_eq!(
        violation.origin(),
        &Origin::Variable("JOBS_REDIS_PASSWORD_FILE".to_owned())
    );
    assert_eq!(canary::find(&format!("{violation} {violation:?}")), None);
    let url = format!("redis://:{}@h", canary::PASSWORD_IN_URL);
    let violation = one::<Jobs>(&[("JOBS_REDIS_URL_FILE", &url)]);
    assert_eq!(canary::find(&format!("{violation} {violation:?}")), None);
}

#[cfg(unix)]
#[test]
fn a_secret_that_everyone_can_read_draws_a_warning() {
    use std::os::unix::fs::PermissionsExt as _;
    let captured = Captured::start();
    let (_dir, path) = file("p");
    let warned = || {
        let name = path.to_str().unwrap().to_owned();
        captured
            .text()
            .lines()
            .any(|line| line.contains("WARN") && line.contains(&name))
    };
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    from(&path).unwrap();
    assert!(!warned());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    from(&path).unwrap();
    assert!(warned(), "{}", captured.text());
}
