//! Enumerations with one word for each choice: the same in tables, documents, statements and messages.

/// Declares an enumeration whose choices are written as words, with a reader that lists them.
macro_rules! words {
    ($(#[$doc:meta])* pub enum $name:ident: $noun:literal { $($(#[$item_doc:meta])* $item:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$item_doc])* #[serde(rename = $word)] $item,)*
        }

        impl $name {
            /// All choices, in their order.
            pub const ALL: &'static [$name] = &[$($name::$item),*];

            /// Returns the word of this choice.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$item => $word,)* }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            fn from_str(text: &str) -> Result<$name, String> {
                match text {
                    $($word => Ok($name::$item),)*
                    _ => Err(format!(concat!("unknown ", $noun, " `{}`; use one of {}"), text, [$($word),*].join(", "))),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

pub(crate) use words;
