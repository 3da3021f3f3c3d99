//! Hitting sets: few items that meet every one of many sets.

/// A set of small numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    fn none(len: usize) -> Self {
        Self(vec![0; len.div_ceil(64)])
    }

    pub fn of(len: usize, items: impl Iterator<Item = bool>) -> Self {
        let mut bits = Self::none(len);
        for (at, _) in items.enumerate().filter(|(_, is_in)| *is_in) {
            bits.put(at);
        }
        bits
    }

    fn put(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    pub fn within(&self, other: &Self) -> bool {
        self.0.iter().zip(&other.0).all(|(a, b)| a & !b == 0)
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.0.len() * 64).filter(|at| self.has(*at))
    }
}

/// Up to `wanted` sets of at most `most` of `len` items that hit every flow.
pub(super) fn hitting_sets(flows: &[Bits], len: usize, most: usize, wanted: usize) -> Vec<Vec<usize>> {
    let mut search = Hitting { flows, most, wanted, found: Vec::new() };
    let all: Vec<usize> = (0..flows.len()).collect();
    search.branch(&mut Vec::new(), &all, &Bits::none(len));
    search.found
}

struct Hitting<'a> {
    flows: &'a [Bits],
    most: usize,
    wanted: usize,
    found: Vec<Vec<usize>>,
}

impl Hitting<'_> {
    /// Completes `chosen`, which misses the flows `left`, without the items of `out`.
    fn branch(&mut self, chosen: &mut Vec<usize>, left: &[usize], out: &Bits) {
        let free = |flow: &usize| self.flows[*flow].iter().filter(|at| !out.has(*at)).count();
        let Some(tightest) = left.iter().copied().min_by_key(free) else {
            let mut set = chosen.clone();
            set.sort_unstable();
            self.found.push(set);
            return;
        };
        if chosen.len() == self.most {
            return;
        }
        let missed_without = |at: usize| left.iter().copied().filter(|flow| !self.flows[*flow].has(at)).collect();
        let mut branches: Vec<(usize, Vec<usize>)> =
            self.flows[tightest].iter().filter(|at| !out.has(*at)).map(|at| (at, missed_without(at))).collect();
        // What hits most first.
        branches.sort_by_key(|(_, missed)| missed.len());
        let mut out = out.clone();
        for (at, missed) in branches {
            chosen.push(at);
            self.branch(chosen, &missed, &out);
            chosen.pop();
            if self.found.len() >= self.wanted {
                return;
            }
            // Sets with this item have been looked at.
            out.put(at);
        }
    }
}
