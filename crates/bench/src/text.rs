//! A case as the text of its files: read into memory, or written into a folder.

use std::fs;
use std::io;
use std::path::Path;

use recoop_case::settings::{
    AdversarySettings, FinanceSettings, HorizonSettings, RiskSettings, Settings, SolveSettings,
};
use recoop_case::tables::{TableRow, Tables};

use crate::large::{Dimensions, FIRST_YEAR};

/// Text of `case.toml` and of the tables.
#[derive(Clone, Debug)]
pub struct Texts {
    /// `case.toml`.
    pub settings: String,
    /// Name of each table, and its lines with a header; cells are apart by commas and never quoted.
    pub tables: Vec<(&'static str, String)>,
    /// Market and material of every price.
    pub traded: Vec<(String, String)>,
}

fn rows<R: TableRow>(text: &str) -> Vec<R> {
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let place: Vec<Option<usize>> = R::COLUMNS.iter().map(|c| header.iter().position(|h| *h == c.name)).collect();
    let read = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let row = R::read(
            |i| place[i].map_or("", |at| cells[at]),
            |i, message| unreachable!("{}: `{line}`: {}: {message}", R::TABLE, R::COLUMNS[i].name),
        );
        row.expect("a bad cell has been reported")
    };
    lines.map(read).collect()
}

macro_rules! fill {
    ($($field:ident : $row:ident,)+) => {
        use recoop_case::tables::{$($row),+};

        impl Texts {
            /// The tables in memory.
            #[must_use]
            pub fn tables(&self) -> Tables {
                let mut tables = Tables::default();
                for (name, text) in &self.tables {
                    match *name {
                        $(stringify!($field) => tables.$field = rows::<$row>(text),)+
                        other => unreachable!("there is no table `{other}`"),
                    }
                }
                tables
            }
        }
    };
}
recoop_case::each_table!(fill);

impl Texts {
    /// Writes the case into a folder, which is made.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)?;
        fs::write(folder.join("case.toml"), &self.settings)?;
        for (name, text) in &self.tables {
            fs::write(folder.join(format!("{name}.csv")), text)?;
        }
        Ok(())
    }
}

/// The settings that `case.toml` of a large case says.
#[must_use]
pub fn settings(dimensions: &Dimensions) -> Settings {
    Settings {
        name: "large".into(),
        title: "A large case for measuring".to_string(),
        stages: ["mining", "refining", "making"].map(Into::into).to_vec(),
        horizon: HorizonSettings {
            first_year: FIRST_YEAR,
            last_year: FIRST_YEAR + dimensions.years - 1,
            period_lengths: Vec::new(),
            split_at_windows: false,
            base_year: FIRST_YEAR,
            build_years: Vec::new(),
        },
        finance: FinanceSettings { tax_rate: 0.21, ..FinanceSettings::default() },
        risk: RiskSettings { weight: if dimensions.everything { 0.3 } else { 0.0 }, ..RiskSettings::default() },
        adversary: AdversarySettings::default(),
        solve: SolveSettings::default(),
        bylaws: Default::default(),
        backtest: Default::default(),
        check: Default::default(),
    }
}
