//! A cluster as one of its nodes sees it.

use crate::dev::server::Server;

/// One line of `CLUSTER NODES`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) id: String,
    flags: Vec<String>,
    /// Of a replica.
    pub(crate) primary: Option<String>,
    pub(crate) epoch: u64,
    pub(crate) connected: bool,
    /// First and last of each range.
    pub(crate) slots: Vec<(u16, u16)>,
}

impl Line {
    fn parse(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [
            id,
            _address,
            flags,
            primary,
            _ping,
            _pong,
            epoch,
            link,
            slots @ ..,
        ] = &words[..]
        else {
            return None;
        };
        let slot = |word: &str| {
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            Some((first.parse().ok()?, last.parse().ok()?))
        };
        Some(Self {
            id: (*id).to_owned(),
            flags: flags.split(',').map(str::to_owned).collect(),
            primary: (*primary != "-").then(|| (*primary).to_owned()),
            epoch: epoch.parse().ok()?,
            connected: *link == "connected",
            // Slots in migration are in brackets.
            slots: slots.iter().filter_map(|word| slot(word)).collect(),
        })
    }

    pub(crate) fn has(&self, flag: &str) -> bool {
        self.flags.iter().any(|one| one == flag)
    }

    pub(crate) fn owns(&self, slot: u16) -> bool {
        self.slots
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&slot))
    }

    /// Whether the node that wrote this can talk to it, and does not doubt it.
    pub(crate) fn is_well(&self) -> bool {
        (self.connected || self.has("myself"))
            && !["fail", "fail?", "handshake", "noaddr"]
                .iter()
                .any(|flag| self.has(flag))
    }
}

/// The view of one node.
#[derive(Clone, Debug)]
pub(crate) struct View(pub(crate) Vec<Line>);

impl View {
    /// `None` if it does not answer.
    pub(crate) fn of(node: &Server) -> Option<Self> {
        let nodes = node.ask(&["CLUSTER", "NODES"])?.text();
        Some(Self(nodes.lines().filter_map(Line::parse).collect()))
    }

    pub(crate) fn myself(&self) -> Option<&Line> {
        self.0.iter().find(|line| line.has("myself"))
    }

    pub(crate) fn node(&self, id: &str) -> Option<&Line> {
        self.0.iter().find(|line| line.id == id)
    }

    /// The owner of each slot range, for comparison with other views.
    pub(crate) fn owners(&self) -> Vec<(u16, u16, String)> {
        let mut owners: Vec<_> = self
            .0
            .iter()
            .flat_map(|line| {
                line.slots
                    .iter()
                    .map(|(first, last)| (*first, *last, line.id.clone()))
            })
            .collect();
        owners.sort();
        owners
    }
}

/// A field of `INFO` or `CLUSTER INFO`.
pub(crate) fn field(node: &Server, command: &[&str], name: &str) -> Option<String> {
    let info = node.ask(command)?.text();
    info.lines().find_map(|line| {
        line.split_once(':')
            .filter(|(key, _)| *key == name)
            .map(|(_, value)| value.trim().to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_with_ranges_and_a_migrating_slot_is_parsed() {
        let line = Line::parse("a1 127.0.0.1:20001@30001,host myself,master - 0 1 7 connected 0-5 9 [93-<-b2] [94->-b2]").unwrap();
        assert!(line.has("myself") && line.is_well() && line.primary.is_none());
        assert_eq!((line.epoch, &line.slots[..]), (7, &[(0, 5), (9, 9)][..]));
        assert!(line.owns(9) && line.owns(3) && !line.owns(6) && !line.owns(93));
        let replica = Line::parse("b2 127.0.0.1:2@3 slave,fail? a1 0 1 7 connected").unwrap();
        assert!(!replica.is_well());
        assert_eq!(replica.primary.as_deref(), Some("a1"));
        assert_eq!(Line::parse(""), None);
    }
}
