//! `case.toml`, or the sheet `case` of a workbook, to settings.

use std::collections::BTreeMap;
use std::ops::Range;

use recoop_case::settings::Settings;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::hints;
use super::records::{Record, Records};
use super::table::{UNSEEN, UNSEEN_HINT};
use crate::finding::{Finding, Place};
use crate::settings::{Fallback, SETTINGS, Setting, Slot, Written, defaults, fill};
use crate::visible::{has_unseen, visible};

/// Settings as far as they could be read.
pub(crate) struct SettingsRead {
    /// `None` when one was missing or wrong.
    pub settings: Option<Settings>,
    /// Where each setting and each section is written; the empty path is the file.
    pub places: BTreeMap<&'static str, Place>,
}

/// Collects settings from either form.
struct Collector<'f> {
    settings: Settings,
    places: BTreeMap<&'static str, Place>,
    findings: &'f mut Vec<Finding>,
    failed: bool,
    /// Sections that are none; what they lack is not worth saying.
    broken_sections: Vec<&'static str>,
}

impl<'f> Collector<'f> {
    fn new(file: usize, findings: &'f mut Vec<Finding>) -> Self {
        let places = BTreeMap::from([("", Place::whole(file))]);
        Self { settings: defaults(), places, findings, failed: false, broken_sections: Vec::new() }
    }

    fn fail(&mut self, finding: Finding) {
        self.failed = true;
        self.findings.push(finding);
    }

    /// Warns of a line of text that is shown otherwise than it was written; ids refuse such signs.
    fn warn_of_unseen(&mut self, setting: &Setting, written: &Written, place: Place) {
        if let (Slot::Line(_), Written::Text(text) | Written::Cell(text)) = (&setting.slot, written)
            && has_unseen(text)
        {
            let message = format!("`{}` {UNSEEN}: `{}`", setting.path, visible(text));
            self.findings.push(Finding::new("case::unseen", place, message).hint(UNSEEN_HINT).warning());
        }
    }

    fn unknown(&mut self, path: &str, place: Place) {
        let hint = unknown_hint(path);
        let finding = Finding::new("case::unknown_setting", place, format!("there is no setting `{path}`"));
        self.fail(finding.maybe_hint(hint));
    }

    fn finish(mut self) -> SettingsRead {
        for setting in SETTINGS {
            let section = setting.path.split_once('.').map_or("", |(section, _)| section);
            let is_needed = matches!(setting.default, Fallback::Required) && !self.broken_sections.contains(&section);
            if is_needed && !self.places.contains_key(setting.path) {
                let place = self.places.get(section).or_else(|| self.places.get("")).cloned().unwrap_or(Place::Case);
                let message = format!("the setting `{}` is missing", setting.path);
                let hint = format!("{}: {}", setting.slot.kind(), setting.doc);
                self.fail(Finding::new("case::missing_setting", place, message).hint(hint));
            }
        }
        let places = self.places;
        fill(&mut self.settings, |path| places.contains_key(path));
        SettingsRead { settings: (!self.failed).then_some(self.settings), places }
    }
}

fn find(path: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.path == path)
}

/// The section of that name, as the dictionary has it.
fn find_section(path: &str) -> Option<&'static str> {
    SETTINGS
        .iter()
        .filter_map(|setting| setting.path.split_once('.'))
        .map(|(section, _)| section)
        .find(|&name| name == path)
}

/// Suggests the setting that was meant: the same name elsewhere, or one that looks like it.
fn unknown_hint(path: &str) -> Option<String> {
    let last = |path: &'static str| path.rsplit('.').next().unwrap_or(path);
    let name = path.rsplit('.').next().unwrap_or(path);
    let elsewhere = SETTINGS.iter().map(|setting| setting.path).find(|&path| last(path) == name);
    if let Some(path) = elsewhere {
        return Some(format!("did you mean `{path}`?"));
    }
    let sections = SETTINGS.iter().filter_map(|setting| setting.path.split_once('.')).map(|(section, _)| section);
    hints::did_you_mean(path, SETTINGS.iter().map(|setting| setting.path).chain(sections))
}

/// What a value can be, for a place where there is none.
const VALUES: &str = "a value is a number, `true`, `false`, a text in quotes, or a list in square brackets";

