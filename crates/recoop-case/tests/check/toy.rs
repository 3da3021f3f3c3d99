//! A case small enough to hold in the head: a mine, a leach plant, a separation with a co-product, metal, a rival's market.

use recoop_case::check::check;
use recoop_case::fault::{Fault, Severity};
use recoop_case::settings::{
    AdversarySettings, FinanceSettings, HorizonSettings, RiskSettings, Settings, SolveSettings,
};
use recoop_case::tables::{TableRow, Tables};

const TABLES: &str = "
sources     | id | title
            | s1 | A report

elements    | id | counts
            | Nd |
            | Ce |
            | Th | no

materials   | id          | kind         | per_feed | disposal_cost_usd_per_kg
            | concentrate | concentrate  | yes      |
            | carbonate   | intermediate | yes      |
            | nd_oxide    | oxide        |          |
            | ce_oxide    | oxide        |          | 0.1
            | nd_metal    | metal        |          |
            | acid        | reagent      |          |
            | thorium     | residue      |          | 2

feeds       | id
            | hill

compositions | feed | element | share | source
             | hill | Nd      | 0.25  | s1
             | hill | Ce      | 0.75  | s1
             | hill | Th      | 0.01  |

technologies | id         | stage      | mines       | treats      | variable_cost_usd_per_kg | capex_ref_musd | size_ref_t_per_year | construction_years
             | mining     | mining     | concentrate |             | 1                        |                |            |
             | leaching   | separation |             | concentrate | 2                        |                |            |
             | separation | separation |             | carbonate   | 3                        | 50             | 1000       | 2
             | reduction  | metal      |             |             |                          |                |            |

recipes     | technology | material | amount
            | leaching   | acid     | -0.5
            | separation | acid     | -0.2
            | reduction  | nd_oxide | -1.2
            | reduction  | nd_metal | 1

recoveries  | technology | element | product   | recovery
            | leaching   | Nd      | carbonate | 0.9
            | leaching   | Ce      | carbonate | 0.9
            | leaching   | Th      | thorium   | 1
            | separation | Nd      | nd_oxide  | 0.95
            | separation | Ce      | ce_oxide  | 0.9

modes       | technology | feed | extra_cost_usd_per_kg
            | leaching   | hill | 0.5

regions     | id | bloc
            | us | home
            | cn | adversary

members     | id       | role
            | miner    | supplier
            | refiner  | refiner
            | smelter  | manufacturer
            | motors   | consumer

facilities  | id     | member  | region | technology | feed | status       | capacity_t_per_year | online_year | max_capacity_t_per_year
            | pit    | miner   | us     | mining     | hill | existing     | 1000       |             |
            | vat    | miner   | us     | leaching   |      | existing     | 1000       |             |
            | column | refiner | us     | separation |      | candidate    |            |             | 1000
            | cell   | smelter | us     | reduction  |      | construction | 200        | 2027        |

locations   | facility | region | latitude | longitude

lanes       | from | to | material   | tariff | limit_t_per_year
            | cn   | us | nd_oxide   | 0.25   | 500
            | us   | cn | kind:metal |        |

markets     | id       | region | controller
            | shanghai | cn     | adversary
            | texas    | us     | nobody

offers      | market   | material | side | price_factor
            | shanghai | nd_oxide | buy  |
            | shanghai | nd_oxide | sell | 0.9
            | texas    | acid     | buy  |
            | texas    | ce_oxide | sell |

prices      | market   | material | year | price_usd_per_kg | scenario
            | shanghai | nd_oxide | 2020 | 60               |
            | shanghai | nd_oxide | 2030 | 80               |
            | shanghai | nd_oxide | 2030 | 40               | crash
            | texas    | acid     | 2025 | 0.3              |
            | texas    | ce_oxide | 2025 | 1                |

