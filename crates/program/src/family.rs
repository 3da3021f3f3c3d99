//! Handles to families of columns and rows.
//!
//! A family ranges over a grid of `D` axes; not every cell of the grid needs to hold a member. The handle maps a key
//! (one position per axis) to the column or row in constant time, or by binary
//! search where a family is written at few cells of its grid.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::axis::Axis;
use crate::position::Key;

/// One column of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Col(pub(crate) u32);

/// One row of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Row(pub(crate) u32);

impl Col {
    /// Position of the column in the vectors of a solution.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Row {
    /// Position of the row in the vectors of a solution.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

pub(crate) const ABSENT: u32 = u32::MAX;

/// What columns and rows have in common: the grid.
#[derive(Clone, Debug)]
pub(crate) struct Grid<const D: usize> {
    pub name: String,
    pub axes: [Axis; D],
    /// Member at each cell of the grid, row-major; `ABSENT` where there is none. Empty for a sparse grid, whose
    /// members are searched.
    pub cells: Arc<[u32]>,
    /// First member; members are numbered consecutively in the order of the grid.
    pub first: u32,
    /// Cell of each member, shared with the program.
    pub members: Arc<[u32]>,
}

impl<const D: usize> Grid<D> {
    fn get(&self, key: [usize; D]) -> Option<u32> {
        let cell = cell_of(&self.axes, key)?;
        if let Some(member) = self.cells.get(cell) {
            return (*member != ABSENT).then_some(*member);
        }
        let at = self.members.binary_search(&(cell as u32)).ok()?;
        Some(self.first + at as u32)
    }

    fn key(&self, cell: u32) -> [usize; D] {
        key_of(&self.axes, cell as usize)
    }
}

/// The row-major cell of a key; `None` outside the grid.
fn cell_of<const D: usize>(axes: &[Axis; D], key: [usize; D]) -> Option<usize> {
    let mut cell = 0;
    for (axis, position) in axes.iter().zip(key) {
        let size = axis.len();
        if position >= size {
            return None;
        }
        cell = cell * size + position;
    }
    Some(cell)
}

/// The key of a row-major cell.
pub(crate) fn key_of<const D: usize>(axes: &[Axis; D], mut cell: usize) -> [usize; D] {
    let mut key = [0; D];
    for d in (0..D).rev() {
        key[d] = cell % axes[d].len();
        cell /= axes[d].len();
    }
    key
}

/// What is kept of a family in the program itself: enough to name its members.
#[derive(Clone, Debug)]
pub(crate) struct FamilyInfo {
    pub name: String,
    /// Unit of the column's value, or of the row's activity.
    pub unit: String,
    pub axes: Vec<Axis>,
    pub first: u32,
    pub members: Arc<[u32]>,
}

impl FamilyInfo {
    /// The columns or rows of the family.
    pub fn range(&self) -> std::ops::Range<usize> {
        self.first as usize..self.first as usize + self.members.len()
    }

    /// The name of one member, to be written.
    pub fn member(&self, index: u32) -> Member<'_> {
        Member { family: self, cell: self.members[(index - self.first) as usize] as usize }
    }
}

/// The family that holds a column or row.
pub(crate) fn family_of(families: &[FamilyInfo], index: u32) -> &FamilyInfo {
    let after = families.partition_point(|f| f.first <= index);
    // Empty families share their `first` with the next one: step back to the one that holds the index.
    families[..after].iter().rev().find(|f| !f.members.is_empty()).expect("every column and row is made by a family")
}

/// `name[label,label]`, the name of one member; written without a memory of its own.
pub(crate) struct Member<'a> {
    family: &'a FamilyInfo,
    cell: usize,
}

impl fmt::Display for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let axes = &self.family.axes;
        f.write_str(&self.family.name)?;
        // Row-major: the first axis has the largest stride.
        let mut stride: usize = axes.iter().map(Axis::len).product();
        let mut rest = self.cell;
        for (d, axis) in axes.iter().enumerate() {
            stride /= axis.len();
            f.write_str(if d == 0 { "[" } else { "," })?;
            f.write_str(axis.label(rest / stride))?;
            rest %= stride;
        }
        if axes.is_empty() { Ok(()) } else { f.write_str("]") }
    }
}

impl<'a> Member<'a> {
    /// The axes of the member, by name, with its label on each.
    pub fn labels(&self) -> Vec<(&'a str, &'a str)> {
        let axes = &self.family.axes;
        let mut rest = self.cell;
        let mut out: Vec<(&str, &str)> = Vec::with_capacity(axes.len());
        for axis in axes.iter().rev() {
            out.push((axis.name(), axis.label(rest % axis.len())));
            rest /= axis.len();
        }
        out.reverse();
        out
    }
}

