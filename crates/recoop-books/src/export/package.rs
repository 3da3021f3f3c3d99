//! The audit package: everything that an independent auditor needs, as files of text. A second program recomputes shares, statements
//! and equity from it alone (`scripts/books_check.py`).

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{account_cells, beancount, csv, journal, trial_balance};
use crate::books::Books;
use crate::chart::Group;
use crate::documents::Document;
use crate::ids::DocumentId;
use crate::state::{DraftContent, State};
use crate::statements::{balance_sheet, capital_account, equity_movements, operations, patronage_worksheet, to_csv};

/// Returns the files of the package by path. `day` is that of the trial balance and of the roll-forward's end.
pub fn package(books: &Books, day: Date) -> BTreeMap<String, String> {
    let state = books.state();
    let mut files = BTreeMap::new();
    let mut add = |name: &str, text: String| {
        files.insert(name.to_string(), text);
    };
    let settings = books.settings();
    let rows = [
        ("name", settings.name.clone()),
        ("year_end_month", settings.year_end.last_day(2031).month().to_string()),
        ("basis", settings.basis.clone()),
        ("currency", "USD".to_string()),
        ("as_of", day.to_string()),
    ];
    add("settings.csv", csv(&["key", "value"], rows.map(|(key, value)| vec![key.to_string(), value])));
    add("trial_balance.csv", trial_balance(books, day));
    add("journal.csv", journal(books));
    add("journal.beancount", beancount(books));
    add("quantities.csv", quantities(books));
    add("business.csv", business(books));
    add("equity_roll_forward.csv", roll_forward(books, day));
    add("records.csv", records(books));
    add("members.csv", members(state));
    add("users.csv", users(state));
    add("consents.csv", consents(state));
    add("notices.csv", notices(state));
    add("resolutions.csv", resolutions(books));
    add("allocations.csv", allocations(state));
    add("adjustments.csv", adjustments(books));
    for (position, version) in state.versions.iter().enumerate() {
        let folder = format!("bylaws/{}-{}", position + 1, version.from);
        for (table, columns, rows) in version.bylaws.tables() {
            if !rows.is_empty() {
                add(&format!("{folder}/{table}.csv"), csv(columns, rows));
            }
        }
    }
    for year in state.closed_years.keys() {
        let last = settings.year_end.last_day(*year);
        add(&format!("statements/operations-{year}.csv"), to_csv(&operations(books, *year)));
        add(&format!("statements/balance-sheet-{year}.csv"), to_csv(&balance_sheet(books, last)));
    }
    for (id, draft) in &state.drafts {
        if let (DraftContent::Allocation(_), Ok(statement)) = (&draft.content, patronage_worksheet(books, id)) {
            add(&format!("statements/worksheet-{id}.csv"), to_csv(&statement));
        }
    }
    for member in state.members.keys() {
        if let Ok(statement) =
            capital_account(books, member, settings.year_end.first_day(settings.year_end.year_of(day)), day)
        {
            add(&format!("statements/capital-{member}.csv"), to_csv(&statement));
        }
    }
    files
}

fn quantities(books: &Books) -> String {
    let rows = books.entries().iter().flat_map(|entry| {
        entry.quantities.iter().map(move |line| {
            let cells = [&line.member.0, &line.pool.0, &line.element.0].map(ToString::to_string);
            let mut row = vec![
                entry.number.to_string(),
                entry.date.to_string(),
                entry.document.to_string(),
                line.place.to_string(),
            ];
            row.extend(cells);
            row.push(line.grams.to_string());
            row
        })
    });
    csv(&["entry", "date", "document", "place", "member", "pool", "element", "kg"], rows)
}

fn business(books: &Books) -> String {
    let rows = books.entries().iter().flat_map(|entry| {
        entry.business.iter().map(move |part| {
            vec![
                entry.number.to_string(),
                entry.document.to_string(),
                part.member.to_string(),
                part.unit.to_string(),
                part.year.to_string(),
                part.delivered.to_string(),
                part.entered.map_or_else(String::new, |day| day.to_string()),
                part.grams.to_string(),
                part.cents.to_string(),
            ]
        })
    });
    csv(&["entry", "document", "member", "unit", "year", "delivered", "entered", "kg", "usd"], rows)
}

/// Equity by member, class and year, fiscal year by fiscal year.
fn roll_forward(books: &Books, day: Date) -> String {
    let year_end = books.settings().year_end;
    let header: Vec<&str> =
        ["fiscal_year"].into_iter().chain(super::ACCOUNT).chain(["opening", "added", "taken", "closing"]).collect();
    let first = books.entries().iter().map(|entry| year_end.year_of(entry.date)).min();
    let years = first.into_iter().flat_map(|first| first..=year_end.year_of(day));
    let rows = years.flat_map(|year| {
        let until = year_end.last_day(year).min(day);
        let movements = equity_movements(books, year_end.first_day(year), until);
        movements.into_iter().filter(|m| m.account.kind.group() == Group::Equity).map(move |movement| {
            let mut row = vec![year.to_string()];
            row.extend(account_cells(books, &movement.account));
            row.extend(
                [movement.opening, movement.added, movement.taken, movement.closing].map(|cents| cents.to_string()),
            );
            row
        })
    });
    csv(&header, rows)
}

