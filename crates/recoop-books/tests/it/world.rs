//! Books to test on: the cooperative of three with its bylaws and people.

use jiff::civil::{Date, date};
use recoop_books::amount::{Cents, Grams, Ppm};
use recoop_books::bylaws::Bylaws;
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::{Month, YearEnd};
use recoop_books::documents::*;
use recoop_books::settlement::Assay;
use recoop_books::tables::RawTable;
use recoop_books::{Books, Record, Refused, Settings};

/// The tables of `bylaws/three`, with the text of one cell's row replaced.
pub fn tables(changes: &[(&str, &str, &str)]) -> Vec<RawTable> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../recoop-books/bylaws/three");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut used = 0;
    let tables = paths
        .iter()
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap();
            let mut text = std::fs::read_to_string(path).unwrap();
            for (_, from, to) in changes.iter().filter(|(table, ..)| *table == name) {
                assert!(text.contains(from), "{name} has no `{from}`");
                text = text.replacen(from, to, 1);
                used += 1;
            }
            RawTable::from_csv(name, &text).unwrap()
        })
        .collect();
    assert_eq!(used, changes.len(), "a change of an unknown table");
    tables
}

/// The bylaws of three, changed.
pub fn bylaws(changes: &[(&str, &str, &str)]) -> Bylaws {
    Bylaws::read(&tables(changes)).unwrap_or_else(|refused| panic!("{refused}"))
}

pub fn cents(text: &str) -> Cents {
    text.parse().unwrap()
}

pub fn kg(text: &str) -> Grams {
    text.parse().unwrap()
}

pub fn share(text: &str) -> Ppm {
    text.parse().unwrap()
}

pub fn settings() -> Settings {
    Settings {
        name: "Cooperative of Three".to_string(),
        year_end: YearEnd::DECEMBER,
        basis: "accrual basis, US GAAP".to_string(),
        chart: Default::default(),
        synthetic: true,
    }
}

/// Books with a counter for ids.
#[derive(Clone)]
pub struct World {
    pub books: Books,
    next: u32,
}

impl World {
    /// People, bylaws and members, on January 2, 2031.
    pub fn new() -> World {
        World::with(&[])
    }

    /// The same with changed bylaws.
    pub fn with(changes: &[(&str, &str, &str)]) -> World {
        World::of(settings(), bylaws(changes), date(2031, 1, 2))
    }

    pub fn of(settings: Settings, bylaws: Bylaws, day: Date) -> World {
        let mut world = World { books: Books::new(settings), next: 1 };
        for (user, role) in [
            ("carol", Role::Controller),
            ("max", Role::Maker),
            ("ann", Role::Approver),
            ("sue", Role::Secretary),
            ("ivo", Role::Auditor),
        ] {
            world.ok(day, User { user: user.into(), role, employer: None });
        }
        world.ok(day, BylawVersion { from: day, resolution: "founding meeting".to_string(), bylaws });
        for member in ["ridge_mining", "alder_refining", "tern_motors"] {
            world.ok(day, patron(member, Standing::Member, Payee::Corporation, "US"));
        }
        world.ok(day, patron("far_metals", Standing::Nonmember, Payee::Corporation, "CA"));
        world
    }

    /// The record that `post` would post: maker and approver by kind.
    pub fn record(&mut self, day: Date, document: impl Into<Document>) -> Record {
        let document = document.into();
        let person = |role: Role| match role {
            Role::Controller => "carol",
            Role::Maker => "max",
            Role::Approver => "ann",
            Role::Secretary => "sue",
            Role::Member => "mel",
            Role::Auditor => "ivo",
        };
        let maker = person(document.makers()[0]);
        let reopens = matches!(&document, Document::Period(period) if period.action == PeriodAction::Reopen);
        let approver =
            document.approvers().iter().map(|role| person(*role)).find(|p| *p != maker).or(reopens.then_some("ann"));
        let id = format!("d{}", self.next);
        self.next += 1;
        let (id, maker, approver) = (id.as_str().into(), maker.into(), approver.map(Into::into));
        Record { id, date: day, at: format!("{day}T12:00:00Z"), maker, approver, document }
    }

    pub fn post(&mut self, day: Date, document: impl Into<Document>) -> Result<recoop_books::ids::DocumentId, Refused> {
        let record = self.record(day, document);
        let id = record.id.clone();
        self.books.post(record).map(|_| id)
    }

