//! "Did you mean ...?"

/// The candidate nearest to `given`: equal except for case, `-` and `_`, or at most two edits away.
///
/// An edit inserts, deletes or replaces a character, or swaps two neighbours. Words of at most three characters allow
/// one edit, because two edits turn a short word into almost any other. Of equally near candidates the first wins.
///
/// ```
/// use redis_config_rules::suggest::nearest;
///
/// let keys = ["host", "port", "connect_timeout"];
/// assert_eq!(nearest("prot", keys), Some("port"));
/// assert_eq!(nearest("ConnectTimeout", keys), Some("connect_timeout"));
/// assert_eq!(nearest("colour", keys), None);
/// ```
pub fn nearest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    scan_nearest(given, &candidates)
}

/// [`nearest`] for constants.
pub const fn scan_nearest<'a>(given: &str, candidates: &[&'a str]) -> Option<&'a str> {
    let limit = if given.len() <= 3 { 1 } else { 2 };
    let mut best = None;
    let mut least = limit + 1;
    let mut i = 0;
    while i < candidates.len() {
        let candidate = candidates[i].as_bytes();
        let distance = match folded(given.as_bytes(), candidate) {
            true => 0,
            false => distance(given.as_bytes(), candidate),
        };
        if distance < least && distance < candidate.len() {
            least = distance;
            best = Some(candidates[i]);
        }
        i += 1;
    }
    best
}

/// Whether both are equal except for case, `-` and `_`.
const fn folded(one: &[u8], other: &[u8]) -> bool {
    let (mut i, mut j) = (0, 0);
    let mut some = false;
    loop {
        while i < one.len() && matches!(one[i], b'-' | b'_') {
            i += 1;
        }
        while j < other.len() && matches!(other[j], b'-' | b'_') {
            j += 1;
        }
        if i == one.len() || j == other.len() {
            return some && i == one.len() && j == other.len();
        }
        if !one[i].eq_ignore_ascii_case(&other[j]) {
            return false;
        }
        some = true;
        i += 1;
        j += 1;
    }
}

/// Words that are longer have no neighbours: a `const fn` needs a table of fixed size.
const LONGEST: usize = 128;

/// Edit distance with swaps of neighbours ("optimal string alignment").
const fn distance(a: &[u8], b: &[u8]) -> usize {
    // The difference in length is a lower bound, so long input needs no table.
    if a.len() > LONGEST || b.len() > LONGEST || a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut before = [0; LONGEST + 1];
    let mut above = [0; LONGEST + 1];
    let mut j = 0;
    while j <= b.len() {
        above[j] = j;
        j += 1;
    }
    let mut i = 1;
    while i <= a.len() {
        let mut row = [0; LONGEST + 1];
        row[0] = i;
        let mut j = 1;
        while j <= b.len() {
            let replaced = above[j - 1] + (a[i - 1] != b[j - 1]) as usize;
            let mut least = smaller(replaced, smaller(above[j], row[j - 1]) + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = smaller(least, before[j - 2] + 1);
            }
            row[j] = least;
            j += 1;
        }
        before = above;
        above = row;
        i += 1;
    }
    above[b.len()]
}

const fn smaller(one: usize, other: usize) -> usize {
    if one < other { one } else { other }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 5] = ["url", "port", "password", "connect_timeout", "connections"];

    #[test]
    fn finds_typos() {
        for (given, want) in [
            ("ulr", "url"),
            ("uri", "url"),
            ("pasword", "password"),
            ("passwrod", "password"),
            ("conect_timout", "connect_timeout"),
            ("connect-timeout", "connect_timeout"),
            ("CONNECT_TIMEOUT", "connect_timeout"),
            ("connectTimeout", "connect_timeout"),
            ("Port", "port"),
        ] {
            assert_eq!(nearest(given, KEYS), Some(want), "{given}");
        }
    }

    #[test]
    fn stays_silent_where_nothing_is_near() {
        for given in ["", "_", "x", "xy", "colour", "database", "timeout"] {
            assert_eq!(nearest(given, KEYS), None, "{given}");
        }
    }

    #[test]
    fn counts_a_swap_as_one_edit() {
        assert_eq!(distance(b"prot", b"port"), 1);
        assert_eq!(distance(b"abc", b"abc"), 0);
        assert_eq!(distance(b"", b"ab"), 2);
        assert_eq!(distance(b"kitten", b"sitting"), 3);
    }
}
