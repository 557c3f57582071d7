//! The bytes of one job.

use crate::queue::job_id::JobId;

/// Version of the layout below.
const FORMAT: u8 = 1;

/// Set when two bytes of length and that many bytes of headers stand before the payload.
const HEADERS: u8 = 1;

/// Bytes before headers and payload. The scripts read and write bytes 2, 3 and 5 to 20 of them.
pub(crate) const HEADER_BYTES: usize = 20;

/// What stands in front of a payload: `format, deliveries, attempts, flags, id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Header {
    /// Leases of this job that ran out.
    pub(crate) deliveries: u8,
    /// Attempts that failed.
    pub(crate) attempts: u8,
    /// The job's id.
    pub(crate) id: JobId,
}

/// A job taken apart.
pub(crate) struct Envelope {
    pub(crate) header: Header,
    bytes: Vec<u8>,
    payload: usize,
}

impl std::fmt::Debug for Envelope {
    // The payload belongs to the application and may hold anything.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Item")
            .field("header", &self.header)
            .field("payload_bytes", &self.payload().len())
            .finish()
    }
}

/// Bytes that are not a job of this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EnvelopeError {
    /// Shorter than a header, or than the headers it announces.
    Short,
    /// A layout or a flag this version does not know.
    Format,
}

impl Envelope {
    /// A new job: room for the header, whose id [`name`](Self::name) fills in, and what `payload` writes.
    pub(crate) fn encode<E>(
        payload: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<Vec<u8>, E> {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + 108);
        bytes.extend_from_slice(&[FORMAT, 0, 0, 0]);
        bytes.extend_from_slice(&[0; 16]);
        payload(&mut bytes)?;
        Ok(bytes)
    }

    /// Puts the id into an encoded job.
    pub(crate) fn name(bytes: &mut [u8], id: JobId) {
        if let Some(place) = bytes.get_mut(4..HEADER_BYTES) {
            place.copy_from_slice(id.as_bytes());
        }
    }

    /// The header, without a look at what follows.
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

    /// Takes a job apart; hands the bytes back if they are not one.
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

    /// The payload.
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
    fn what_was_encoded_is_decoded() {
        let id = JobId::new();
        let mut bytes = encode(b"{\"a\":1}");
        Envelope::name(&mut bytes, id);
        bytes[1] = 2;
        bytes[2] = 3;
        let item = Envelope::decode(bytes).unwrap();
        assert_eq!(item.payload(), b"{\"a\":1}");
        assert_eq!(
            item.header,
            Header {
                deliveries: 2,
                attempts: 3,
                id
            }
        );
    }

    #[test]
    fn headers_of_a_later_version_are_stepped_over() {
        let mut bytes = encode(b"\x00\x02hhpayload");
        bytes[3] = HEADERS;
        assert_eq!(Envelope::decode(bytes).unwrap().payload(), b"payload");
    }

    #[test]
    fn other_bytes_are_refused_and_kept() {
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
        let item = Envelope::decode(encode(b"canary")).unwrap();
        assert!(!format!("{item:?}").contains("canary"));
    }
}
