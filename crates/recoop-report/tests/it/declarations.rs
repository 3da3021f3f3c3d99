//! Declarations of TypeScript types and of all types that they use. `recoop-study` compiles this file, too.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

/// Declarations by name.
pub struct Declarations<'a> {
    config: &'a Config,
    /// Writes a declaration with its documentation before it.
    write: fn(&str, &str) -> String,
    pub known: BTreeMap<String, String>,
}

impl<'a> Declarations<'a> {
    pub fn new(config: &'a Config, write: fn(&str, &str) -> String) -> Self {
        Self { config, write, known: BTreeMap::new() }
    }
}

impl TypeVisitor for Declarations<'_> {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Lists, maps, numbers and texts have no file of their own and need no declaration.
        if T::output_path().is_some() {
            let name = T::ident(self.config);
            if self.known.contains_key(&name) {
                // Of a generic type each use may bring other types along.
                T::visit_generics(self);
                return;
            }
            let text = (self.write)(&T::docs().unwrap_or_default(), &T::decl(self.config));
            self.known.insert(name, text);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}