/// Every document in the order of posting, also those that make no entry.
fn records(books: &Books) -> String {
    let rows = books.records().iter().enumerate().map(|(position, record)| {
        vec![
            (position + 1).to_string(),
            record.id.to_string(),
            record.date.to_string(),
            record.document.kind().to_string(),
            record.maker.to_string(),
            record.approver.as_ref().map_or_else(String::new, ToString::to_string),
            record.at.clone(),
        ]
    });
    csv(&["position", "document", "date", "kind", "maker", "approver", "at"], rows)
}

fn members(state: &State) -> String {
    let rows = state.by_admission().into_iter().map(|id| {
        let member = &state.members[id];
        let merged = member.merged.as_ref();
        vec![
            id.to_string(),
            member.facts.name.clone(),
            member.facts.standing.to_string(),
            member.facts.payee.to_string(),
            member.facts.country.clone(),
            member.admitted.to_string(),
            merged.map_or_else(String::new, |(into, _)| into.to_string()),
            merged.map_or_else(String::new, |(_, day)| day.to_string()),
        ]
    });
    csv(&["member", "name", "standing", "payee", "country", "admitted", "merged_into", "merged_on"], rows)
}

fn users(state: &State) -> String {
    let rows = state.users.iter().map(|(id, user)| {
        vec![
            id.to_string(),
            user.role.to_string(),
            user.employer.as_ref().map_or_else(String::new, ToString::to_string),
        ]
    });
    csv(&["user", "role", "employer"], rows)
}

fn consents(state: &State) -> String {
    let rows = state.consents.iter().map(|given| {
        let allocation = given.consent.allocation.as_ref();
        vec![
            given.document.to_string(),
            given.date.to_string(),
            given.consent.member.to_string(),
            given.consent.form.to_string(),
            given.consent.evidence.clone(),
            allocation.map_or_else(String::new, ToString::to_string),
        ]
    });
    csv(&["document", "date", "member", "form", "evidence", "allocation"], rows)
}

fn notices(state: &State) -> String {
    let rows = state.notices.iter().map(|notice| {
        let evidence: Vec<&str> = notice.evidence.iter().map(DocumentId::as_str).collect();
        let row = [
            notice.document.to_string(),
            notice.date.to_string(),
            notice.allocation.to_string(),
            notice.member.to_string(),
        ];
        row.into_iter().chain([evidence.join(" ")]).collect()
    });
    csv(&["document", "date", "allocation", "member", "evidence"], rows)
}

fn resolutions(books: &Books) -> String {
    let rows = books.records().iter().filter_map(|record| {
        let (subject, number) = match &record.document {
            Document::Resolution(resolution) => (resolution.subject.to_string(), resolution.number.clone()),
            Document::BylawVersion(version) => (format!("bylaws from {}", version.from), version.resolution.clone()),
            _ => return None,
        };
        Some(vec![record.id.to_string(), record.date.to_string(), record.maker.to_string(), subject, number])
    });
    csv(&["document", "date", "secretary", "subject", "number"], rows)
}

fn allocations(state: &State) -> String {
    let rows = state.drafts.iter().flat_map(|(id, draft)| {
        let sheet = match &draft.content {
            DraftContent::Allocation(sheet) => Some(sheet),
            _ => None,
        };
        let resolution = draft.declared.as_ref().map_or_else(String::new, |(resolution, _)| resolution.to_string());
        sheet.into_iter().flat_map(|sheet| &sheet.shares).map(move |share| {
            let year = sheet.map_or_else(String::new, |sheet| sheet.year.to_string());
            let key = sheet.map_or_else(String::new, |sheet| sheet.key.to_string());
            let mut row =
                vec![id.to_string(), year, key, resolution.clone(), share.unit.to_string(), share.member.to_string()];
            row.extend([share.amount, share.cash, share.qualified, share.nonqualified].map(|cents| cents.to_string()));
            row
        })
    });
    csv(
        &["allocation", "year", "key", "resolution", "unit", "member", "usd", "cash", "qualified", "nonqualified"],
        rows,
    )
}

fn adjustments(books: &Books) -> String {
    let rows = books.records().iter().flat_map(|record| {
        let list = match &record.document {
            Document::Allocation(asked) => asked.adjustments.as_slice(),
            _ => &[],
        };
        list.iter().map(|a| vec![record.id.to_string(), a.unit.to_string(), a.reason.clone(), a.cents.to_string()])
    });
    csv(&["allocation", "unit", "reason", "usd"], rows)
}