demands     | id     | end_use | member | region | material | priority | value_usd_per_kg | shortage_cost_usd_per_kg | origin_rule_from | service_level
            | magnet | motors  | motors | us     | nd_metal | defense  | 150              | 100                      | 2028             | 0.5

quantities  | demand | year | quantity_t_per_year | scenario
            | magnet | 2026 | 100        |
            | magnet | 2035 | 200        |
            | magnet | 2035 | 300        | crash

stocks      | material | region | initial_t | limit_t | reserve_t | release_in
            | nd_oxide | us     | 10        | 100     | 5         | crash

scenarios   | id    | parent | first_year | probability
            | now   |        | 2026       | 1
            | calm  | now    | 2029       | 0.6
            | crash | now    | 2029       | 0.4

changes     | scenario | target      | filter                         | action   | value
            | crash    | price       | market=shanghai;material=nd_*  | multiply | 0.5
            | crash    | lane_limit  | from=cn;material=kind:oxide    | multiply | 0.5

policies    | id    | kind        | filter                | value | limit_t_per_year
            | grant | capex_grant | technology=separation | 0.2   |
            | floor | price_floor | material=nd_oxide     | 70    | 100

observations | id | year | measure | filter | low | observed | high

attacks      | id     | kind   | filter | max_depth

pass_through | attack | filter | share

buffers     | id | kind | amount | cost_musd

sensitivities      | id | target | filter | action | low | high

finances    | member | opening_cash_musd | undrawn_credit_musd | minimum_cash_musd | overhead_musd_per_year | interest_musd_per_year

debts       | id | member | principal_musd | rate | repayment | last_year

share_windows | id | member | market | material | opens_above_usd_per_kg | open_musd_per_year | shut_musd_per_year | first_year | last_year

credit_lines | id | member | amount_musd | first_year | last_year | share_window | market | material | above_usd_per_kg

outputs     | facility | year | quarter | output_t

cash_events | id | member | kind | year | quarter | amount_musd | variant

reported_financials | member | measure | year | quarter | amount_musd

variants    | variant | target | filter | action | value | first_year | last_year

price_links  | filter | market | material | share

outages     | id | filter | per_year | mean_years | loss

delays      | id | filter | probability | mean_years
";

/// A case as text: tables of cells.
#[derive(Clone)]
pub struct Toy {
    pub settings: Settings,
    /// Name, header, rows.
    pub tables: Vec<(String, Vec<String>, Vec<Vec<String>>)>,
}

/// The toy case; it has no fault.
pub fn toy() -> Toy {
    let mut tables: Vec<(String, Vec<String>, Vec<Vec<String>>)> = Vec::new();
    for line in TABLES.lines().filter(|line| !line.trim().is_empty()) {
        let mut cells = line.split('|').map(|cell| cell.trim().to_string());
        let name = cells.next().unwrap();
        if name.is_empty() {
            tables.last_mut().unwrap().2.push(cells.collect());
        } else {
            tables.push((name, cells.collect(), Vec::new()));
        }
    }
    Toy { settings: settings(), tables }
}

pub fn settings() -> Settings {
    Settings {
        name: "toy".into(),
        title: String::new(),
        stages: ["mining", "separation", "metal"].map(Into::into).to_vec(),
        horizon: HorizonSettings {
            first_year: 2026,
            last_year: 2035,
            period_lengths: Vec::new(),
            split_at_windows: false,
            base_year: 2025,
            build_years: Vec::new(),
        },
        finance: FinanceSettings::default(),
        risk: RiskSettings::default(),
        adversary: AdversarySettings::default(),
        solve: SolveSettings::default(),
        bylaws: Default::default(),
        backtest: Default::default(),
        check: Default::default(),
    }
}

impl Toy {
    fn table(&mut self, name: &str) -> &mut (String, Vec<String>, Vec<Vec<String>>) {
        self.tables.iter_mut().find(|(table, ..)| table == name).unwrap_or_else(|| panic!("no table {name}"))
    }