/// Reads the text of `case.toml`.
pub(crate) fn from_toml(text: &str, file: usize, findings: &mut Vec<Finding>) -> SettingsRead {
    let mut collector = Collector::new(file, findings);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let place = error.span().map_or(Place::whole(file), |span| Place::bytes(file, span));
        let message = error.message().replace('\n', ", ");
        let hint = message.starts_with("string values must be quoted").then(|| VALUES.to_string());
        collector.fail(Finding::new("case::syntax", place, message).maybe_hint(hint));
    }
    if collector.failed {
        // What was recovered of a broken file would only raise faults of its own.
        return SettingsRead { settings: None, places: collector.places };
    }
    for (key, value) in document.get_ref() {
        let name = key.get_ref().as_ref();
        match (find_section(name), value.get_ref()) {
            (Some(section), DeValue::Table(table)) => {
                collector.places.insert(section, Place::bytes(file, key.span()));
                for (key, value) in table {
                    let path = format!("{section}.{}", key.get_ref());
                    toml_setting(&mut collector, file, &path, key.span(), value);
                }
            }
            (Some(section), other) => {
                let message = format!("expected a section `[{section}]`, found {}", other.type_str());
                let place = Place::bytes(file, value.span());
                collector.places.insert(section, place.clone());
                collector.broken_sections.push(section);
                collector.fail(Finding::new("case::bad_value", place, message));
            }
            (None, _) => toml_setting(&mut collector, file, name, key.span(), value),
        }
    }
    collector.finish()
}

fn toml_setting(
    collector: &mut Collector<'_>,
    file: usize,
    path: &str,
    key: Range<usize>,
    value: &Spanned<DeValue<'_>>,
) {
    let Some(setting) = find(path) else {
        collector.unknown(path, Place::bytes(file, key));
        return;
    };
    collector.places.insert(setting.path, Place::bytes(file, value.span()));
    let written = written(value.get_ref());
    collector.warn_of_unseen(setting, &written, Place::bytes(file, value.span()));
    if let Err((item, message)) = setting.slot.assign(&mut collector.settings, &written) {
        let items = value.get_ref().as_array();
        let span = item.zip(items).and_then(|(at, items)| items.get(at)).map_or(value.span(), Spanned::span);
        let hint = match &written {
            Written::Text(text) if text.parse::<f64>().is_ok() => Some("write it without quotes".to_string()),
            _ => Some(format!("{}: {}", setting.slot.kind(), setting.doc)),
        };
        collector.fail(Finding::new("case::bad_value", Place::bytes(file, span), message).maybe_hint(hint));
    }
}

fn written(value: &DeValue<'_>) -> Written {
    match value {
        DeValue::String(text) => Written::Text(text.to_string()),
        DeValue::Integer(digits) if digits.radix() == 10 => Written::Whole(digits.as_str().to_string()),
        DeValue::Integer(_) => Written::Other("a number that is not decimal"),
        DeValue::Float(digits) => Written::Number(digits.as_str().to_string()),
        DeValue::Boolean(value) => Written::Choice(*value),
        DeValue::Datetime(_) => Written::Other("a date"),
        DeValue::Array(items) => Written::List(items.iter().map(|item| written(item.get_ref())).collect()),
        DeValue::Table(_) => Written::Other("a section"),
    }
}

/// Reads the records of a sheet with the columns `key` and `value`.
pub(crate) fn from_sheet(records: &mut dyn Records, file: usize, findings: &mut Vec<Finding>) -> SettingsRead {
    let mut collector = Collector::new(file, findings);
    let mut record = Record::default();
    let mut columns = None;
    if records.next(&mut record) {
        let position = |name| (0..record.fields.len()).find(|&field| record.cell(field) == name);
        columns = position("key").zip(position("value"));
    }
    let Some((key, value)) = columns else {
        let message = "the sheet `case` needs the columns `key` and `value`";
        collector.fail(Finding::new("table::missing_column", Place::header(file, None), message));
        return SettingsRead { settings: None, places: collector.places };
    };
    let mut at = 0;
    while records.next(&mut record) {
        let path = record.cell(key);
        let place = Place::record(file, at, Some(value));
        match find(path) {
            None => collector.unknown(path, Place::record(file, at, Some(key))),
            Some(setting) if collector.places.contains_key(setting.path) => {
                collector.fail(Finding::new("case::duplicate_setting", place, format!("`{path}` is given twice")));
            }
            Some(setting) => {
                collector.places.insert(setting.path, place.clone());
                let written = match record.broken.contains(&value) {
                    true if record.cell(value).starts_with('=') => {
                        Written::Other("a formula that was never calculated")
                    }
                    true => Written::Other("an error of the spreadsheet"),
                    false => Written::Cell(record.cell(value).to_string()),
                };
                collector.warn_of_unseen(setting, &written, place.clone());
                if let Err((_, message)) = setting.slot.assign(&mut collector.settings, &written) {
                    let hint = hints::number_of(path, record.cell(value))
                        .unwrap_or_else(|| format!("{}: {}", setting.slot.kind(), setting.doc));
                    collector.fail(Finding::new("case::bad_value", place, message).hint(hint));
                }
            }
        }
        at += 1;
    }
    collector.finish()
}
