//! The hash slot of a key.

/// Hash slots of a cluster.
pub(crate) const SLOT_COUNT: u16 = 16384;

/// CRC-16/XMODEM, the polynomial 0x1021, a byte at a time.
const CRC: [u16; 256] = {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut crc = (byte as u16) << 8;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 0x8000 == 0 {
                crc << 1
            } else {
                (crc << 1) ^ 0x1021
            };
            bit += 1;
        }
        table[byte] = crc;
        byte += 1;
    }
    table
};

/// The hash slot of a key. If there is a non-empty hash tag, the text between the first `{` and the next `}`, only that counts.
pub(crate) fn hash_slot(key: &[u8]) -> u16 {
    crc(tag(key).unwrap_or(key)) % SLOT_COUNT
}

fn tag(key: &[u8]) -> Option<&[u8]> {
    let open = key.iter().position(|byte| *byte == b'{')?;
    let rest = &key[open + 1..];
    let close = rest.iter().position(|byte| *byte == b'}')?;
    (close > 0).then(|| &rest[..close])
}

fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, byte| {
        (crc << 8) ^ CRC[usize::from((crc >> 8) as u8 ^ byte)]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_check_value_of_the_polynomial() {
        assert_eq!(crc(b"123456789"), 0x31c3);
        assert_eq!(crc(b""), 0);
    }

    #[test]
    fn slots_are_those_of_the_server() {
        assert_eq!(hash_slot(b"foo"), 12182);
        assert_eq!(hash_slot(b"bar"), 5061);
        assert_eq!(hash_slot(b""), 0);
    }

    #[test]
    fn only_the_first_hash_tag_counts_and_only_if_it_is_not_empty() {
        assert_eq!(hash_slot(b"{user1000}.following"), hash_slot(b"user1000"));
        assert_eq!(hash_slot(b"a{foo}b{bar}"), hash_slot(b"foo"));
        assert_eq!(hash_slot(b"foo{{bar}}zap"), hash_slot(b"{bar"));
        for key in [&b"foo{}{bar}"[..], b"{}", b"{", b"}{", b"a{b"] {
            assert_eq!(hash_slot(key), crc(key) % SLOT_COUNT);
        }
    }
}
