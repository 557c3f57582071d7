//! How long a blocking command may block.

use std::time::Duration;

use redis::{Arg, Cmd};

/// The longest time that a command asks the server to wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockTime {
    /// Up to this long.
    Limited(Duration),
    /// Until there is something.
    Unlimited,
}

/// Where a blocking command has its block time.
#[derive(Clone, Copy, Debug)]
pub(crate) enum BlockTimeArg {
    /// The last argument, in seconds.
    LastSeconds,
    /// The first argument, in seconds.
    FirstSeconds,
    /// The last argument, in milliseconds.
    LastMillis,
    /// Behind the word `BLOCK`, in milliseconds; without it the command does not block.
    AfterBlock,
}

impl BlockTimeArg {
    /// Which argument holds the block time, and its unit in seconds; `None` if the command does not block.
    fn find(self, command: &Cmd) -> Option<(usize, f64)> {
        let count = command.args_iter().count();
        match self {
            Self::FirstSeconds => Some((1, 1.0)),
            // A command without arguments has none; the server says so.
            Self::LastSeconds => Some(((count - 1).max(1), 1.0)),
            Self::LastMillis => Some(((count - 1).max(1), 0.001)),
            Self::AfterBlock => {
                let mut args = command.args_iter().enumerate().skip(1);
                loop {
                    let (at, option) = args.next()?;
                    let Arg::Simple(option) = option else {
                        continue;
                    };
                    if option.eq_ignore_ascii_case(b"BLOCK") {
                        return Some((at + 1, 0.001));
                    }
                    // What follows are names, and a name may read `block`.
                    if option.eq_ignore_ascii_case(b"STREAMS") {
                        return None;
                    }
                    if option.eq_ignore_ascii_case(b"GROUP") {
                        args.nth(1);
                    }
                }
            }
        }
    }
}

impl BlockTime {
    /// The wait that a command asks for; `None` if it does not block.
    ///
    /// What is no number is refused by the server at once, so it counts as no time.
    pub(crate) fn of(command: &Cmd, place: BlockTimeArg) -> Option<Self> {
        let (at, unit) = place.find(command)?;
        let text = match command.args_iter().nth(at) {
            Some(Arg::Simple(bytes)) => Some(bytes),
            Some(_) => Some(b"0".as_slice()),
            None => None,
        };
        let time = text
            .and_then(|text| std::str::from_utf8(text).ok())
            .and_then(|text| text.parse::<f64>().ok())
            .unwrap_or(-1.0);
        Some(if time == 0.0 {
            Self::Unlimited
        } else if time < 0.0 {
            Self::Limited(Duration::ZERO)
        } else {
            Duration::try_from_secs_f64(time * unit).map_or(Self::Unlimited, Self::Limited)
        })
    }

    /// What is left of it.
    pub(crate) fn less(self, elapsed: Duration) -> Self {
        match self {
            Self::Limited(time) => Self::Limited(time.saturating_sub(elapsed)),
            Self::Unlimited => Self::Unlimited,
        }
    }

    /// The command with this wait in the place of its own; `None` if no time is left.
    pub(crate) fn rewrite(self, command: &Cmd, place: BlockTimeArg) -> Option<Cmd> {
        let (at, unit) = place.find(command)?;
        let time = match self {
            Self::Unlimited => "0".to_owned(),
            Self::Limited(left) if left < Duration::from_millis(1) => return None,
            Self::Limited(left) if unit < 1.0 => left.as_millis().to_string(),
            Self::Limited(left) => format!("{:.3}", left.as_secs_f64()),
        };
        let mut rewritten = Cmd::new();
        for (index, arg) in command.args_iter().enumerate() {
            match arg {
                _ if index == at => rewritten.arg(&time),
                Arg::Simple(bytes) => rewritten.arg(bytes),
                // A cursor stands in scans only, and those do not block.
                _ => return None,
            };
        }
        Some(rewritten)
    }

    /// The wait of two commands one after the other.
    pub(crate) fn then(self, next: Self) -> Self {
        match (self, next) {
            (Self::Limited(first), Self::Limited(second)) => {
                Self::Limited(first.saturating_add(second))
            }
            _ => Self::Unlimited,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wait(words: &str, place: BlockTimeArg) -> Option<BlockTime> {
        let mut command = Cmd::new();
        for word in words.split(' ') {
            command.arg(word);
        }
        BlockTime::of(&command, place)
    }

    #[test]
    fn the_block_time_is_found_wherever_it_stands() {
        let ms = |ms| Some(BlockTime::Limited(Duration::from_millis(ms)));
        assert_eq!(wait("BLPOP a b 0.25", BlockTimeArg::LastSeconds), ms(250));
        assert_eq!(
            wait("BLMPOP 5 2 a b LEFT", BlockTimeArg::FirstSeconds),
            ms(5000)
        );
        assert_eq!(wait("WAIT 1 100", BlockTimeArg::LastMillis), ms(100));
        let read = "XREADGROUP GROUP block streams COUNT 1 block 70 STREAMS s >";
        assert_eq!(wait(read, BlockTimeArg::AfterBlock), ms(70));
    }

    #[test]
    fn a_read_without_block_does_not_block() {
        assert_eq!(
            wait("XREAD STREAMS block 9", BlockTimeArg::AfterBlock),
            None
        );
    }

    #[test]
    fn zero_is_for_ever_and_nonsense_is_no_time() {
        assert_eq!(
            wait("BLPOP a 0", BlockTimeArg::LastSeconds),
            Some(BlockTime::Unlimited)
        );
        let none = Some(BlockTime::Limited(Duration::ZERO));
        assert_eq!(wait("BLPOP a soon", BlockTimeArg::LastSeconds), none);
        assert_eq!(wait("BLPOP a -1", BlockTimeArg::LastSeconds), none);
        assert_eq!(wait("BLPOP", BlockTimeArg::LastSeconds), none);
        assert_eq!(
            wait("BLPOP a 1e300", BlockTimeArg::LastSeconds),
            Some(BlockTime::Unlimited)
        );
    }

    #[test]
    fn a_wait_is_rewritten_in_its_place() {
        let mut command = redis::cmd("XREADGROUP");
        command.arg(&["GROUP", "block", "c", "BLOCK", "70", "STREAMS", "s", ">"]);
        let left = BlockTime::Limited(Duration::from_millis(70)).less(Duration::from_millis(50));
        let shorter = left.rewrite(&command, BlockTimeArg::AfterBlock).unwrap();
        assert_eq!(
            BlockTime::of(&shorter, BlockTimeArg::AfterBlock),
            Some(left)
        );
        assert_eq!(shorter.args_iter().count(), command.args_iter().count());
        let none = BlockTime::Limited(Duration::ZERO);
        assert!(none.rewrite(&command, BlockTimeArg::AfterBlock).is_none());
    }

    #[test]
    fn waits_add_up() {
        let second = BlockTime::Limited(Duration::from_secs(1));
        assert_eq!(
            second.then(second),
            BlockTime::Limited(Duration::from_secs(2))
        );
        assert_eq!(second.then(BlockTime::Unlimited), BlockTime::Unlimited);
    }
}
