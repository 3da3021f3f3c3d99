//! Names of things in the books. Each is a type, so that a member cannot stand where a pool is meant.

use std::fmt;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub CompactString);

        impl $name {
            /// Returns the name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> $name {
                $name(text.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )*};
}

id! {
    /// A member, or a nonmember patron.
    MemberId;
    /// A person who makes, approves or reads documents.
    UserId;
    /// An allocation unit: business whose net earnings are reckoned apart.
    UnitId;
    /// A pool of deliveries.
    PoolId;
    /// A document.
    DocumentId;
    /// A chemical element or oxide that is paid for or penalized.
    ElementId;
    /// A class of equity, as the bylaws name it.
    ClassId;
}
