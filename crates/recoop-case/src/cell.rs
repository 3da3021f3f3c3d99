//! How one cell of a table is read: text to typed value.

use std::fmt::Write;

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

    /// Whether the cell is blank.
    fn is_blank(&self) -> bool {
        false
    }

    /// The texts that a pattern is held against: none of a blank, each item of a list.
    fn items(&self) -> Vec<String> {
        vec![self.show()]
    }

    /// Appends the form in which equal values are the same text and different values are not. The items of a list are in order only where
    /// `in_order` says that their order has a meaning.
    fn canonical(&self, _in_order: bool, out: &mut String) {
        out.push_str(&self.show());
    }

    /// Replaces a number by what `of` makes of it, a blank by what `of` makes of `blank`. `false`: the cell is blank, and so is `blank`.
    ///
    /// # Errors
    /// When the cell holds no number, or a whole number would have a fraction.
    fn revise(&mut self, _blank: Option<f64>, _of: &dyn Fn(f64) -> f64) -> Result<bool, String> {
        Err(format!("a {} cannot be multiplied or added to", Self::KIND))
    }
}

/// A cell of any type.
pub trait AnyCell {
    /// See [`Cell::show`].
    fn text(&self) -> String;
    /// See [`Cell::is_blank`].
    fn is_blank(&self) -> bool;
    /// See [`Cell::items`].
    fn items(&self) -> Vec<String>;
    /// See [`Cell::canonical`].
    fn canonical(&self, in_order: bool, out: &mut String);
    /// See [`Cell::revise`].
    ///
    /// # Errors
    /// See [`Cell::revise`].
    fn revise(&mut self, blank: Option<f64>, of: &dyn Fn(f64) -> f64) -> Result<bool, String>;
    /// Puts a value in its place, from trimmed text as in a file.
    ///
    /// # Errors
    /// What was expected instead.
    fn put(&mut self, text: &str) -> Result<(), String>;
}

impl<T: Cell> AnyCell for T {
    fn text(&self) -> String {
        self.show()
    }
    fn is_blank(&self) -> bool {
        Cell::is_blank(self)
    }
    fn items(&self) -> Vec<String> {
        Cell::items(self)
    }
    fn canonical(&self, in_order: bool, out: &mut String) {
        Cell::canonical(self, in_order, out);
    }
    fn revise(&mut self, blank: Option<f64>, of: &dyn Fn(f64) -> f64) -> Result<bool, String> {
        Cell::revise(self, blank, of)
    }
    fn put(&mut self, text: &str) -> Result<(), String> {
        *self = if text.is_empty() { T::blank().ok_or("a value is required")? } else { T::parse(text)? };
        Ok(())
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

/// A line of text.
impl Cell for String {
    const KIND: &'static str = "text";
    const REQUIRED: bool = true;
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_string())
    }
    fn show(&self) -> String {
        self.clone()
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
    fn canonical(&self, _in_order: bool, out: &mut String) {
        // The shortest text that reads back as the number; of the two zeros, one.
        let value = if *self == 0.0 { 0.0 } else { *self };
        let _ = write!(out, "{value}");
    }
    fn revise(&mut self, _blank: Option<f64>, of: &dyn Fn(f64) -> f64) -> Result<bool, String> {
        *self = of(*self);
        Ok(true)
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
    fn revise(&mut self, _blank: Option<f64>, of: &dyn Fn(f64) -> f64) -> Result<bool, String> {
        let value = of(f64::from(*self));
        if value.fract() != 0.0 || value.is_nan() {
            return Err(format!("{self} becomes {value}, which is not a whole number"));
        }
        if value.abs() > f64::from(Self::MAX) {
            return Err(format!("{self} becomes {value:e}, which is too large"));
        }
        *self = value as Self;
        Ok(true)
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
    fn is_blank(&self) -> bool {
        self.is_none()
    }
    fn items(&self) -> Vec<String> {
        self.as_ref().map_or_else(Vec::new, T::items)
    }
    fn canonical(&self, in_order: bool, out: &mut String) {
        self.iter().for_each(|value| value.canonical(in_order, out));
    }
    fn revise(&mut self, blank: Option<f64>, of: &dyn Fn(f64) -> f64) -> Result<bool, String> {
        if let Some(value) = self {
            return value.revise(blank, of);
        }
        let Some(blank) = blank else { return Ok(false) };
        // A whole number has to stay one: it is parsed before `of` sees it.
        let mut value = T::parse(&blank.to_string())?;
        value.revise(None, of)?;
        *self = Some(value);
        Ok(true)
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
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
    fn items(&self) -> Vec<String> {
        self.iter().map(T::show).collect()
    }
    fn canonical(&self, in_order: bool, out: &mut String) {
        let mut items: Vec<String> = self.iter().map(|item| canonical(item, in_order)).collect();
        if !in_order {
            items.sort_unstable();
        }
        // With its length, so that no two lists look alike.
        for item in &items {
            let _ = write!(out, "{}:{item}", item.len());
        }
    }
}

/// The canonical text of a value.
fn canonical<T: Cell>(value: &T, in_order: bool) -> String {
    let mut out = String::new();
    value.canonical(in_order, &mut out);
    out
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
            pub fn as_str(self) -> &'static str {
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
                self.as_str().to_string()
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
