//! Handles to families of columns and rows.
//!
//! A family ranges over a grid of `D` axes; not every cell of the grid needs to hold a member. The handle maps a key
//! (one position per axis) to the column or row in constant time, or by binary search where a family fills little of its
//! grid.

use std::sync::Arc;

use crate::axis::Axis;

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
    /// Lengths of the axes.
    sizes: [usize; D],
    /// Member at each cell of the grid, row-major; `ABSENT` where there is none. Empty for a sparse grid, whose members are
    /// searched.
    cells: Vec<u32>,
    /// First member; members are numbered consecutively in the order of the grid.
    pub first: u32,
    /// Cell of each member, ascending.
    pub members: Arc<Vec<u32>>,
}

impl<const D: usize> Grid<D> {
    /// A grid that finds a member at once, at four bytes for each cell.
    pub fn dense(name: &str, axes: [&Axis; D], first: u32) -> Self {
        let grid = Self::sparse(name, axes, first);
        let cells = vec![ABSENT; grid.sizes.iter().product()];
        Self { cells, ..grid }
    }

    /// A grid that finds a member by search, at no cost for cells without one.
    pub fn sparse(name: &str, axes: [&Axis; D], first: u32) -> Self {
        let sizes = axes.map(Axis::len);
        let cells = sizes.iter().try_fold(1_usize, |cells, size| cells.checked_mul(*size));
        assert!(cells.is_some_and(|c| c < ABSENT as usize), "the axes of `{name}` span more than 2^32 - 2 cells");
        let axes = axes.map(Clone::clone);
        Self { name: name.to_string(), axes, sizes, cells: Vec::new(), first, members: Arc::default() }
    }

    /// Adds `member` at a key to `members`; keys ascend.
    pub fn push(&mut self, members: &mut Vec<u32>, key: [usize; D], member: u32) {
        let cell = self.cell(key).expect("a key lies in the grid");
        assert!(members.last().is_none_or(|last| (*last as usize) < cell), "keys of `{}` ascend", self.name);
        members.push(cell as u32);
        if let Some(place) = self.cells.get_mut(cell) {
            *place = member;
        }
    }

    /// Takes the members, when all are there.
    pub fn close(&mut self, mut members: Vec<u32>) {
        members.shrink_to_fit();
        self.members = Arc::new(members);
    }

    #[inline]
    fn cell(&self, key: [usize; D]) -> Option<usize> {
        let mut cell = 0;
        for (size, position) in self.sizes.iter().zip(key) {
            if position >= *size {
                return None;
            }
            cell = cell * size + position;
        }
        Some(cell)
    }

    #[inline]
    fn get(&self, key: [usize; D]) -> Option<u32> {
        let cell = self.cell(key)?;
        if let Some(member) = self.cells.get(cell) {
            return (*member != ABSENT).then_some(*member);
        }
        let at = self.members.binary_search(&(cell as u32)).ok()?;
        Some(self.first + at as u32)
    }

    /// The key of a cell.
    #[inline]
    fn key(&self, cell: u32) -> [usize; D] {
        let mut cell = cell as usize;
        let mut key = [0; D];
        for d in (0..D).rev() {
            key[d] = cell % self.sizes[d];
            cell /= self.sizes[d];
        }
        key
    }
}

/// `name[label,label]`, the name of one member.
pub(crate) fn member_name(name: &str, axes: &[Axis], mut cell: usize) -> String {
    let mut positions = vec![0; axes.len()];
    for d in (0..axes.len()).rev() {
        positions[d] = cell % axes[d].len();
        cell /= axes[d].len();
    }
    let labels: Vec<&str> = axes.iter().zip(positions).map(|(axis, p)| axis.label(p)).collect();
    if labels.is_empty() { name.to_string() } else { format!("{name}[{}]", labels.join(",")) }
}

macro_rules! handle {
    ($(#[$doc:meta])* $handle:ident, $member:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $handle<const D: usize> {
            pub(crate) grid: Grid<D>,
        }

        impl<const D: usize> $handle<D> {
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

            /// The member at a key, if there is one. Constant time; in a family written at given keys by binary search.
            #[must_use]
            #[inline]
            pub fn get(&self, key: [usize; D]) -> Option<$member> {
                self.grid.get(key).map($member)
            }

            /// The key of a member of this family; `None` for a member of another one.
            #[must_use]
            pub fn key(&self, member: $member) -> Option<[usize; D]> {
                let at = member.0.checked_sub(self.grid.first)?;
                self.grid.members.get(at as usize).map(|cell| self.grid.key(*cell))
            }

            /// Every member with its key, in order.
            pub fn iter(&self) -> impl Iterator<Item = ([usize; D], $member)> + '_ {
                self.grid
                    .members
                    .iter()
                    .enumerate()
                    .map(|(i, cell)| (self.grid.key(*cell), $member(self.grid.first + i as u32)))
            }
        }
    };
}

handle!(
    /// A family of columns over `D` axes.
    Cols, Col
);
handle!(
    /// A family of rows over `D` axes.
    Rows, Row
);
