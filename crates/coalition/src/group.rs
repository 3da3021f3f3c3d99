//! A set of players.

use std::fmt;

/// Most players of a game.
pub const MAX_PLAYERS: usize = 256;
const WORDS: usize = MAX_PLAYERS / 64;

/// A set of players, by their positions; a coalition. Four words: cheap to copy, to hash and to compare.
///
/// The order is that of the binary number whose bit `i` says whether player `i` is in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Group {
    words: [u64; WORDS],
}

impl Group {
    /// Nobody.
    pub const EMPTY: Self = Self { words: [0; WORDS] };

    /// The first `players` players.
    ///
    /// # Panics
    /// When there are more than [`MAX_PLAYERS`]: a bug of the caller. The same goes for positions elsewhere.
    #[must_use]
    pub fn all(players: usize) -> Self {
        (0..players).collect()
    }

    /// One player.
    #[must_use]
    pub fn single(player: usize) -> Self {
        Self::EMPTY.with(player)
    }

    /// The players whose bits are set; players from 64 on are out.
    #[must_use]
    pub fn from_mask(mask: u64) -> Self {
        let mut words = [0; WORDS];
        words[0] = mask;
        Self { words }
    }

    /// The bits of the first 64 players.
    #[must_use]
    pub fn mask(self) -> u64 {
        self.words[0]
    }

    /// Whether a player is in.
    #[must_use]
    pub fn contains(self, player: usize) -> bool {
        self.words[player / 64] >> (player % 64) & 1 == 1
    }

    /// The same with a player in.
    #[must_use]
    pub fn with(mut self, player: usize) -> Self {
        self.words[player / 64] |= 1 << (player % 64);
        self
    }

    /// The same with a player out.
    #[must_use]
    pub fn without(mut self, player: usize) -> Self {
        self.words[player / 64] &= !(1 << (player % 64));
        self
    }

    /// Players in either.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        self.each(other, |a, b| a | b)
    }

    /// Players in both.
    #[must_use]
    pub fn intersection(self, other: Self) -> Self {
        self.each(other, |a, b| a & b)
    }

    /// Players in this one but not in the other.
    #[must_use]
    pub fn difference(self, other: Self) -> Self {
        self.each(other, |a, b| a & !b)
    }

    /// Players among the first `players` that are not in.
    #[must_use]
    pub fn complement(self, players: usize) -> Self {
        Self::all(players).difference(self)
    }

    /// Whether every player is in the other.
    #[must_use]
    pub fn is_subset(self, other: Self) -> bool {
        self.difference(other).is_empty()
    }

    /// Number of players.
    #[must_use]
    pub fn len(self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether nobody is in.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Self::EMPTY
    }

    /// The players in order.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        self.words.into_iter().enumerate().flat_map(|(at, word)| {
            std::iter::successors((word != 0).then_some(word), |rest| Some(rest & (rest - 1)).filter(|rest| *rest != 0))
                .map(move |rest| at * 64 + rest.trailing_zeros() as usize)
        })
    }

    /// Sum of one number for each player over those that are in.
    #[must_use]
    pub fn sum(self, numbers: &[f64]) -> f64 {
        self.iter().map(|player| numbers[player]).sum()
    }

    /// Which of the first `players` are in.
    #[must_use]
    pub fn flags(self, players: usize) -> Vec<bool> {
        (0..players).map(|player| self.contains(player)).collect()
    }

    /// Names of the players that are in, with a sign between them.
    #[must_use]
    pub fn names(self, players: &[String], between: &str) -> String {
        self.iter().map(|player| players[player].as_str()).collect::<Vec<_>>().join(between)
    }

    fn each(self, other: Self, operation: impl Fn(u64, u64) -> u64) -> Self {
        let mut words = self.words;
        for (word, with) in words.iter_mut().zip(other.words) {
            *word = operation(*word, with);
        }
        Self { words }
    }
}

impl FromIterator<usize> for Group {
    fn from_iter<I: IntoIterator<Item = usize>>(players: I) -> Self {
        players.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl Ord for Group {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.words.iter().rev().cmp(other.words.iter().rev())
    }
}

impl PartialOrd for Group {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_a_set_across_words() {
        let group: Group = [3, 64, 200].into_iter().collect();
        assert_eq!(group.iter().collect::<Vec<_>>(), [3, 64, 200]);
        assert_eq!(group.len(), 3);
        assert!(group.contains(64) && !group.contains(65));
        assert_eq!(group.without(64).with(5).iter().collect::<Vec<_>>(), [3, 5, 200]);
        assert_eq!(group.complement(201).len(), 198);
        assert!(Group::single(200) > Group::from_mask(u64::MAX));
        assert!(Group::EMPTY.is_subset(group) && !group.is_subset(Group::all(200)));
        assert_eq!(Group::all(256).len(), 256);
    }
}
