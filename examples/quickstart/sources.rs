//! The input: every source file of the repository.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files that git tracks or would track. Without git, all files except hidden ones and `target`.
pub(crate) fn files() -> io::Result<Vec<PathBuf>> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.parent().unwrap_or(package);
    let mut files = tracked(root).map_or_else(|| walk(root), Ok)?;
    // Drops files that are deleted but still tracked, folders and links.
    files.retain(|file| file.symlink_metadata().is_ok_and(|meta| meta.is_file()));
    files.sort();
    Ok(files)
}

fn tracked(root: &Path) -> Option<Vec<PathBuf>> {
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(root)
        .output()
        .ok()?;
    let names = String::from_utf8(listed.stdout).ok()?;
    let files: Vec<PathBuf> = names
        .split_terminator('\0')
        .map(|name| root.join(name))
        .collect();
    (listed.status.success() && !files.is_empty()).then_some(files)
}

fn walk(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "target" || name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type()?.is_dir() {
            files.extend(walk(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}
