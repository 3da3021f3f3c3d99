//! What is refused, with its code, and what the documents beside the year of three do.

use jiff::civil::date;
use recoop_books::amount::Cents;
use recoop_books::bylaws::Bylaws;
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::YearEnd;
use recoop_books::documents::*;
use recoop_books::labels::{LegalKind, ShareRule};
use recoop_books::tables::RawTable;

use crate::three;
use crate::world::*;

#[test]
fn weights_and_assays_that_cannot_be() {
    let mut w = World::new();
    let day = date(2031, 3, 1);
    let bad = |wet: &str, moisture: &str, assays| delivery("ridge_mining", wet, moisture, assays);
    w.fails("delivery::settlement", day, bad("-5", "0.1", vec![provisional("nd", "0.2")]));
    w.fails("delivery::settlement", day, bad("0", "0.1", vec![provisional("nd", "0.2")]));
    w.fails("delivery::settlement", day, bad("5", "1.1", vec![provisional("nd", "0.2")]));
    let refused = w.fails("delivery::settlement", day, bad("5", "0.1", vec![provisional("nd", "1.01")]));
    assert!(refused.to_string().contains("`nd`: the member's assay of 1.01 is not between 0 and 1"), "{refused}");
    w.fails("delivery::settlement", day, bad("5", "0.1", vec![provisional("nd", "0.7"), provisional("th", "0.4")]));
    w.fails("delivery::settlement", day, bad("5", "0.1", vec![provisional("xx", "0.1")]));
    w.fails("delivery::settlement", day, bad("5", "0.1", vec![provisional("nd", "0.1"), provisional("nd", "0.1")]));
    w.fails("delivery::settlement", day, bad("5", "0.1", vec![assay("nd", "0.15", "0.16", None)]));
    w.fails("delivery::settlement", day, bad("5", "0.1", vec![assay("nd", "0.15", "0.151", Some("0.15"))]));
    assert!("1000000000001".parse::<recoop_books::amount::Grams>().is_err());
}

#[test]
fn currencies_amounts_and_members() {
    let mut w = World::new();
    let day = date(2031, 3, 1);
    let mut euro = invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100");
    euro.currency = "EUR".to_string();
    let refused = w.fails("amount::currency", day, euro);
    assert!(refused.to_string().contains("`EUR` is not USD"), "{refused}");
    let mut large = invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100");
    large.amount = Cents(recoop_books::amount::MAX_CENTS + 1);
    w.fails("amount", day, large);
    w.fails("amount::positive", day, invoice(Direction::In, "outside", "nonmember", Kind::Sales, "-5"));
    w.fails("member::unknown", day, delivery("nobody", "5", "0", vec![]));
    w.fails("member::twice", day, patron("tern_motors", Standing::Member, Payee::Corporation, "US"));
    w.fails("member::country", day, patron("new", Standing::Member, Payee::Corporation, "usa"));
    w.fails("source::standing", day, delivery("far_metals", "5", "0", vec![]));
    w.fails("source::unit", day, invoice(Direction::In, "outside", "member", Kind::Sales, "5"));
    assert!(YearEnd::on(date(2031, 9, 27)).unwrap_err().to_string().contains("52-53-week"));
}

#[test]
fn duties_are_apart() {
    let mut w = World::new();
    let day = date(2031, 3, 1);
    let lines = || vec![(Account::plain(Kind::OtherAsset), cents("5")), (Account::plain(Kind::Accrued), cents("-5"))];
    let mut record = w.record(day, voucher("accrual", lines()));
    record.approver = Some(record.maker.clone());
    assert!(w.books.post(record).unwrap_err().has("duties::same"));
    let mut record = w.record(day, voucher("accrual", lines()));
    record.approver = None;
    assert!(w.books.post(record).unwrap_err().has("duties::approver"));
    for maker in ["ivo", "ann", "stranger"] {
        let mut record = w.record(day, voucher("accrual", lines()));
        record.maker = maker.into();
        let code = if maker == "stranger" { "duties::unknown" } else { "duties::maker" };
        assert!(w.books.post(record).unwrap_err().has(code), "{maker}");
    }
    w.fails(
        "duties::employer",
        day,
        User { user: "cob".into(), role: Role::Controller, employer: Some("tern_motors".into()) },
    );
    w.fails("user::member", day, User { user: "mel".into(), role: Role::Member, employer: None });
    w.ok(day, User { user: "mel".into(), role: Role::Member, employer: Some("tern_motors".into()) });
    let reads = |user: &str, member: &str| w.books.state().may_read(&user.into(), &member.into());
    assert!(reads("mel", "tern_motors") && reads("ivo", "tern_motors"));
    assert!(!reads("mel", "ridge_mining") && !reads("stranger", "ridge_mining"));
    let mut twice = w.record(day, voucher("accrual", lines()));
    twice.id = "d1".into();
    assert!(w.books.post(twice).unwrap_err().has("document::twice"));
}

