//! Sizes of programs as JSON.

use program::Program;
use program::FamilyCount;
use serde_json::{Value, json};

/// Members of each family, and non-zeros (rows) or integers (columns).
#[must_use]
pub fn counts(program: &Program) -> Value {
    let counts = program.counts();
    let families = |families: &[FamilyCount], detail: &str| {
        let present = families.iter().filter(|f| f.members > 0);
        present.map(|f| (f.name.clone(), json!({ "members": f.members, detail: f.detail }))).collect::<serde_json::Map<_, _>>()
    };
    json!({ "columns": families(&counts.cols, "integers"), "rows": families(&counts.rows, "nonzeros") })
}
