//! The answer on one screen.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use recoop::plan::explain::{dollars, percent, short};
use recoop::plan::summary::{BuildLine, Summary};
use recoop_case::tables::Priority;
pub use recoop_study::text::wrap;

use crate::printer::{BOLD, PLAIN};

/// Lines of the timeline that fit on one screen.
const TIMELINE: usize = 24;

/// Sizes and switches of the screen.
#[derive(Clone, Copy, Debug)]
pub struct Screen {
    pub width: usize,
    pub color: bool,
    /// Every line of the timeline.
    pub full: bool,
}

impl Screen {
    /// A line that stands out; broken where it is longer than the screen.
    pub fn heading(self, text: &str) -> String {
        let text = wrap(text, self.width);
        let text = text.trim_end();
        if self.color { format!("{BOLD}{text}{PLAIN}\n") } else { format!("{text}\n") }
    }

    pub fn table(self) -> Table {
        plain(self.width)
    }

    /// The summary as text.
    pub fn draw(self, summary: &Summary) -> String {
        let mut out = self.heading(&summary.title);
        out.push('\n');
        out.push_str(&self.builds(summary));
        out.push_str(&self.stages(summary));
        out.push_str(&self.service(summary));
        out.push_str(&self.money(summary));
        out
    }

    fn builds(self, summary: &Summary) -> String {
        let mut out = self.heading("Construction");
        if summary.builds.is_empty() {
            return out + "  none\n\n";
        }
        let mut lines: Vec<&BuildLine> = summary.builds.iter().collect();
        let all = lines.len();
        if !self.full && all > TIMELINE {
            // The likely and the dear first; then back into the order of time.
            lines.sort_by(|a, b| (b.capex_musd * b.probability).total_cmp(&(a.capex_musd * a.probability)));
            lines.truncate(TIMELINE);
            lines.sort_by(|a, b| (a.year, a.stage_order, &a.facility).cmp(&(b.year, b.stage_order, &b.facility)));
        }
        let mut table = self.table();
        table.set_header(["decide", "run from", "stage", "facility", "t/yr", "$ million", "when"]);
        for line in &lines {
            let when = if line.scenarios.is_empty() {
                "always".to_string()
            } else {
                format!("{} ({})", line.scenarios.join(", "), percent(line.probability))
            };
            table.add_row([
                line.year.to_string(),
                line.run_from.to_string(),
                line.stage.clone(),
                format!("{} ({})", line.facility, line.region),
                short(line.size_t),
                short(line.capex_musd),
                when,
            ]);
        }
        right(&mut table, &[4, 5]);
        out.push_str(&table.to_string());
        out.push('\n');
        if lines.len() < all {
            out.push_str(&format!("  and {} smaller ones (--full shows all)\n", all - lines.len()));
        }
        let line = format!(
            "  expected capital {}, of which domestic {}",
            dollars(summary.capex_musd),
            dollars(summary.capex_home_musd)
        );
        out.push_str(&wrap(&line, self.width));
        out + "\n"
    }

    fn stages(self, summary: &Summary) -> String {
        if summary.stages.is_empty() {
            return String::new();
        }
        let mut out = self.heading("Domestic production share of domestic need (expected)");
        let mut table = self.table();
        let years = summary.years.iter().map(ToString::to_string);
        table.set_header(std::iter::once("stage".to_string()).chain(years));
        for stage in &summary.stages {
            let shares = stage.shares.iter().map(|share| share.map_or("-".to_string(), percent));
            table.add_row(std::iter::once(stage.stage.clone()).chain(shares));
        }
        right(&mut table, &(1..=summary.years.len()).collect::<Vec<_>>());
        out.push_str(&table.to_string());
        out.push('\n');
        if let Some((stage, share)) = &summary.weakest {
            let line =
                format!("  weakest stage: {stage}, {} domestic in the second half of the horizon", percent(*share));
            out.push_str(&wrap(&line, self.width));
        }
        out.push('\n');
        out
    }

    fn service(self, summary: &Summary) -> String {
        if summary.service.is_empty() {
            return String::new();
        }
        let mut out = self.heading("Unserved demand");
        for line in &summary.service {
            let who = match line.priority {
                Priority::Defense => "defense",
                Priority::Critical => "critical civil",
                Priority::Commercial => "commercial",
            };
            let share = if line.demanded_t > 0.0 { line.short_t / line.demanded_t } else { 0.0 };
            let mut text = format!("  {who}: ");
            if line.short_t <= 1e-6 {
                text.push_str(&format!("none of {} t", short(line.demanded_t)));
            } else {
                text.push_str(&format!("{} of {} t", percent(share), short(line.demanded_t)));
                if let Some((scenario, share)) = &line.worst {
                    text.push_str(&format!("; at worst {} ({scenario})", percent(*share)));
                }
                if let Some((demand, short_t)) = &line.largest {
                    text.push_str(&format!("; mostly {demand}, {} t", short(*short_t)));
                }
            }
            out.push_str(&wrap(&text, self.width));
        }
        out.push('\n');
        out
    }

