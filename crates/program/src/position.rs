//! Positions as types: the number of a thing in its list, of a kind that cannot be taken for another.
//!
//! [`positions!`](crate::positions) declares a kind. A [`List`](crate::List) is indexed by positions of its kind alone; plain vectors, slices and families of a
//! program ([`Cols`](crate::Cols), [`Rows`](crate::Rows)) can be indexed by any kind.
//!
//! ```
//! program::positions! {
//!     /// A plant.
//!     PlantAt,
//!     /// A year.
//!     YearAt,
//! }
//! use program::List;
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
//! let plants: program::List<PlantAt, &str> = ["mine"].into_iter().collect();
//! plants[YearAt::new(0)]; // a year is no plant
//! ```

use std::fmt;

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
            pub fn all(count: usize) -> $crate::Positions<Self> {
                $crate::Positions::new(0..count)
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
