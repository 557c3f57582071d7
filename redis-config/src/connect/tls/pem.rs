//! Reads certificates and keys in PEM.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rustls::pki_types::pem::{self, PemObject};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use zeroize::Zeroizing;

use super::classify::{PemDefect, PemPart, TlsError};
use crate::settings::tls::Pem;

/// Four times the size of a bundle of all public authorities.
const MAX_BYTES: u64 = 1 << 20;

/// All certificates, at least one.
pub(crate) fn certificates(
    part: PemPart,
    pem: &Pem,
) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let bytes = read(part, pem)?;
    let certificates: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes)
        .collect::<Result<_, _>>()
        .map_err(|error| unusable(part, pem, damaged(&error)))?;
    if certificates.is_empty() {
        return Err(unusable(part, pem, missing_section(&bytes)));
    }
    Ok(certificates)
}

/// The first private key.
pub(crate) fn key(pem: &Pem) -> Result<PrivateKeyDer<'static>, TlsError> {
    let bytes = read(PemPart::Key, pem)?;
    // The traditional format has a plain label, with headers below it.
    if labels(&bytes)
        .iter()
        .any(|label| label.starts_with("ENCRYPTED"))
        || contains(&bytes, b"Proc-Type: 4,ENCRYPTED")
    {
        return Err(unusable(PemPart::Key, pem, PemDefect::Encrypted));
    }
    match PrivateKeyDer::from_pem_slice(&bytes) {
        Ok(key) => Ok(key),
        Err(pem::Error::NoItemsFound) => Err(unusable(PemPart::Key, pem, missing_section(&bytes))),
        Err(error) => Err(unusable(PemPart::Key, pem, damaged(&error))),
    }
}

pub(crate) fn unusable(part: PemPart, pem: &Pem, defect: PemDefect) -> TlsError {
    TlsError::Defective {
        part,
        path: pem.path().map(Path::to_owned),
        defect,
    }
}

fn read(part: PemPart, pem: &Pem) -> Result<Zeroizing<Vec<u8>>, TlsError> {
    let Some(path) = pem.path() else {
        return Ok(Zeroizing::new(
            pem.text()
                .map(|text| text.expose().as_bytes().to_vec())
                .unwrap_or_default(),
        ));
    };
    // Opening a pipe would block until another process writes to it.
    let metadata = std::fs::metadata(path)
        .map_err(|error| unusable(part, pem, PemDefect::Unreadable(error.to_string())))?;
    if !metadata.is_file() {
        return Err(unusable(part, pem, PemDefect::NotAFile));
    }
    if metadata.len() > MAX_BYTES {
        return Err(unusable(part, pem, PemDefect::TooLarge));
    }
    // Large enough from the start: a buffer that grows leaves copies of a key in memory.
    let room = usize::try_from(metadata.len()).unwrap_or_default() + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    File::open(path)
        .and_then(|file| file.take(MAX_BYTES).read_to_end(&mut bytes))
        .map_err(|error| unusable(part, pem, PemDefect::Unreadable(error.to_string())))?;
    Ok(bytes)
}

/// No text contains more of the PEM than a label.
fn damaged(error: &pem::Error) -> PemDefect {
    PemDefect::Damaged(match error {
        pem::Error::MissingSectionEnd { .. } => "its end is missing".to_owned(),
        pem::Error::IllegalSectionStart { .. } => "its first line is damaged".to_owned(),
        pem::Error::Base64Decode(_) => "it is not base64".to_owned(),
        _ => "it cannot be read".to_owned(),
    })
}

fn missing_section(bytes: &[u8]) -> PemDefect {
    let labels = labels(bytes);
    match labels.first() {
        Some(_) => PemDefect::Lacks(Some(labels.join("`, `"))),
        None if contains(bytes, b"-----BEGIN") => PemDefect::Lacks(None),
        None => PemDefect::NoPem,
    }
}

/// The labels of the sections, such as `CERTIFICATE`. Only well-formed ones, so that no part of a key is shown.
fn labels(bytes: &[u8]) -> Vec<String> {
    bytes
        .split(|byte| *byte == b'\n' || *byte == b'\r')
        .filter_map(|line| {
            let label = line.strip_prefix(b"-----BEGIN ")?.strip_suffix(b"-----")?;
            let plain = label.len() <= 40
                && label.iter().all(|byte| {
                    byte.is_ascii_uppercase() || byte.is_ascii_digit() || *byte == b' '
                });
            plain.then(|| String::from_utf8_lossy(label).into_owned())
        })
        .take(4)
        .collect()
}

fn contains(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}
