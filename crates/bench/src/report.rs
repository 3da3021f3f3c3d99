//! Sizes of programs as JSON.

use std::hash::{DefaultHasher, Hash, Hasher};

use program::{FamilyCount, Program};
use serde_json::{Value, json};

/// Members of each family, and non-zeros (rows) or integers (columns).
#[must_use]
pub fn counts(program: &Program) -> Value {
    let counts = program.counts();
    let families = |families: &[FamilyCount], detail: &str| {
        let present = families.iter().filter(|f| f.members > 0);
        present
            .map(|f| (f.name.clone(), json!({ "members": f.members, detail: f.detail })))
            .collect::<serde_json::Map<_, _>>()
    };
    json!({ "columns": families(&counts.cols, "integers"), "rows": families(&counts.rows, "nonzeros") })
}

/// A number that depends on every name, bound, coefficient and attribution: two versions that write the same program agree.
#[must_use]
pub fn fingerprint(program: &Program) -> u64 {
    let mut hasher = DefaultHasher::new();
    for col in program.all_cols() {
        let (lower, upper) = program.col_bounds(col);
        program.col_name(col).hash(&mut hasher);
        [lower, upper, program.cost(col)].map(f64::to_bits).hash(&mut hasher);
        program.is_integer(col).hash(&mut hasher);
    }
    for row in program.all_rows() {
        let (lower, upper) = program.row_bounds(row);
        program.row_name(row).hash(&mut hasher);
        [lower, upper].map(f64::to_bits).hash(&mut hasher);
        for (col, value) in program.row_terms(row) {
            (col, value.to_bits()).hash(&mut hasher);
        }
    }
    program.offset().to_bits().hash(&mut hasher);
    format!("{:?}", program.attributions).hash(&mut hasher);
    hasher.finish()
}