    /// Posts, and expects no fault.
    #[track_caller]
    pub fn ok(&mut self, day: Date, document: impl Into<Document>) -> recoop_books::ids::DocumentId {
        self.post(day, document).unwrap_or_else(|refused| panic!("{refused}"))
    }

    /// Posts, and expects a fault of this code; the books do not change.
    #[track_caller]
    pub fn fails(&mut self, code: &str, day: Date, document: impl Into<Document>) -> Refused {
        let before = (self.books.entries().len(), self.books.records().len());
        let refused = self.post(day, document).expect_err("the document was accepted");
        assert!(refused.has(code), "expected {code}:\n{refused}");
        assert_eq!(before, (self.books.entries().len(), self.books.records().len()));
        refused
    }

    pub fn balance(&self, kind: Kind) -> Cents {
        self.books.balance(&Account::plain(kind))
    }

    pub fn of_member(&self, kind: Kind, member: &str) -> Cents {
        self.books.balance(&Account::of_member(kind, &member.into()))
    }

    pub fn of_year(&self, kind: Kind, member: &str, year: i16) -> Cents {
        self.books.balance(&Account::of_year(kind, &member.into(), year))
    }

    /// Closes a month.
    pub fn close_month(&mut self, month: Month) {
        let day = month.last_day();
        self.ok(day, period(month, PeriodAction::Review));
        let year_end = self.books.settings().year_end;
        let year = year_end.year_of(day);
        if day == year_end.last_day(year) {
            self.ok(day, YearClose { year });
        }
        self.ok(day, period(month, PeriodAction::Close));
    }

    /// Closes all months of a calendar year.
    pub fn close_year(&mut self, year: i16) {
        for month in 1..=12 {
            self.close_month(Month { year, month });
        }
    }
}

pub fn period(month: Month, action: PeriodAction) -> Period {
    Period { month, action, reason: String::new() }
}

pub fn patron(member: &str, standing: Standing, payee: Payee, country: &str) -> Member {
    Member { member: member.into(), name: member.replace('_', " "), standing, payee, country: country.to_string() }
}

pub fn provisional(element: &str, member: &str) -> Assay {
    Assay { element: element.into(), member: share(member), cooperative: None, umpire: None }
}

pub fn assay(element: &str, member: &str, cooperative: &str, umpire: Option<&str>) -> Assay {
    Assay { cooperative: Some(share(cooperative)), umpire: umpire.map(share), ..provisional(element, member) }
}

pub fn delivery(member: &str, wet: &str, moisture: &str, assays: Vec<Assay>) -> Delivery {
    Delivery {
        member: member.into(),
        unit: "concentrate".into(),
        pool: "p2031".into(),
        source: Some(recoop_books::labels::Source::Member),
        wet: kg(wet),
        moisture: share(moisture),
        assays,
    }
}

pub fn invoice(direction: Direction, unit: &str, source: &str, account: Kind, amount: &str) -> Invoice {
    Invoice {
        direction,
        party: "somebody".to_string(),
        member: None,
        unit: Some(unit.into()),
        source: Some(source.parse().unwrap()),
        pool: None,
        account,
        amount: cents(amount),
        currency: "USD".to_string(),
        weight: None,
    }
}

pub fn paid(
    account: Kind,
    member: Option<&str>,
    legal: Option<recoop_books::labels::LegalKind>,
    amount: Cents,
) -> Payment {
    Payment {
        direction: Direction::Out,
        account,
        member: member.map(Into::into),
        legal,
        amount,
        bank: "wire".to_string(),
    }
}

pub fn received(account: Kind, member: Option<&str>, amount: Cents) -> Payment {
    Payment {
        direction: Direction::In,
        account,
        member: member.map(Into::into),
        legal: None,
        amount,
        bank: "wire".to_string(),
    }
}

pub fn voucher(reason: &str, lines: Vec<(Account, Cents)>) -> Voucher {
    let lines = lines.into_iter().map(|(account, cents)| VoucherLine { account, cents }).collect();
    Voucher { reason: reason.to_string(), attachment: "memo.pdf b3-0001".to_string(), lines, opening: false }
}

pub fn consent(member: &str, form: ConsentForm) -> Consent {
    Consent { member: member.into(), form, evidence: "signed form".to_string(), allocation: None, days: None }
}

/// The audit finds nothing.
#[track_caller]
pub fn soundly(world: &World) {
    let books = &world.books;
    let report = recoop_books::audit::audit(books.entries(), books.settings().year_end, Some(books.balances()));
    assert_eq!(report.findings, []);
}