macro_rules! handle {
    ($(#[$doc:meta])* $handle:ident, $member:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $handle<const D: usize, K = [usize; D]> {
            pub(crate) grid: Grid<D>,
            pub(crate) key: PhantomData<fn() -> K>,
        }

        impl<const D: usize, K: Key<D>> $handle<D, K> {
            /// The family's name.
            #[must_use]
            pub fn name(&self) -> &str {
                &self.grid.name
            }

            /// Number of members.
            #[must_use]
            pub fn len(&self) -> usize {
                self.grid.members.len()
            }

            /// Whether the family has no member.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                self.grid.members.is_empty()
            }

            /// The axes it ranges over.
            #[must_use]
            pub fn axes(&self) -> &[Axis; D] {
                &self.grid.axes
            }

            /// The same family with keys that are numbers, for walks over families of different kinds.
            #[must_use]
            pub fn numbered(&self) -> $handle<D> {
                $handle { grid: self.grid.clone(), key: PhantomData }
            }

            /// The member at a key, if there is one. Constant time.
            #[must_use]
            pub fn get(&self, key: K) -> Option<$member> {
                self.grid.get(key.numbers()).map($member)
            }

            /// The key of a member of this family; `None` for a member of another one.
            #[must_use]
            pub fn key(&self, member: $member) -> Option<K> {
                let at = member.0.checked_sub(self.grid.first)?;
                self.grid.members.get(at as usize).map(|cell| K::from_numbers(self.grid.key(*cell)))
            }

            /// Every member with its key, in order.
            pub fn iter(&self) -> impl Iterator<Item = (K, $member)> + '_ {
                let key = |cell: &u32| K::from_numbers(self.grid.key(*cell));
                self.grid.members.iter().enumerate().map(move |(i, cell)| (key(cell), $member(self.grid.first + i as u32)))
            }
        }
    };
}

handle!(
    /// A family of columns over `D` axes, with keys of type `K`.
    Cols, Col
);
handle!(
    /// A family of rows over `D` axes, with keys of type `K`.
    Rows, Row
);

fn count_to_index(count: usize) -> u32 {
    assert!(count < ABSENT as usize, "more than 2^32 - 2 columns or rows");
    count as u32
}

/// A grid while its family is written.
pub(crate) struct GridBuilder<const D: usize> {
    name: String,
    axes: [Axis; D],
    cells: Vec<u32>,
    first: u32,
    members: Vec<u32>,
}

impl<const D: usize> GridBuilder<D> {
    /// A grid that finds a member at once, at four bytes for each cell.
    pub fn dense(name: &str, axes: [&Axis; D], first: usize) -> Self {
        let grid = Self::sparse(name, axes, first);
        let cells = vec![ABSENT; grid.axes.iter().map(Axis::len).product()];
        Self { cells, ..grid }
    }

    /// A grid that finds a member by search, at no cost for cells without one.
    pub fn sparse(name: &str, axes: [&Axis; D], first: usize) -> Self {
        let axes = axes.map(Clone::clone);
        let cells = axes.iter().try_fold(1_usize, |cells, axis| cells.checked_mul(axis.len()));
        assert!(cells.is_some_and(|c| c < ABSENT as usize), "the axes of `{name}` span more than 2^32 - 2 cells");
        Self { name: name.to_string(), axes, cells: Vec::new(), first: count_to_index(first), members: Vec::new() }
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Puts the member with the number `index` at a key; keys ascend.
    pub fn put(&mut self, key: [usize; D], index: usize) {
        let cell = cell_of(&self.axes, key).expect("a key lies in the grid");
        assert!(self.members.last().is_none_or(|last| (*last as usize) < cell), "keys of `{}` ascend", self.name);
        if let Some(place) = self.cells.get_mut(cell) {
            *place = count_to_index(index);
        }
        self.members.push(cell as u32);
    }

    /// The handle's half and the program's half; they share the list of members.
    pub fn finish(self, unit: &str) -> (Grid<D>, FamilyInfo) {
        let members: Arc<[u32]> = self.members.into();
        let info = FamilyInfo {
            name: self.name.clone(),
            unit: unit.to_string(),
            axes: self.axes.to_vec(),
            first: self.first,
            members: Arc::clone(&members),
        };
        let grid = Grid { name: self.name, axes: self.axes, cells: self.cells.into(), first: self.first, members };
        (grid, info)
    }
}

/// Every key of a grid in row-major order: the last position moves fastest.
pub(crate) fn all_keys<const D: usize>(axes: [&Axis; D]) -> impl Iterator<Item = [usize; D]> + use<D> {
    let sizes = axes.map(Axis::len);
    let first = (!sizes.contains(&0)).then_some([0; D]);
    std::iter::successors(first, move |key| {
        let mut next = *key;
        for d in (0..D).rev() {
            next[d] += 1;
            if next[d] < sizes[d] {
                return Some(next);
            }
            next[d] = 0;
        }
        None
    })
}
