//! Each entry by itself, and in the chain.

use std::collections::BTreeMap;

use super::{Check, Findings};
use crate::entry::Entry;

pub(super) fn check(entries: &[Entry], findings: &mut Findings) {
    let mut previous = "";
    for (position, entry) in entries.iter().enumerate() {
        if entry.number != position as u64 + 1 {
            findings.add(Check::Numbers, entry, format!("entry {} stands at position {}", entry.number, position + 1));
        }
        if entry.previous != previous {
            findings.add(Check::Chain, entry, "the hash of the entry before is another one".to_string());
        }
        if entry.hash != entry.expected_hash() {
            findings.add(Check::Chain, entry, "the content is not that of the hash".to_string());
        }
        previous = &entry.hash;
        if entry.sum() != 0 {
            findings.add(Check::Balance, entry, format!("the lines sum to {} cents", entry.sum()));
        }
        for message in entry.lines.iter().filter_map(|line| line.account.dimension_error()) {
            findings.add(Check::Dimensions, entry, message);
        }
        let mut grams: BTreeMap<&str, i128> = BTreeMap::new();
        for line in &entry.quantities {
            *grams.entry(line.element.as_str()).or_default() += i128::from(line.grams.0);
        }
        for (element, sum) in grams.into_iter().filter(|(_, sum)| *sum != 0) {
            findings.add(Check::Quantities, entry, format!("`{element}` sums to {sum} g"));
        }
    }
}
