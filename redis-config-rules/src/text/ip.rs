//! IP addresses. The parsers of the standard library are not `const`.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::bytes::{after, cut, digits, find, starts_with, text};
use crate::constant::{ConstText, Digits};

/// Parses an IPv4 address: four numbers without leading zeros.
pub(crate) const fn v4(address: &[u8]) -> Option<Ipv4Addr> {
    let mut parts = [0; 4];
    let mut rest = address;
    let mut i = 0;
    while i < 4 {
        let length = digits(rest);
        let (part, tail) = rest.split_at(length);
        let zeros = length > 1 && part[0] == b'0';
        parts[i] = match u8::from_str_radix(text(part), 10) {
            Ok(number) if !zeros => number,
            _ => return None,
        };
        rest = match (i, tail) {
            (3, []) => tail,
            (0..3, [b'.', tail @ ..]) => tail,
            _ => return None,
        };
        i += 1;
    }
    let [a, b, c, d] = parts;
    Some(Ipv4Addr::new(a, b, c, d))
}

/// Parses an IPv6 address without a zone.
pub(crate) const fn v6(address: &[u8]) -> Option<Ipv6Addr> {
    // The address is `head`, then zeros, then `tail`; `head` holds all of it if nothing is left out.
    let (mut number, mut count, mut gap) = (0u128, 0, None);
    let mut rest = address;
    if starts_with(rest, b"::") {
        gap = Some(0);
        rest = after(rest, 2);
    }
    while !rest.is_empty() {
        if find(rest, b':').is_none() && find(rest, b'.').is_some() {
            let Some(last) = v4(rest) else { return None };
            if count > 6 {
                return None;
            }
            number = number << 32 | last.to_bits() as u128;
            count += 2;
            break;
        }
        let (group, tail) = cut(rest, b':');
        number = match u16::from_str_radix(text(group), 16) {
            Ok(group_number) if group.len() <= 4 && group[0] != b'+' && count < 8 => {
                number << 16 | group_number as u128
            }
            _ => return None,
        };
        count += 1;
        if starts_with(tail, b":") {
            if gap.is_some() {
                return None;
            }
            gap = Some(count);
            rest = after(tail, 1);
        } else if tail.is_empty() && group.len() < rest.len() {
            // A single `:` at the end.
            return None;
        } else {
            rest = tail;
        }
    }
    match gap {
        None if count == 8 => {}
        Some(0) if count < 8 => {}
        Some(head) if count < 8 => {
            let tail = (count - head) * 16;
            let head = number >> tail;
            let shift = 128 - (count as u32 * 16 - tail as u32);
            number = head << shift | number & ((1 << tail) - 1);
        }
        _ => return None,
    }
    Some(Ipv6Addr::from_bits(number))
}

/// Parses an address of either family.
pub(crate) const fn any(address: &[u8]) -> Option<IpAddr> {
    match (v4(address), v6(address)) {
        (Some(address), _) => Some(IpAddr::V4(address)),
        (_, Some(address)) => Some(IpAddr::V6(address)),
        _ => None,
    }
}

/// Parses an address and its port.
pub(crate) const fn socket(address: &[u8]) -> Option<(IpAddr, u16)> {
    let (address, port) = match address {
        [b'[', rest @ ..] => {
            let (address, port) = cut(rest, b']');
            // `[fe80::1%2]:80`: the zone only has a meaning on one machine.
            let (address, zone) = cut(address, b'%');
            match (v6(address), port) {
                (Some(address), [b':', port @ ..]) if digits(zone) == zone.len() => {
                    (IpAddr::V6(address), port)
                }
                _ => return None,
            }
        }
        _ => match (v4(cut(address, b':').0), cut(address, b':').1) {
            (Some(address), port) => (IpAddr::V4(address), port),
            _ => return None,
        },
    };
    match u16::from_str_radix(text(port), 10) {
        Ok(number) if digits(port) == port.len() => Some((address, number)),
        _ => None,
    }
}

/// The address as a number, and the number of its bits.
pub(crate) const fn number(address: IpAddr) -> (u128, u32) {
    match address {
        IpAddr::V4(address) => (address.to_bits() as u128, 32),
        IpAddr::V6(address) => (address.to_bits(), 128),
    }
}

/// The first address of a network, as text. Of an IPv6 address, only the zeros at the end are left out.
pub(crate) const fn write_network(number: u128, width: u32) -> ConstText {
    let mut written: ConstText = ConstText::empty();
    let step = if width == 32 { 8 } else { 16 };
    let mut left = width;
    while left > 0 {
        left -= step;
        let group = number >> left & ((1 << step) - 1);
        if width == 32 {
            written.push(Digits::of(group as i128).text());
            written.push(if left > 0 { "." } else { "" });
            continue;
        }
        let mut digit = if group == 0 { 0 } else { group.ilog2() / 4 };
        loop {
            written.push_byte(b"0123456789abcdef"[(group >> (digit * 4) & 15) as usize]);
            if digit == 0 {
                break;
            }
            digit -= 1;
        }
        if left > 16 && number << (width - left) == 0 {
            written.push("::");
            break;
        }
        written.push(if left > 0 { ":" } else { "" });
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_the_standard_library() {
        for text in [
            "",
            ":",
            "::",
            ":::",
            "::1",
            "1::",
            "1::2",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1::3:4:5:6:7:8",
            "1::2::3",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7:8::",
            "::12345",
            "::g",
            "::+1",
            "1:",
            ":1",
            "::1:",
            "1:2:",
            "::1.2.3.4",
            "::ffff:1.2.3.4",
            "1.2.3.4::",
            "1:2:3:4:5:6:1.2.3.4",
            "1:2:3:4:5:6:7:1.2.3.4",
            "1:2:3:4:5::1.2.3.4",
            "::1.2.3",
            "::01.2.3.4",
            "FE80::ABcd",
            "fe80::1%1",
            "::1 ",
            "1.2.3.4",
            "1.2.3",
            "1.2.3.4.",
            "1.2.3.4.5",
            "01.2.3.4",
            "0.0.0.0",
            "255.255.255.255",
            "256.0.0.1",
            "1..2.3",
            "+1.2.3.4",
            "1.2.3.0004",
            "é",
            "::é",
            "1.2.3.é",
            "0000::0001",
            "00000::1",
        ] {
            assert_eq!(any(text.as_bytes()), text.parse().ok(), "{text}");
        }
        let mut seed = 7u128;
        for _ in 0..20_000 {
            seed = seed
                .wrapping_mul(0x2545_F491_4F6C_DD1D_1234_5678_9ABC_DEF1)
                .wrapping_add(99);
            let mask = (seed >> 7) | (seed << 64);
            let address = Ipv6Addr::from_bits(seed & mask.rotate_left((seed % 128) as u32));
            let text = address.to_string();
            assert_eq!(v6(text.as_bytes()), Some(address), "{text}");
        }
    }

    #[test]
    fn networks_are_written_so_that_they_parse() {
        for text in [
            "10.0.0.0",
            "0.0.0.0",
            "255.255.255.255",
            "::",
            "fd00::",
            "2001:db8::1",
            "1:0:0:2::",
            "1:2:3:4:5:6:7:0",
            "ab0::10:0",
        ] {
            let address: IpAddr = text.parse().unwrap();
            let (number, width) = number(address);
            let written = write_network(number, width);
            assert_eq!(written.as_str().parse(), Ok(address), "{text}");
        }
        assert_eq!(write_network(0xfd << 120, 128).as_str(), "fd00::");
    }
}
