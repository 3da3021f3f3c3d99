//! Slips: one case and one number give one slip, the same on every machine. It knows nothing of what the check looks for.

use super::case::{Form, Sheet, Text};

/// Kinds of slips.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Times1000,
    Over1000,
    TimesMillion,
    Zero,
    Negative,
    Empty,
    ColumnTimes1000,
    ColumnOver1000,
    SwapHeaders,
    RowDeleted,
    RowDoubled,
    IdMisspelled,
    TableMissing,
    YearOff,
    Percent,
    DecimalComma,
    TextInNumber,
    UnitInNumber,
    Huge,
    NotANumber,
    FileForm,
    TrailingBlanks,
}

impl Kind {
    pub const ALL: [Self; 22] = [
        Self::Times1000,
        Self::Over1000,
        Self::TimesMillion,
        Self::Zero,
        Self::Negative,
        Self::Empty,
        Self::ColumnTimes1000,
        Self::ColumnOver1000,
        Self::SwapHeaders,
        Self::RowDeleted,
        Self::RowDoubled,
        Self::IdMisspelled,
        Self::TableMissing,
        Self::YearOff,
        Self::Percent,
        Self::DecimalComma,
        Self::TextInNumber,
        Self::UnitInNumber,
        Self::Huge,
        Self::NotANumber,
        Self::FileForm,
        Self::TrailingBlanks,
    ];
}

/// Random numbers (SplitMix64): the same for a seed and a number.
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64, number: u64) -> Self {
        let mut draw = Self(seed ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        draw.next();
        draw
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, count: usize) -> usize {
        (self.next() % count.max(1) as u64) as usize
    }

    /// A share from 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { Some(&all[self.below(all.len())]) }
    }
}

/// A cell that a slip changed.
#[derive(Clone, Debug)]
pub struct Slip {
    pub kind: Kind,
    /// What was done where.
    pub what: String,
    pub form: Form,
}

/// Where a number is: a sheet, a row, a column; sheet `usize::MAX` is a setting.
type Cell = (usize, usize, usize);

const SETTING: usize = usize::MAX;

fn is_number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok_and(f64::is_finite)
}

fn is_year(header: &str) -> bool {
    header == "year" || header.ends_with("_year") || header.ends_with("_from")
}

/// Columns that only people read.
fn is_remark(header: &str) -> bool {
    ["note", "name", "source", "confidence", "unit", "title"].contains(&header)
}

fn numbers(text: &Text, wanted: impl Fn(&str) -> bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    for (s, sheet) in text.sheets.iter().enumerate() {
        for (r, row) in sheet.rows.iter().enumerate().skip(1) {
            for (c, cell) in row.iter().enumerate() {
                let header = sheet.rows[0].get(c).map_or("", String::as_str);
                if is_number(cell) && !is_remark(header) && wanted(header) {
                    cells.push((s, r, c));
                }
            }
        }
    }
    for (at, (path, value)) in text.settings.iter().enumerate() {
        if is_number(value) && wanted(path) && !path.starts_with("solve") {
            cells.push((SETTING, at, 0));
        }
    }
    cells
}

fn cell(text: &mut Text, (s, r, c): Cell) -> &mut String {
    if s == SETTING { &mut text.settings[r].1 } else { &mut text.sheets[s].rows[r][c] }
}

fn place(text: &Text, (s, r, c): Cell) -> String {
    if s == SETTING {
        return format!("case.toml {}", text.settings[r].0);
    }
    let sheet = &text.sheets[s];
    format!("{} row {r} {}", sheet.name, sheet.rows[0][c])
}

/// A number as people write it.
fn written(value: f64) -> String {
    let text = format!("{value}");
    if text.len() > 24 { format!("{value:e}") } else { text }
}

/// Makes one slip of a kind; none when the case has nothing that it could befall.
pub fn slip(text: &mut Text, kind: Kind, draw: &mut Draw) -> Option<Slip> {
    let mut form = Form { workbook: draw.below(10) == 0, ..Form::default() };
    let amounts = |text: &Text| numbers(text, |header| !is_year(header) && !header.contains("year"));
    let change = |text: &mut Text, draw: &mut Draw, cells: Vec<Cell>, new: &dyn Fn(f64, &mut Draw) -> String| {
        let at = *draw.pick(&cells)?;
        let old = cell(text, at).clone();
        let what = place(text, at);
        let new = new(old.trim().parse().ok()?, draw);
        *cell(text, at) = new.clone();
        Some(format!("{what}: `{old}` to `{new}`"))
    };
    let what = match kind {
        Kind::Times1000 => change(text, draw, amounts(text), &|x, _| written(x * 1e3))?,
        Kind::Over1000 => change(text, draw, amounts(text), &|x, _| written(x / 1e3))?,
        Kind::TimesMillion => change(text, draw, amounts(text), &|x, _| written(x * 1e6))?,
        Kind::Zero => change(text, draw, amounts(text), &|_, _| "0".to_string())?,
        Kind::Negative => change(text, draw, amounts(text), &|x, _| written(-x))?,
        Kind::Empty => {
            let cells = amounts(text).into_iter().filter(|(s, ..)| *s != SETTING).collect();
            change(text, draw, cells, &|_, _| String::new())?
        }
        Kind::Percent => {
            let cells = amounts(text).into_iter().filter(|at| share_like(text, *at)).collect();
            change(text, draw, cells, &|x, _| written(x * 100.0))?
        }
        Kind::DecimalComma => change(text, draw, amounts(text), &|x, _| format!("{x:.1}").replace('.', ","))?,
        Kind::TextInNumber => change(text, draw, amounts(text), &|_, _| "about ten".to_string())?,
        Kind::UnitInNumber => change(text, draw, amounts(text), &|x, _| format!("{x} t"))?,
        Kind::Huge => change(text, draw, amounts(text), &|_, draw| {
            draw.pick(&["1e15", "1e30", "1e300", "1e-300", "1e12", "1e9", "1e-9"]).unwrap().to_string()
        })?,
        Kind::NotANumber => change(text, draw, amounts(text), &|_, draw| {
            draw.pick(&["NaN", "inf", "-inf", "1e999", "#REF!", "#N/A"]).unwrap().to_string()
        })?,
        Kind::YearOff => change(text, draw, numbers(text, is_year), &|x, draw| {
            let off = *draw.pick(&[-1.0, 1.0, -10.0, 10.0, -100.0, 100.0, 1000.0]).unwrap();
            written(if draw.below(8) == 0 { 500.0 } else { x + off })
        })?,
        Kind::ColumnTimes1000 => column(text, draw, 1e3)?,
        Kind::ColumnOver1000 => column(text, draw, 1e-3)?,
        Kind::SwapHeaders => swap_headers(text, draw)?,
        Kind::RowDeleted => rows(text, draw, false)?,
        Kind::RowDoubled => rows(text, draw, true)?,
        Kind::IdMisspelled => misspell(text, draw)?,
        Kind::TableMissing => {
            let at = draw.below(text.sheets.len());
            format!("no {}", text.sheets.remove(at).name)
        }
        Kind::FileForm => {
            form.byte_order_mark = draw.below(2) == 0;
            form.carriage_returns = draw.below(2) == 0;
            form.quotes = draw.below(2) == 0;
            format!("{form:?}")
        }
        Kind::TrailingBlanks => {
            form.blanks_at_ends = true;
            "blanks".to_string()
        }
    };
    Some(Slip { kind, what, form })
}

