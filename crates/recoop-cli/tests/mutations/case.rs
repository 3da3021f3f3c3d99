//! A case as text: every table as cells, and `case.toml` as a table of settings. Read and written here, by code that shares nothing
//! with the reader of the command.

use std::path::Path;

use rust_xlsxwriter::Workbook;

/// A table as cells; the first row is the header.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub name: String,
    pub rows: Vec<Vec<String>>,
}

/// A case as text.
#[derive(Clone, Debug)]
pub struct Text {
    pub name: String,
    pub sheets: Vec<Sheet>,
    /// Dotted paths and values of `case.toml`.
    pub settings: Vec<(String, String)>,
}

/// How the files are written, apart from what they say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    pub byte_order_mark: bool,
    pub carriage_returns: bool,
    pub quotes: bool,
    pub blanks_at_ends: bool,
    /// One workbook in place of a folder of CSV files.
    pub workbook: bool,
}

/// Reads the case in a folder.
pub fn read(folder: &Path) -> Text {
    let mut sheets = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|ending| ending == "csv")) {
        let text = std::fs::read_to_string(file).unwrap();
        let name = file.file_stem().unwrap().to_str().unwrap().to_string();
        sheets.push(Sheet { name, rows: records(&text) });
    }
    let settings = settings(&std::fs::read_to_string(folder.join("case.toml")).unwrap());
    let name = folder.file_name().unwrap().to_str().unwrap().to_string();
    Text { name, sheets, settings }
}

/// Records of comma-separated text, without comments and blank lines. Quoted cells stay on their line in all cases used here.
fn records(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let mut cells = vec![String::new()];
            let mut quoted = false;
            let mut signs = line.chars().peekable();
            while let Some(sign) = signs.next() {
                match sign {
                    '"' if quoted && signs.peek() == Some(&'"') => {
                        signs.next();
                        cells.last_mut().unwrap().push('"');
                    }
                    '"' => quoted = !quoted,
                    ',' if !quoted => cells.push(String::new()),
                    sign => cells.last_mut().unwrap().push(sign),
                }
            }
            cells
        })
        .collect()
}

fn settings(text: &str) -> Vec<(String, String)> {
    let mut section = String::new();
    let mut all = Vec::new();
    for line in text.lines().map(|line| line.split(" #").next().unwrap().trim()) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = format!("{name}.");
        } else if let Some((key, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) {
            all.push((format!("{section}{}", key.trim()), value.trim().to_string()));
        }
    }
    all
}

fn toml(settings: &[(String, String)]) -> String {
    let mut text = String::new();
    for (path, value) in settings.iter().filter(|(path, _)| !path.contains('.')) {
        text.push_str(&format!("{path} = {value}\n"));
    }
    let mut sections: Vec<&str> = settings.iter().filter_map(|(path, _)| Some(path.split_once('.')?.0)).collect();
    sections.dedup();
    for section in sections {
        text.push_str(&format!("\n[{section}]\n"));
        for (path, value) in settings {
            if let Some((_, key)) = path.split_once('.').filter(|(of, _)| *of == section) {
                text.push_str(&format!("{key} = {value}\n"));
            }
        }
    }
    text
}

impl Text {
    /// Writes the case; what to name on the command line.
    pub fn write(&self, folder: &Path, form: Form) -> std::path::PathBuf {
        if form.workbook {
            let path = folder.join("case.xlsx");
            self.workbook().save(&path).unwrap();
            return path;
        }
        let path = folder.join("case");
        std::fs::create_dir(&path).unwrap();
        std::fs::write(path.join("case.toml"), toml(&self.settings)).unwrap();
        let end = if form.carriage_returns { "\r\n" } else { "\n" };
        for sheet in &self.sheets {
            let mut text = if form.byte_order_mark { "\u{feff}".to_string() } else { String::new() };
            for row in &sheet.rows {
                let cells: Vec<String> = row.iter().map(|cell| field(cell, form)).collect();
                text.push_str(&cells.join(","));
                text.push_str(end);
            }
            std::fs::write(path.join(format!("{}.csv", sheet.name)), text).unwrap();
        }
        path
    }

    fn workbook(&self) -> Workbook {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("case").unwrap();
        sheet.write(0, 0, "key").unwrap().write(0, 1, "value").unwrap();
        for (row, (path, value)) in self.settings.iter().enumerate() {
            // A list is apart by `;` in a cell.
            let value = value.trim_matches(['[', ']']).replace('"', "").replace(',', ";");
            let row = row as u32 + 1;
            sheet.write(row, 0, path.as_str()).unwrap();
            match value.parse::<f64>() {
                Ok(number) if number.is_finite() => sheet.write(row, 1, number).unwrap(),
                _ => sheet.write(row, 1, value.as_str()).unwrap(),
            };
        }
        for table in &self.sheets {
            let sheet = book.add_worksheet();
            sheet.set_name(&table.name).unwrap();
            for (row, cells) in table.rows.iter().enumerate() {
                for (column, cell) in cells.iter().enumerate() {
                    let (row, column) = (row as u32, column as u16);
                    match cell.trim().parse::<f64>() {
                        Ok(number) if number.is_finite() => sheet.write(row, column, number).unwrap(),
                        _ => sheet.write(row, column, cell.as_str()).unwrap(),
                    };
                }
            }
        }
        book
    }
}

fn field(cell: &str, form: Form) -> String {
    let cell = if form.blanks_at_ends { format!("{cell}  ") } else { cell.to_string() };
    if form.quotes || cell.contains([',', '"', '\n']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell }
}