    fn money(self, summary: &Summary) -> String {
        let mut out = self.heading("Value (present value, $ million)");
        out.push_str(&format!(
            "  expected NPV {}; CVaR (mean of the worst {}) {}\n",
            short(summary.expected_npv_musd),
            percent(summary.tail),
            short(summary.cvar_npv_musd)
        ));
        if summary.scenarios.len() > 1 {
            let list: Vec<String> = summary
                .scenarios
                .iter()
                .map(|(name, probability, npv)| format!("{name} ({}) {}", percent(*probability), short(*npv)))
                .collect();
            out.push_str(&format!("  {}\n", list.join("; ")));
        }
        let terms: Vec<String> = summary
            .terms
            .iter()
            .filter(|(_, musd)| musd.abs() >= 0.005)
            .map(|(kind, musd)| format!("{} {}", kind.as_str().replace('_', " "), short(*musd)))
            .collect();
        out.push_str(&format!("  components: {}\n", terms.join(", ")));
        wrap(&out, self.width)
    }
}

/// Sets columns to the right, and lets no number break: where numbers and whole words do not fit beside each other, words break; where numbers do
/// not, the columns of each row are set below each other.
pub fn right(table: &mut Table, columns: &[usize]) {
    for index in columns {
        if let Some(column) = table.column_mut(*index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    let Some(width) = table.width().map(usize::from) else { return };
    let whole = widths(table, (usize::MAX, usize::MAX));
    // Titles break first, then words; names stay whole where they leave room for the rest.
    let ways = [(usize::MAX, usize::MAX), (SHORTEST, usize::MAX), (SHORTEST, SHORTEST)];
    let fitting = ways.into_iter().find_map(|parts| {
        let mut widths = widths(table, parts);
        if let (Some(names), Some(all)) = (widths.first_mut(), whole.first())
            && *all <= width / 3
        {
            *names = *all;
        }
        (widths.iter().sum::<usize>() <= width).then_some(widths)
    });
    match fitting {
        Some(widths) => bound(table, &widths),
        None => stack(table, width),
    }
}

/// Least widths of the columns of a table whose titles and other words may break into parts of so many characters; numbers do not break.
fn widths(table: &Table, (of_titles, of_words): (usize, usize)) -> Vec<usize> {
    let mut widths: Vec<usize> = Vec::new();
    let header = table.header().into_iter().map(|row| (row, of_titles));
    for (row, parts) in header.chain(table.row_iter().map(|row| (row, of_words))) {
        widths.resize(widths.len().max(row.cell_iter().count()), 0);
        for (width, cell) in widths.iter_mut().zip(row.cell_iter()) {
            let content = cell.content();
            let least = |word: &str| {
                let long = word.chars().count();
                if is_number(word) { long } else { long.min(parts) }
            };
            let longest = content.split_whitespace().map(least).max();
            *width = (*width).max(longest.unwrap_or(0) + PADDING);
        }
    }
    widths
}

/// Whether a word is a number, with signs and units around it: what is left of it after a break is another number.
fn is_number(word: &str) -> bool {
    word.contains(|sign: char| sign.is_ascii_digit()) && !word.contains(char::is_alphabetic)
}

fn bound(table: &mut Table, widths: &[usize]) {
    for (index, width) in widths.iter().enumerate() {
        if let (Some(column), Ok(width)) = (table.column_mut(index), u16::try_from(*width)) {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(width)));
        }
    }
}

/// Sets the cells of each row below each other, with the titles of their columns before them. Blank cells are left out.
fn stack(table: &mut Table, width: usize) {
    let cells = |row: &comfy_table::Row| row.cell_iter().map(comfy_table::Cell::content).collect::<Vec<String>>();
    let titles = table.header().map(cells).unwrap_or_default();
    let mut stacked = plain(width);
    for row in table.row_iter().map(cells) {
        let title = |at: usize| titles.get(at).map_or("", String::as_str);
        let filled = row.iter().enumerate().filter(|(_, cell)| !cell.trim().is_empty());
        for (place, (at, cell)) in filled.enumerate() {
            if place == 0 {
                stacked.add_row([cell.as_str(), ""]);
            } else {
                stacked.add_row([format!("- {}", title(at)), cell.clone()]);
            }
        }
    }
    if let Some(column) = stacked.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let whole = widths(&stacked, (usize::MAX, usize::MAX));
    let is_room = whole.iter().sum::<usize>() <= width;
    let least = if is_room { whole } else { widths(&stacked, (SHORTEST, SHORTEST)) };
    bound(&mut stacked, &least);
    *table = stacked;
}

/// A table without lines.
fn plain(width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

/// Blanks around the words of a column.
const PADDING: usize = 2;

/// Parts of a word that breaks have at least so many characters, or the word is shorter.
const SHORTEST: usize = 4;