/// Whether a number is a share, and its column holds shares.
fn share_like(text: &Text, (s, r, c): Cell) -> bool {
    let inside = |cell: &str| cell.trim().parse::<f64>().is_ok_and(|x| x > 0.0 && x <= 1.0);
    if s == SETTING {
        return inside(&text.settings[r].1);
    }
    let rows = &text.sheets[s].rows[1..];
    let filled = rows.iter().filter_map(|row| row.get(c)).filter(|cell| !cell.trim().is_empty());
    filled.clone().count() > 0 && filled.clone().all(|cell| inside(cell)) && inside(&text.sheets[s].rows[r][c])
}

fn column(text: &mut Text, draw: &mut Draw, factor: f64) -> Option<String> {
    let cells = numbers(text, |header| !is_year(header) && !header.contains("year"));
    let cells: Vec<Cell> = cells.into_iter().filter(|(s, ..)| *s != SETTING).collect();
    let (s, _, c) = *draw.pick(&cells)?;
    let (name, header) = (text.sheets[s].name.clone(), text.sheets[s].rows[0][c].clone());
    for row in text.sheets[s].rows.iter_mut().skip(1) {
        if let Some(cell) = row.get_mut(c)
            && let Ok(value) = cell.trim().parse::<f64>()
        {
            *cell = written(value * factor);
        }
    }
    Some(format!("{name} {header} times {factor}"))
}

fn swap_headers(text: &mut Text, draw: &mut Draw) -> Option<String> {
    let wide: Vec<usize> = (0..text.sheets.len()).filter(|s| text.sheets[*s].rows[0].len() > 1).collect();
    let sheet: &mut Sheet = &mut text.sheets[*draw.pick(&wide)?];
    let count = sheet.rows[0].len();
    let first = draw.below(count);
    let second = (first + 1 + draw.below(count - 1)) % count;
    sheet.rows[0].swap(first, second);
    Some(format!("{}: {} and {} swapped", sheet.name, sheet.rows[0][first], sheet.rows[0][second]))
}

fn rows(text: &mut Text, draw: &mut Draw, double: bool) -> Option<String> {
    let all: Vec<(usize, usize)> =
        (text.sheets.iter().enumerate()).flat_map(|(s, sheet)| (1..sheet.rows.len()).map(move |r| (s, r))).collect();
    let (s, r) = *draw.pick(&all)?;
    let rows = &mut text.sheets[s].rows;
    let row = rows[r].join(",");
    if double {
        let copy = rows[r].clone();
        rows.insert(r, copy);
    } else {
        rows.remove(r);
    }
    Some(format!("{} row {r} ({row})", text.sheets[s].name))
}

fn misspell(text: &mut Text, draw: &mut Draw) -> Option<String> {
    let mut ids: Vec<Cell> = Vec::new();
    for (s, sheet) in text.sheets.iter().enumerate() {
        for (r, row) in sheet.rows.iter().enumerate().skip(1) {
            for (c, cell) in row.iter().enumerate() {
                let header = sheet.rows[0].get(c).map_or("", String::as_str);
                if cell.trim().len() > 2 && !is_number(cell) && !is_remark(header) {
                    ids.push((s, r, c));
                }
            }
        }
    }
    let at = *draw.pick(&ids)?;
    let what = place(text, at);
    let cell = cell(text, at);
    let old = cell.clone();
    let signs: Vec<char> = old.chars().collect();
    let spot = draw.below(signs.len() - 1);
    *cell = match draw.below(3) {
        0 => signs.iter().enumerate().filter(|(at, _)| *at != spot).map(|(_, sign)| *sign).collect(),
        1 => {
            let mut swapped = signs.clone();
            swapped.swap(spot, spot + 1);
            swapped.into_iter().collect()
        }
        _ => format!("{old}s"),
    };
    Some(format!("{what}: `{old}` to `{cell}`"))
}
