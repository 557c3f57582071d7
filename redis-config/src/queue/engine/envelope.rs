//! A job as it is stored: a header, then the payload.

use crate::queue::job_id::JobId;

/// Version of the layout below.
const FORMAT: u8 = 1;

/// A flag: two bytes of length and that many bytes of headers precede the payload. Reserved for a later version.
const HEADERS: u8 = 1;

/// The size of the header. The scripts read and write its bytes 2, 3 and 5 to 20, counted from 1.
pub(crate) const HEADER_BYTES: usize = 20;

/// What precedes the payload: `format, deliveries, attempts, flags, id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// How many leases of this job ran out.
    pub(crate) deliveries: u8,
    /// How many attempts failed.
    pub(crate) attempts: u8,
    pub(crate) id: JobId,
}

/// A decoded job.
pub(crate) struct Envelope {
    pub(crate) header: Header,
    bytes: Vec<u8>,
    payload: usize,
}

impl std::fmt::Debug for Envelope {
    // Without the payload, which may contain anything.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Envelope")
            .field("header", &self.header)
            .field("payload_bytes", &self.payload().len())
            .finish()
    }
}

/// Why bytes are not a job of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnvelopeError {
    /// They are shorter than a header, or than the headers that it announces.
    Short,
    /// They have a format or a flag that this version does not know.
    Format,
}

impl Envelope {
    /// Encodes a new job: a header without an id, then what `payload` writes.
    pub(crate) fn encode<E>(
        payload: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Vec<u8>, E> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + 108);
        bytes.extend_from_slice(&[FORMAT, 0, 0, 0]);
        bytes.extend_from_slice(&[0; 16]);
        payload(&mut bytes)?;
        Ok(bytes)
    }

    /// Writes the id into an encoded job.
    pub(crate) fn set_id(bytes: &mut [u8], id: JobId) {
        if let Some(field) = bytes.get_mut(4..HEADER_BYTES) {
            field.copy_from_slice(id.as_bytes());
        }
    }

    /// The header, without a check of the rest.
    pub(crate) fn header(bytes: &[u8]) -> Result<Header, EnvelopeError> {
        let Some((head, _)) = bytes.split_first_chunk::<HEADER_BYTES>() else {
            return Err(EnvelopeError::Short);
        };
        let [_, deliveries, attempts, _, id @ ..] = *head;
        Ok(Header {
            deliveries,
            attempts,
            id: JobId::from_bytes(id),
        })
    }

    /// Decodes a job, or returns the bytes with the error.
    pub(crate) fn decode(bytes: Vec<u8>) -> Result<Self, (EnvelopeError, Vec<u8>)> {
        let header = match Self::header(&bytes) {
            Ok(header) => header,
            Err(error) => return Err((error, bytes)),
        };
        if bytes[0] != FORMAT || bytes[3] & !HEADERS != 0 {
            return Err((EnvelopeError::Format, bytes));
        }
        let mut payload = HEADER_BYTES;
        if bytes[3] & HEADERS != 0 {
            let Some(length) = bytes[HEADER_BYTES..].first_chunk::<2>() else {
                return Err((EnvelopeError::Short, bytes));
            };
            payload += 2 + usize::from(u16::from_be_bytes(*length));
        }
        if payload > bytes.len() {
            return Err((EnvelopeError::Short, bytes));
        }
        Ok(Self {
            header,
            bytes,
            payload,
        })
    }

    pub(crate) fn payload(&self) -> &[u8] {
        &self.bytes[self.payload..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encode(payload: &[u8]) -> Vec<u8> {
        Envelope::encode::<()>(|to| {
            to.extend_from_slice(payload);
            Ok(())
        })
        .unwrap()
    }

    #[test]
    fn a_job_survives_encoding_and_decoding() {
        let id = JobId::new();
        let mut bytes = encode(b"{\"a\":1}");
        Envelope::set_id(&mut bytes, id);
        bytes[1] = 2;
        bytes[2] = 3;
        let envelope = Envelope::decode(bytes).unwrap();
        assert_eq!(envelope.payload(), b"{\"a\":1}");
        assert_eq!(
            envelope.header,
            Header {
                deliveries: 2,
                attempts: 3,
                id
            }
        );
    }

    #[test]
    fn headers_of_a_later_version_are_skipped() {
        let mut bytes = encode(b"\x00\x02hhpayload");
        bytes[3] = HEADERS;
        assert_eq!(Envelope::decode(bytes).unwrap().payload(), b"payload");
    }

    #[test]
    fn other_bytes_are_refused_and_returned() {
        let mut flagged = encode(b"x");
        flagged[3] = 2;
        let mut newer = encode(b"x");
        newer[0] = 9;
        let mut cut = encode(b"\x00\x09hh");
        cut[3] = HEADERS;
        let mut bare = encode(b"");
        bare[3] = HEADERS;
        for (bytes, error) in [
            (Vec::new(), EnvelopeError::Short),
            (vec![1; 19], EnvelopeError::Short),
            (cut, EnvelopeError::Short),
            (bare, EnvelopeError::Short),
            (flagged, EnvelopeError::Format),
            (newer, EnvelopeError::Format),
        ] {
            assert_eq!(Envelope::decode(bytes.clone()).unwrap_err(), (error, bytes));
        }
    }

    #[test]
    fn debug_shows_no_payload() {
        let envelope = Envelope::decode(encode(b"canary")).unwrap();
        assert!(!format!("{envelope:?}").contains("canary"));
    }
}