    /// Column of a table, added when the toy does not have it yet.
    fn column(&mut self, table: &str, column: &str) -> usize {
        let (_, header, rows) = self.table(table);
        header.iter().position(|name| name == column).unwrap_or_else(|| {
            header.push(column.to_string());
            rows.iter_mut().for_each(|row| row.push(String::new()));
            header.len() - 1
        })
    }

    /// With one cell changed. The row is named by what stands in its first column, by the first two cells (`a/b`), or by
    /// its number from 1.
    pub fn set(mut self, table: &str, row: &str, column: &str, value: &str) -> Self {
        let at = self.column(table, column);
        let row = self.row(table, row);
        self.table(table).2[row][at] = value.to_string();
        self
    }

    fn row(&mut self, table: &str, row: &str) -> usize {
        let rows = &self.table(table).2;
        let named = rows.iter().position(|cells| cells[0] == row || cells[..cells.len().min(2)].join("/") == row);
        named.or_else(|| row.parse::<usize>().ok().map(|number| number - 1)).unwrap_or_else(|| panic!("no row {row}"))
    }

    /// With one more row, as `column=cell, column=cell`.
    pub fn add(mut self, table: &str, cells: &str) -> Self {
        let width = self.table(table).1.len();
        self.table(table).2.push(vec![String::new(); width]);
        let row = self.table(table).2.len().to_string();
        cells.split(", ").fold(self, |toy, cell| {
            let (column, value) = cell.split_once('=').unwrap();
            toy.set(table, &row, column, value)
        })
    }

    /// Without a row.
    pub fn drop(mut self, table: &str, row: &str) -> Self {
        let row = self.row(table, row);
        self.table(table).2.remove(row);
        self
    }

    /// Without the rows of a table.
    pub fn empty(mut self, table: &str) -> Self {
        self.table(table).2.clear();
        self
    }

    /// With other settings.
    pub fn with(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// The tables as typed rows; a cell that cannot be read is for `bad`.
    pub fn read(&self, mut bad: impl FnMut(String)) -> Tables {
        let mut all = Tables::default();
        macro_rules! read {
            ($($field:ident: $row:ident,)+) => {
                $(if let Some((name, header, rows)) = self.tables.iter().find(|(name, ..)| name == stringify!($field)) {
                    all.$field = read_rows(name, header, rows, &mut bad);
                })+
            };
        }
        use recoop_case::tables::*;
        recoop_case::each_table!(read);
        all
    }

    /// What the check says.
    pub fn faults(&self) -> Vec<Fault> {
        check(&self.settings, &self.read(|message| panic!("{message}")))
    }
}

fn read_rows<R: TableRow>(
    table: &str,
    header: &[String],
    rows: &[Vec<String>],
    bad: &mut impl FnMut(String),
) -> Vec<R> {
    for name in header {
        assert!(R::COLUMNS.iter().any(|column| column.name == name), "{table} has no column {name}");
    }
    let read = |row: &Vec<String>| {
        let cell = |at: usize| {
            header.iter().position(|name| name == R::COLUMNS[at].name).map_or("", |column| row[column].as_str())
        };
        R::read(cell, |at, message| bad(format!("{table} {}: {message}", R::COLUMNS[at].name)))
    };
    rows.iter().filter_map(read).collect()
}

/// A fault as a line.
pub fn line(fault: &Fault) -> String {
    let severity = if fault.severity == Severity::Warning { "warning: " } else { "" };
    let hint = fault.hint.as_ref().map_or_else(String::new, |hint| format!(" -> {hint}"));
    format!("{severity}{fault}{hint}")
}

/// Holds the faults of a case against the lines expected.
#[track_caller]
pub fn expect(toy: Toy, lines: &[&str]) {
    let found: Vec<String> = toy.faults().iter().map(line).collect();
    assert_eq!(found, lines, "\nfound\n{}\n", found.join("\n"));
}
