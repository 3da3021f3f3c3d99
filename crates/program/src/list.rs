//! Lists whose items are known by positions of one kind, and runs of positions.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut, Range};

use crate::position::Position;

/// Positions that follow each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Positions<K> {
    range: Range<usize>,
    kind: PhantomData<K>,
}

impl<K: Position> Positions<K> {
    /// The positions with these numbers.
    #[must_use]
    pub fn new(range: Range<usize>) -> Self {
        Self { range, kind: PhantomData }
    }

    /// Their numbers.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.range.clone()
    }

    /// The first of them.
    #[must_use]
    pub fn start(&self) -> K {
        K::from_index(self.range.start)
    }

    /// Whether a position is one of them.
    #[must_use]
    pub fn contains(&self, at: K) -> bool {
        self.range.contains(&at.to_index())
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.range.is_empty()
    }
}

impl<K: Position> Iterator for Positions<K> {
    type Item = K;

    fn next(&mut self) -> Option<K> {
        self.range.next().map(K::from_index)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }

    fn nth(&mut self, n: usize) -> Option<K> {
        self.range.nth(n).map(K::from_index)
    }
}

impl<K: Position> DoubleEndedIterator for Positions<K> {
    fn next_back(&mut self) -> Option<K> {
        self.range.next_back().map(K::from_index)
    }
}

impl<K: Position> ExactSizeIterator for Positions<K> {}

/// Items that are known by their positions of kind `K`.
#[derive(Clone, PartialEq, Eq)]
pub struct List<K, T> {
    items: Vec<T>,
    kind: PhantomData<fn() -> K>,
}

impl<K: Position, T> List<K, T> {
    /// A list without items.
    #[must_use]
    pub const fn new() -> Self {
        Self { items: Vec::new(), kind: PhantomData }
    }

    /// Appends an item; its position.
    pub fn push(&mut self, item: T) -> K {
        self.items.push(item);
        K::from_index(self.items.len() - 1)
    }

    /// All positions, in order.
    #[must_use]
    pub fn positions(&self) -> Positions<K> {
        Positions::new(0..self.items.len())
    }

    /// The item at a position, if there is one.
    #[must_use]
    pub fn get(&self, at: K) -> Option<&T> {
        self.items.get(at.to_index())
    }

    /// The items as a slice, for ranges of them.
    #[must_use]
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }

    /// The items in order; [`Each::enumerate`] gives them with their positions.
    pub fn iter(&self) -> Each<'_, K, T> {
        Each { items: self.items.iter(), kind: PhantomData }
    }

    /// The items, to be changed, with their positions.
    pub fn each_mut(&mut self) -> impl DoubleEndedIterator<Item = (K, &mut T)> {
        self.items.iter_mut().enumerate().map(|(at, item)| (K::from_index(at), item))
    }

    /// The items without their kind.
    #[must_use]
    pub fn into_vec(self) -> Vec<T> {
        self.items
    }
}

impl<K: Position, T> Default for List<K, T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K, T: fmt::Debug> fmt::Debug for List<K, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.items.fmt(f)
    }
}

impl<K, T> From<Vec<T>> for List<K, T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, kind: PhantomData }
    }
}

impl<K, T> FromIterator<T> for List<K, T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self { items: items.into_iter().collect(), kind: PhantomData }
    }
}

impl<K, T> Extend<T> for List<K, T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, items: I) {
        self.items.extend(items);
    }
}

impl<K, T> Deref for List<K, T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<K, T> DerefMut for List<K, T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl<K: Position, T> Index<K> for List<K, T> {
    type Output = T;

    fn index(&self, at: K) -> &T {
        &self.items[at.to_index()]
    }
}

impl<K: Position, T> IndexMut<K> for List<K, T> {
    fn index_mut(&mut self, at: K) -> &mut T {
        &mut self.items[at.to_index()]
    }
}

impl<K, T> IntoIterator for List<K, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, K: Position, T> IntoIterator for &'a List<K, T> {
    type Item = &'a T;
    type IntoIter = Each<'a, K, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a, K, T> IntoIterator for &'a mut List<K, T> {
    type Item = &'a mut T;
    type IntoIter = std::slice::IterMut<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter_mut()
    }
}

/// The items of a [`List`] in order.
#[derive(Debug)]
pub struct Each<'a, K, T> {
    items: std::slice::Iter<'a, T>,
    kind: PhantomData<fn() -> K>,
}

impl<K, T> Clone for Each<'_, K, T> {
    fn clone(&self) -> Self {
        Self { items: self.items.clone(), kind: PhantomData }
    }
}

/// Items with their positions: [`Each::enumerate`].
pub type Enumerated<'a, K, T> =
    std::iter::Map<std::iter::Enumerate<std::slice::Iter<'a, T>>, fn((usize, &'a T)) -> (K, &'a T)>;

impl<'a, K: Position, T> Each<'a, K, T> {
    /// The items with their positions. It takes the place of [`Iterator::enumerate`], whose numbers have no kind, and counts from the first item
    /// of the list that is left.
    pub fn enumerate(self) -> Enumerated<'a, K, T> {
        self.items.enumerate().map(|(at, item)| (K::from_index(at), item))
    }

    /// The position of the first item that passes, in place of [`Iterator::position`].
    pub fn position(self, passes: impl FnMut(&'a T) -> bool) -> Option<K> {
        let mut items = self.items;
        items.position(passes).map(K::from_index)
    }
}

impl<'a, K, T> Iterator for Each<'a, K, T> {
    type Item = &'a T;

    fn next(&mut self) -> Option<&'a T> {
        self.items.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.items.size_hint()
    }
}

impl<K, T> DoubleEndedIterator for Each<'_, K, T> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.items.next_back()
    }
}

impl<K, T> ExactSizeIterator for Each<'_, K, T> {}
