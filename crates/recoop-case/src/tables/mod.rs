//! The tables of a case: one declaration each gives the row type, the reader of its cells and the reference page.
//!
//! A case is a folder with `case.toml` (see [`Settings`](super::settings::Settings)) and one CSV file for each table, or a
//! workbook with one sheet for each table. Mass is in metric tons, money in million USD of the base year (MUSD), prices in USD
//! per kg (so price x metric tons / 1000 = MUSD). Every table also takes `source` (an id of `sources`), `confidence`
//! and `note`.
//!
//! | module      | tables                                                                       |
//! |-------------|------------------------------------------------------------------------------|
//! | `chain`     | elements, materials, feeds, compositions, technologies, recipes, recoveries, modes |
//! | `places`    | regions, members, facilities, locations, lanes                               |
//! | `trade`     | markets, offers, prices, demands, quantities, stocks                         |
//! | `futures`   | scenarios, changes, policies, sensitivities, price_links, outages, delays |
//! | `adversary` | attacks, pass_through, buffers                                               |
//! | `finance`   | finances, debts, share_windows, credit_lines                                  |
//! | `history`   | sources, observations; outputs, cash_events, reported_financials, variants   |

use super::cell::{AnyCell, Cell, Name, words};

/// One column of a table, as data.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Header of the column.
    pub name: &'static str,
    /// Who may know its cells.
    pub class: Class,
    /// The value that a blank cell has, as its text, where that is the same in every case. A blank that takes the value of another cell
    /// (the technology's, the first year's) has none.
    pub default: Option<&'static str>,
    /// What its cells hold.
    pub kind: &'static str,
    /// Whether a blank cell is an error.
    pub required: bool,
    /// The allowed words, if they are a fixed list.
    pub words: fn() -> &'static [&'static str],
    /// What each of them means, in their order.
    pub meanings: fn() -> &'static [&'static str],
    /// What it means, with unit and default.
    pub doc: &'static str,
}

/// A table row that can be read from cells.
pub trait TableRow: Sized {
    /// Name of the table: the file is `NAME.csv`, the sheet `NAME`.
    const TABLE: &'static str;
    /// What the table is for.
    const DOC: &'static str;
    /// Columns whose values together must not occur twice.
    const KEY: &'static [&'static str];
    /// The columns in their order.
    const COLUMNS: &'static [Column];

    /// Reads a row. `cell(i)` is the trimmed text of column `i` of [`Self::COLUMNS`], empty when blank or absent; every
    /// bad cell is reported through `bad(i, message)`. `None` when a cell was bad.
    fn read<'a>(cell: impl Fn(usize) -> &'a str, bad: impl FnMut(usize, String)) -> Option<Self>;

    /// Text of the cell of a column of the table's own; `None` when there is no such column.
    fn text(&self, column: &str) -> Option<String>;

    /// The cell of the column at a position of [`Self::COLUMNS`].
    fn cell(&self, at: usize) -> Option<&dyn AnyCell>;

    /// The cell of the column at a position of [`Self::COLUMNS`], to be changed.
    fn cell_mut(&mut self, at: usize) -> Option<&mut dyn AnyCell>;

    /// Position of a column in [`Self::COLUMNS`], by its name or its [former](crate::former) one.
    #[must_use]
    fn column(name: &str) -> Option<usize> {
        let name = crate::former::column(Self::TABLE, name).unwrap_or(name);
        Self::COLUMNS.iter().position(|column| column.name == name)
    }

    /// What names the row: the cells of its key, apart by `/`, without blanks at the end. Empty for a table without key.
    fn key(&self) -> String {
        let cells: Vec<String> = Self::KEY.iter().map(|column| self.text(column).unwrap_or_default()).collect();
        cells.join("/").trim_end_matches('/').to_string()
    }

    /// How sure its source is.
    fn confidence(&self) -> Option<Confidence>;
    /// Id of its source.
    fn source(&self) -> Option<&Name>;
}

fn read_cell<T: Cell>(text: &str, at: usize, bad: &mut impl FnMut(usize, String)) -> Option<T> {
    if text.is_empty() {
        let blank = T::blank();
        if blank.is_none() {
            bad(at, "a value is required".to_string());
        }
        return blank;
    }
    match T::parse(text) {
        Ok(value) => Some(value),
        Err(message) => {
            bad(at, message);
            None
        }
    }
}