#[test]
fn nothing_before_the_final_assay_is_paid_in_full() {
    let mut w = World::new();
    w.ok(
        date(2031, 1, 5),
        CallNotice {
            class: Kind::PaidIn,
            due: date(2031, 2, 10),
            total: cents("100000"),
            parts: vec![("tern_motors".into(), cents("100000"))],
        },
    );
    let call = w.books.state().calls.keys().next().unwrap().clone();
    w.ok(
        date(2031, 2, 1),
        CallPayment { call, member: "tern_motors".into(), amount: cents("100000"), bank: "wire".to_string() },
    );
    // 90 kg dry, 18 kg contained, 17.1 payable: 1,026.00, retain 4.50, so 1,021.50, of which 80% is advanced: 817.20.
    w.ok(date(2031, 3, 1), delivery("ridge_mining", "100", "0.1", vec![provisional("nd", "0.2")]));
    let pay = |amount: &str| paid(Kind::PayableDelivery, Some("ridge_mining"), Some(LegalKind::Advance), cents(amount));
    w.fails("payment::exceeds", date(2031, 3, 2), pay("817.21"));
    w.ok(date(2031, 3, 2), pay("817.20"));
    w.fails(
        "legal::kind",
        date(2031, 3, 2),
        paid(Kind::PayableDelivery, Some("ridge_mining"), Some(LegalKind::PatronageDividend), cents("1")),
    );
    w.fails("legal::none", date(2031, 3, 2), paid(Kind::PayableDelivery, Some("ridge_mining"), None, cents("1")));
    w.fails("payment::account", date(2031, 3, 2), paid(Kind::PaidIn, Some("ridge_mining"), None, cents("1")));
    soundly(&w);
}

/// A7: the rule `capital` of `recoop share` is no patronage, nor are equal parts, Shapley, nucleolus, or prices reckoned later.
#[test]
fn a7_capital_is_never_patronage() {
    let three::Year { .. } = three::year();
    let mut w = World::new();
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    sale.member = Some("tern_motors".into());
    w.ok(date(2031, 6, 30), sale);
    w.close_year(2031);
    for key in [
        ShareRule::Capital,
        ShareRule::Equal,
        ShareRule::Shapley,
        ShareRule::Nucleolus,
        ShareRule::LeastCore,
        ShareRule::EqualGain,
        ShareRule::Prices,
    ] {
        let refused = w.fails("t1::key", date(2032, 2, 20), Allocation { year: 2031, key, adjustments: vec![] });
        assert!(refused.to_string().contains("not a patronage dividend (T1)"), "{refused}");
        let row = [("patronage", "book,value,", &*format!("book,{key},"))];
        let refused = Bylaws::read(&tables(&row)).unwrap_err();
        assert!(refused.has("bylaws::key"), "{refused}");
    }
    w.fails(
        "allocation::key",
        date(2032, 2, 20),
        Allocation { year: 2031, key: ShareRule::Deliveries, adjustments: vec![] },
    );
    w.ok(date(2032, 2, 20), Allocation { year: 2031, key: ShareRule::Value, adjustments: vec![] });
    w.ok(
        date(2032, 2, 21),
        SidePayment {
            from: "tern_motors".into(),
            to: "ridge_mining".into(),
            amount: cents("50"),
            contract: "side letter".to_string(),
        },
    );
    soundly(&w);
}

#[test]
fn bylaws_never_reach_back() {
    let mut w = World::new();
    let version = |from, changes: &[(&str, &str, &str)]| BylawVersion {
        from,
        resolution: "annual meeting".to_string(),
        bylaws: bylaws(changes),
    };
    w.ok(date(2031, 3, 1), delivery("ridge_mining", "100", "0.1", vec![provisional("nd", "0.2")]));
    w.fails("bylaws::reaches_back", date(2031, 2, 15), version(date(2031, 2, 20), &[]));
    w.fails("bylaws::backward", date(2031, 3, 15), version(date(2031, 3, 10), &[]));
    w.fails(
        "bylaws::earnings",
        date(2031, 3, 15),
        version(date(2031, 4, 1), &[("patronage", "book,value", "tax,value")]),
    );
    w.ok(date(2031, 3, 15), version(date(2031, 4, 1), &[("prices", "nd,60,", "nd,50,")]));
    // A delivery meets the version of its day, whenever its assay comes.
    let old = w.ok(date(2031, 3, 20), delivery("ridge_mining", "100", "0.1", vec![provisional("nd", "0.2")]));
    let new = w.ok(date(2031, 4, 2), delivery("ridge_mining", "100", "0.1", vec![provisional("nd", "0.2")]));
    w.ok(
        date(2031, 4, 5),
        FinalAssay {
            delivery: old.clone(),
            wet: kg("100"),
            moisture: share("0.1"),
            assays: vec![assay("nd", "0.2", "0.2", None)],
        },
    );
    let value = |id| w.books.state().deliveries[id].settlement.as_ref().unwrap().value();
    assert_eq!((value(&old), value(&new)), (cents("1026"), cents("855")));
}

#[test]
fn faults_of_tables_are_at_their_cells() {
    let mut tables = tables(&[
        ("prices", "nd,60,", "nd,60.005,"),
        ("patronage", "book,value", "book,weight"),
        ("units", "oxide,member", "ox ide,member"),
    ]);
    let broken: Vec<String> = Bylaws::read(&tables).unwrap_err().0.iter().map(|fault| fault.to_string()).collect();
    let expect = [
        "patronage, line 2, column `key`: unknown allocation rule `weight`; use one of deliveries",
        "prices, line 2, column `usd_per_kg`: `60.005` is not an amount in US dollars with at most two decimals",
        "units, line 3, column `unit`: `ox ide` is not a name",
    ];
    assert_eq!(broken.len(), 3, "{broken:?}");
    for (line, start) in broken.iter().zip(expect) {
        assert!(line.starts_with(start), "{line}");
    }
    tables.push(RawTable::from_csv("bananas", "a\n1\n").unwrap());
    tables.push(RawTable::from_csv("toll", "stage,colour\nx,y\n").unwrap());
    let refused = Bylaws::read(&tables).unwrap_err();
    assert!(refused.has("bylaws::unknown_table") && refused.has("table::unknown_column"), "{refused}");
    assert!(RawTable::from_csv("toll", "stage,stage\nx,y\n").is_err());
    assert!(RawTable::from_csv("toll", "stage,basis\nx\n").is_err());
}
