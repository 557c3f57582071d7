//! Files with one value.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use redis_config_rules::{Code, Problem, text};
use zeroize::Zeroizing;

const LIMIT: u64 = 64 * 1024;

/// Reads the value in the file at `path`, without the last line break.
///
/// # Errors
///
/// Messages name `path` and do not contain the content. `shown` is false if `path` may be the secret itself, by mistake.
pub(crate) fn read(path: &Path, secret: bool, shown: bool) -> Result<Zeroizing<String>, Problem> {
    let name = if shown {
        format!("`{}`", path.display())
    } else {
        "the file (its name is not shown: it does not look like a path)".to_owned()
    };
    let unusable = |why: &str, help: &str| Problem::new(Code::FILE, format!("{name} {why}"), help);
    let unreadable = |error: &io::Error| {
        unusable(
            &format!("cannot be read: {}", error.kind()),
            "put the path of a readable file there; to give the value itself, leave the ending `_FILE` or `_file` off the name",
        )
    };
    if let Some(text) = path.to_str()
        && let Err(fault) = text::check_path(text)
        && fault.code == Code::PATH
    {
        return Err(Problem::new(Code::FILE, fault.message(), fault.help()));
    }
    if path.to_str().and_then(text::placeholder).is_some() && !path.exists() {
        return Err(unusable(
            "cannot be read: its path holds a placeholder that nothing replaced",
            "put the path of a readable file there",
        ));
    }
    // Opening a named pipe blocks, so the file type is checked before, and again after to exclude a race.
    let kind = fs::metadata(path).map_err(|error| unreadable(&error))?;
    let regular = |is_file: bool| {
        is_file.then_some(()).ok_or_else(|| {
            unusable(
                "is not a regular file",
                "put the path of a file there that holds nothing but the value",
            )
        })
    };
    regular(kind.is_file())?;
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    let metadata = file.metadata().map_err(|error| unreadable(&error))?;
    regular(metadata.is_file())?;

    // Full capacity at once: growing would leave copies of a secret in memory.
    let room = usize::try_from(metadata.len().min(LIMIT) + 2).unwrap_or_default();
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(LIMIT + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(Problem::new(
            Code::FILE_TOO_LARGE,
            format!("{name} is larger than 64 KiB"),
            "put the path of a file there that holds nothing but the value",
        ));
    }
    if secret && world_readable(&metadata) {
        tracing::warn!(path = %name, "everyone on this machine can read a file that holds a secret; `chmod o-r` it");
    }
    let text = std::str::from_utf8(&bytes).map_err(|_| {
        Problem::new(
            Code::NOT_UTF8,
            format!("what {name} holds is not UTF-8"),
            "save the file as UTF-8",
        )
    })?;
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    Ok(Zeroizing::new(text.to_owned()))
}

/// Whether the content of a `_FILE` variable may be shown. It could be the secret itself, by mistake.
pub(crate) fn looks_like_a_path(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let rooted = path.is_absolute() || text.starts_with("./") || text.starts_with("../");
    path.exists() || (rooted && !text.contains("://") && !text.contains('@'))
}

#[cfg(unix)]
fn world_readable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o004 != 0
}

#[cfg(not(unix))]
fn world_readable(_metadata: &fs::Metadata) -> bool {
    false
}