macro_rules! table {
    (
        $(#[doc = $doc:literal])+
        $row:ident in $table:literal key [$($key:literal),*] {
            $( $(#[doc = $cdoc:literal])+ $([$class:ident])? $field:ident : $ty:ty $(= $default:literal)? ),+ $(,)?
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq)]
        pub struct $row {
            $( $(#[doc = $cdoc])+ pub $field: $ty, )+
            /// Where the row is from: an id of `sources`.
            pub source: Option<Name>,
            /// How sure it is.
            pub confidence: Option<Confidence>,
            /// Anything a reader should know.
            pub note: Option<Name>,
        }

        impl TableRow for $row {
            const TABLE: &'static str = $table;
            const DOC: &'static str = concat!($($doc),+);
            const KEY: &'static [&'static str] = &[$($key),*];
            const COLUMNS: &'static [Column] = &[
                $( Column {
                    name: stringify!($field),
                    class: class!($($class)?),
                    default: default!($($default)?),
                    kind: <$ty as Cell>::KIND,
                    required: <$ty as Cell>::REQUIRED,
                    words: <$ty as Cell>::words,
                    meanings: <$ty as Cell>::meanings,
                    doc: concat!($($cdoc),+),
                }, )+
                SOURCE, CONFIDENCE, NOTE,
            ];

            #[allow(unused_assignments, reason = "the counter's last step is not read")]
            fn read<'a>(cell: impl Fn(usize) -> &'a str, mut bad: impl FnMut(usize, String)) -> Option<Self> {
                let mut at = 0;
                $( let $field = read_cell::<$ty>(cell(at), at, &mut bad); at += 1; )+
                let source = read_cell::<Option<Name>>(cell(at), at, &mut bad);
                at += 1;
                let confidence = read_cell::<Option<Confidence>>(cell(at), at, &mut bad);
                at += 1;
                let note = read_cell::<Option<Name>>(cell(at), at, &mut bad);
                Some(Self { $( $field: $field?, )+ source: source?, confidence: confidence?, note: note? })
            }

            fn text(&self, column: &str) -> Option<String> {
                $( if column == stringify!($field) {
                    return Some(Cell::show(&self.$field));
                } )+
                None
            }

            #[allow(unused_assignments, reason = "the counter's last step is not read")]
            fn cell(&self, at: usize) -> Option<&dyn AnyCell> {
                let mut left = at;
                $( if left == 0 { return Some(&self.$field); } left -= 1; )+
                match left {
                    0 => Some(&self.source),
                    1 => Some(&self.confidence),
                    2 => Some(&self.note),
                    _ => None,
                }
            }

            #[allow(unused_assignments, reason = "the counter's last step is not read")]
            fn cell_mut(&mut self, at: usize) -> Option<&mut dyn AnyCell> {
                let mut left = at;
                $( if left == 0 { return Some(&mut self.$field); } left -= 1; )+
                match left {
                    0 => Some(&mut self.source),
                    1 => Some(&mut self.confidence),
                    2 => Some(&mut self.note),
                    _ => None,
                }
            }

            fn confidence(&self) -> Option<Confidence> {
                self.confidence
            }

            fn source(&self) -> Option<&Name> {
                self.source.as_ref()
            }
        }
    };
}

/// The class of a column, from its declaration: without a label it is sensitive.
macro_rules! class {
    () => {
        Class::Sensitive
    };
    (public) => {
        Class::Public
    };
    (agreed) => {
        Class::Agreed
    };
    (own) => {
        Class::Own
    };
    (sensitive) => {
        Class::Sensitive
    };
}

/// The value that a blank cell of a column has, from its declaration.
macro_rules! default {
    () => {
        None
    };
    ($text:literal) => {
        Some($text)
    };
}

fn no_words() -> &'static [&'static str] {
    &[]
}

