//! Positions as types: the number of a thing in its list, of a kind that cannot be taken for another.
//!
//! [`positions!`](crate::positions) declares a kind. A [`List`] is indexed by positions of its kind alone; plain vectors, slices and families of a
//! program ([`Cols`](crate::Cols), [`Rows`](crate::Rows)) can be indexed by any kind.
//!
//! ```
//! program::positions! {
//!     /// A plant.
//!     PlantAt,
//!     /// A year.
//!     YearAt,
//! }
//! use program::position::List;
//!
//! let plants: List<PlantAt, &str> = ["mine", "smelter"].into_iter().collect();
//! let output = vec![1.0, 2.0, 3.0];
//! for (at, name) in plants.iter().enumerate() {
//!     assert_eq!(plants[at], *name);
//! }
//! assert_eq!(output[YearAt::new(2)], 3.0);
//! ```
//!
//! ```compile_fail
//! program::positions! {
//!     /// A plant.
//!     PlantAt,
//!     /// A year.
//!     YearAt,
//! }
//! let plants: program::position::List<PlantAt, &str> = ["mine"].into_iter().collect();
//! plants[YearAt::new(0)]; // a year is no plant
//! ```

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut, Index, IndexMut, Range};

/// A position on an axis or in a list.
pub trait Position: Copy + Ord + fmt::Debug {
    /// The position with a number, counted from 0.
    fn from_index(index: usize) -> Self;

    /// Its number, counted from 0.
    fn to_index(self) -> usize;
}

impl Position for usize {
    fn from_index(index: usize) -> Self {
        index
    }

    fn to_index(self) -> usize {
        self
    }
}

/// A key of a family over `D` axes: an array of numbers, or a position for each axis (a tuple where there are several).
pub trait Key<const D: usize>: Copy {
    /// The key with these numbers.
    fn from_numbers(numbers: [usize; D]) -> Self;

    /// Its numbers.
    fn numbers(self) -> [usize; D];
}

impl<const D: usize> Key<D> for [usize; D] {
    fn from_numbers(numbers: [usize; D]) -> Self {
        numbers
    }

    fn numbers(self) -> [usize; D] {
        self
    }
}

impl Key<1> for usize {
    fn from_numbers([number]: [usize; 1]) -> Self {
        number
    }

    fn numbers(self) -> [usize; 1] {
        [self]
    }
}

macro_rules! keys {
    ($($dims:literal: $($axis:ident $at:ident),*;)*) => {$(
        impl<$($axis: Position),*> Key<$dims> for ($($axis,)*) {
            fn from_numbers(numbers: [usize; $dims]) -> Self {
                let [$($at),*] = numbers;
                ($($axis::from_index($at),)*)
            }

            fn numbers(self) -> [usize; $dims] {
                let ($($at,)*) = self;
                [$($at.to_index()),*]
            }
        }
    )*};
}
keys! {
    2: A a, B b;
    3: A a, B b, C c;
    4: A a, B b, C c, D d;
}

/// Declares kinds of positions: types of their own around a number, which they print as and index vectors and slices with.
#[macro_export]
macro_rules! positions {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The position with a number, counted from 0.
            ///
            /// # Panics
            /// When the number is 2^32 or more: no list is as long.
            #[must_use]
            pub const fn new(index: usize) -> Self {
                assert!(index <= u32::MAX as usize, "no list has 2^32 items");
                Self(index as u32)
            }

            /// Its number, counted from 0.
            #[must_use]
            pub const fn index(self) -> usize {
                self.0 as usize
            }

            /// The position before it, if there is one.
            #[must_use]
            pub const fn before(self) -> Option<Self> {
                match self.0.checked_sub(1) {
                    Some(before) => Some(Self(before)),
                    None => None,
                }
            }

            /// The first `count` positions.
            #[must_use]
            pub fn all(count: usize) -> $crate::position::Positions<Self> {
                $crate::position::Positions::new(0..count)
            }
        }

        impl $crate::position::Position for $name {
            fn from_index(index: usize) -> Self {
                Self::new(index)
            }

            fn to_index(self) -> usize {
                self.index()
            }
        }

        impl $crate::position::Key<1> for $name {
            fn from_numbers([number]: [usize; 1]) -> Self {
                Self::new(number)
            }

            fn numbers(self) -> [usize; 1] {
                [self.index()]
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl<T> ::std::ops::Index<$name> for [T] {
            type Output = T;

            fn index(&self, at: $name) -> &T {
                &self[at.index()]
            }
        }

        impl<T> ::std::ops::IndexMut<$name> for [T] {
            fn index_mut(&mut self, at: $name) -> &mut T {
                &mut self[at.index()]
            }
        }

        impl<T> ::std::ops::Index<$name> for Vec<T> {
            type Output = T;

            fn index(&self, at: $name) -> &T {
                &self.as_slice()[at.index()]
            }
        }

        impl<T> ::std::ops::IndexMut<$name> for Vec<T> {
            fn index_mut(&mut self, at: $name) -> &mut T {
                &mut self.as_mut_slice()[at.index()]
            }
        }
    )*};
}

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
    #[must_use]
    pub fn enumerate(self) -> Enumerated<'a, K, T> {
        self.items.enumerate().map(|(at, item)| (K::from_index(at), item))
    }

    /// The position of the first item that passes, in place of [`Iterator::position`].
    pub fn position(self, mut passes: impl FnMut(&'a T) -> bool) -> Option<K> {
        let mut items = self.items;
        items.position(|item| passes(item)).map(K::from_index)
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
