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
    let folded = fold(given);
    let limit = if given.chars().count() <= 3 { 1 } else { 2 };
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let distance = if fold(candidate) == folded && !folded.is_empty() {
            0
        } else {
            distance(given, candidate)
        };
        let nearer = best.is_none_or(|(least, _)| distance < least);
        if distance <= limit && distance < candidate.chars().count() && nearer {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn fold(word: &str) -> String {
    word.chars()
        .filter(|c| !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Edit distance with swaps of neighbours ("optimal string alignment").
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    // The difference in length is a lower bound, so long input needs no table.
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = above[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
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
        assert_eq!(distance("prot", "port"), 1);
        assert_eq!(distance("abc", "abc"), 0);
        assert_eq!(distance("", "ab"), 2);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