/// The columns that every table has. A source names who measured something, and a note may say anything: neither is known to others than the
/// owner of the row, whatever the row is of.
const SOURCE: Column = Column {
    name: "source",
    class: Class::Own,
    default: None,
    kind: "text",
    required: false,
    words: no_words,
    meanings: no_words,
    doc: " Where the row is from: an id of `sources`.",
};
const CONFIDENCE: Column = Column {
    name: "confidence",
    class: Class::Own,
    default: None,
    kind: "word",
    required: false,
    words: <Confidence as Cell>::words,
    meanings: <Confidence as Cell>::meanings,
    doc: " How sure it is.",
};
const NOTE: Column = Column {
    name: "note",
    class: Class::Sensitive,
    default: None,
    kind: "text",
    required: false,
    words: no_words,
    meanings: no_words,
    doc: " Anything a reader should know.",
};

words! {
    /// Who may know the cells of a column. Whose a row is follows from its member, or its facility's; a row of nobody is the cooperative's.
    Class {
        /// Anyone: what is published, or holds for everybody.
        Public = "public",
        /// All members: what they plan with together and have agreed on. Outside only as far as they agree.
        Agreed = "agreed",
        /// The member whose row it is. Others see it once it is released by consent, or inside a safe statistic.
        Own = "own",
        /// The member whose row it is, and a competitor could use it: costs, prices, customers, capacities and plans for them, assays and
        /// yields, money. As `own`, and every release passes the reconstruction audit first. A column without a label is sensitive.
        Sensitive = "sensitive",
    }
}

words! {
    /// How sure a row is.
    Confidence {
        /// Read in the source itself, or a physical constant.
        High = "high",
        /// Second hand, or derived by simple arithmetic.
        Medium = "medium",
        /// Recalled, or a rough estimate with a stated method.
        Low = "low",
        /// An assumption of the case's author.
        Assumed = "assumed",
    }
}

mod adversary;
mod chain;
mod finance;
mod futures;
mod history;
mod places;
mod trade;

pub use adversary::*;
pub use chain::*;
pub use finance::*;
pub use futures::*;
pub use history::*;
pub use places::*;
pub use trade::*;

/// Calls `$then!` with every table: field of [`Tables`] and row type, in the order in which a reader meets them.
#[macro_export]
macro_rules! each_table {
    ($then:ident) => {
        $then! {
            sources: SourceRow,
            elements: ElementRow,
            materials: MaterialRow,
            feeds: FeedRow,
            compositions: CompositionRow,
            technologies: TechnologyRow,
            recipes: RecipeRow,
            recoveries: RecoveryRow,
            modes: ModeRow,
            regions: RegionRow,
            members: MemberRow,
            facilities: FacilityRow,
            locations: LocationRow,
            lanes: LaneRow,
            markets: MarketRow,
            offers: OfferRow,
            prices: PriceRow,
            demands: DemandRow,
            quantities: QuantityRow,
            stocks: StockRow,
            scenarios: ScenarioRow,
            changes: ChangeRow,
            policies: PolicyRow,
            observations: ObservationRow,
            attacks: AttackRow,
            pass_through: PassThroughRow,
            buffers: BufferRow,
            sensitivities: SensitivityRow,
            finances: FinanceRow,
            debts: DebtRow,
            share_windows: ShareWindowRow,
            credit_lines: CreditLineRow,
            outputs: OutputRow,
            cash_events: CashEventRow,
            reported_financials: ReportedFinancialRow,
            variants: VariantRow,
            price_links: PriceLinkRow,
            outages: OutageRow,
            delays: DelayRow,
        }
    };
}

macro_rules! tables_struct {
    ($($field:ident : $row:ident,)+) => {
        /// All tables of a case, as read. The position of a row is its row in the file.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Tables {
            $(
                #[doc = concat!("Rows of `", stringify!($field), "`.")]
                pub $field: Vec<$row>,
            )+
        }
    };
}
each_table!(tables_struct);

#[cfg(test)]
mod tests {
    use super::*;

    table! {
        /// A table of a test.
        HalfRow in "halves" key ["id"] {
            /// Labeled.
            [public] id: Name,
            /// Not labeled.
            weight: Option<f64>,
        }
    }

    #[test]
    fn a_column_without_a_label_is_sensitive() {
        let classes: Vec<(&str, Class)> = HalfRow::COLUMNS.iter().map(|column| (column.name, column.class)).collect();
        assert_eq!(classes[..2], [("id", Class::Public), ("weight", Class::Sensitive)]);
        assert!(HalfRow::COLUMNS.iter().all(|column| column.default.is_none()));
    }
}
