//! How one cell of a table is read: text to typed value.

use compact_str::CompactString;

/// A short name: an id, a label. Up to 24 bytes are stored in place.
pub type Name = CompactString;

/// A type that a cell can hold.
pub trait Cell: Sized {
    /// What the cell must hold, for messages and for the reference, for instance `number`.
    const KIND: &'static str;
    /// Whether a blank cell is an error.
    const REQUIRED: bool;

    /// Reads trimmed, non-empty text.
    ///
    /// # Errors
    /// A message that says what was expected, for instance "expected a number, found `abc`".
    fn parse(text: &str) -> Result<Self, String>;

    /// The text of a value: what [`parse`](Self::parse) reads again; empty for a blank.
    fn show(&self) -> String;

    /// The value of a blank cell; `None` when a value is required.
    fn blank() -> Option<Self> {
        None
    }

    /// The words that the cell may hold, when they are a fixed list.
    fn words() -> &'static [&'static str] {
        &[]
    }

    /// What each of the words means, in their order.
    fn meanings() -> &'static [&'static str] {
        &[]
    }
}

impl Cell for Name {
    const KIND: &'static str = "text";
    const REQUIRED: bool = true;
    fn parse(text: &str) -> Result<Self, String> {
        Ok(Name::new(text))
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Cell for f64 {
    const KIND: &'static str = "number";
    const REQUIRED: bool = true;
    fn parse(text: &str) -> Result<Self, String> {
        match text.parse::<f64>() {
            Ok(value) if value.is_finite() => Ok(value),
            Ok(_) => Err(format!("expected a finite number, found `{text}`")),
            Err(_) => Err(format!("expected a number, found `{text}`")),
        }
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Cell for i32 {
    const KIND: &'static str = "whole number";
    const REQUIRED: bool = true;
    fn parse(text: &str) -> Result<Self, String> {
        // A spreadsheet may write 2031 as 2031.0.
        let text_int = text.strip_suffix(".0").unwrap_or(text);
        text_int.parse::<i32>().map_err(|_| format!("expected a whole number, found `{text}`"))
    }
    fn show(&self) -> String {
        self.to_string()
    }
}

impl Cell for bool {
    const KIND: &'static str = "yes or no";
    const REQUIRED: bool = true;
    fn parse(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "yes" | "true" | "1" => Ok(true),
            "no" | "false" | "0" => Ok(false),
            _ => Err(format!("expected `yes` or `no`, found `{text}`")),
        }
    }
    fn show(&self) -> String {
        if *self { "yes" } else { "no" }.to_string()
    }
}

impl<T: Cell> Cell for Option<T> {
    const KIND: &'static str = T::KIND;
    const REQUIRED: bool = false;
    fn parse(text: &str) -> Result<Self, String> {
        T::parse(text).map(Some)
    }
    fn show(&self) -> String {
        self.as_ref().map_or_else(String::new, T::show)
    }
    fn blank() -> Option<Self> {
        Some(None)
    }
    fn words() -> &'static [&'static str] {
        T::words()
    }
    fn meanings() -> &'static [&'static str] {
        T::meanings()
    }
}

/// A list in one cell, items apart by `;`.
impl<T: Cell> Cell for Vec<T> {
    const KIND: &'static str = "list, items apart by `;`";
    const REQUIRED: bool = false;
    fn parse(text: &str) -> Result<Self, String> {
        text.split(';').map(str::trim).filter(|item| !item.is_empty()).map(T::parse).collect()
    }
    fn show(&self) -> String {
        self.iter().map(T::show).collect::<Vec<_>>().join(";")
    }
    fn blank() -> Option<Self> {
        Some(Vec::new())
    }
}

/// Declares an enum that a cell can hold, with the word and the meaning of each variant.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $vdoc])+ $variant),+ }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the file.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl $crate::cell::Cell for $name {
            const KIND: &'static str = "word";
            const REQUIRED: bool = true;
            fn parse(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(format!("expected one of {}, found `{text}`", [$(concat!("`", $word, "`")),+].join(", "))),
                }
            }
            fn show(&self) -> String {
                self.word().to_string()
            }
            fn words() -> &'static [&'static str] {
                &[$($word),+]
            }
            fn meanings() -> &'static [&'static str] {
                &[$(concat!($($vdoc),+)),+]
            }
        }
    };
}
pub(crate) use words;
