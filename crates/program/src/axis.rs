//! An axis: a named, ordered set of labels over which a family of columns or rows ranges.

use std::sync::Arc;

/// A named, ordered set of labels. Cheap to clone: families share their axes.
#[derive(Clone, Debug)]
pub struct Axis {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    name: String,
    labels: Vec<String>,
}

impl Axis {
    /// An axis called `name` whose positions `0..labels.len()` carry `labels`.
    pub fn new<L: Into<String>>(name: impl Into<String>, labels: impl IntoIterator<Item = L>) -> Self {
        Self { inner: Arc::new(Inner { name: name.into(), labels: labels.into_iter().map(Into::into).collect() }) }
    }

    /// The axis's name, for instance `material`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Number of positions.
    #[must_use]
    pub fn len(&self) -> usize {
        self.inner.labels.len()
    }

    /// Whether the axis has no position.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The label at a position.
    ///
    /// # Panics
    /// When `position` is outside the axis: a bug of the caller.
    #[must_use]
    pub fn label(&self, position: usize) -> &str {
        &self.inner.labels[position]
    }

    /// The position of a label, by search.
    #[must_use]
    pub fn position(&self, label: &str) -> Option<usize> {
        self.inner.labels.iter().position(|l| l == label)
    }

    /// All labels in order.
    #[must_use]
    pub fn labels(&self) -> &[String] {
        &self.inner.labels
    }
}
