//! What is refused, with its code, and what the documents beside the year of three do.

use jiff::civil::date;
use recoop_books::amount::Cents;
use recoop_books::audit::audit;
use recoop_books::bylaws::Bylaws;
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::{Month, YearEnd};
use recoop_books::documents::*;
use recoop_books::labels::{LegalKind, ShareRule};
use recoop_books::tables::RawTable;

use crate::three;
use crate::world::*;

fn soundly(world: &World) {
    let report = audit(world.books.entries(), world.books.settings().year_end, Some(world.books.balances()));
    assert_eq!(report.findings, []);
}

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
fn a_fiscal_year_that_is_not_the_calendars() {
    let mut settings = settings();
    settings.year_end = YearEnd::on(date(2031, 6, 30)).unwrap();
    let mut w = World::of(settings, bylaws(&[]), date(2031, 1, 2));
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    (sale.member, sale.weight) = (Some("tern_motors".into()), Some(kg("10")));
    w.ok(date(2031, 6, 30), sale.clone());
    w.ok(date(2031, 7, 1), sale);
    for month in 1..=6 {
        w.close_month(Month { year: 2031, month });
    }
    w.ok(date(2031, 8, 1), Allocation { year: 2031, key: ShareRule::Value, adjustments: vec![] });
    assert_eq!(w.books.balance(&Account::earnings(&"oxide".into(), 2031)), cents("-1000"));
    soundly(&w);
}

#[test]
fn merged_members() {
    let three::Year { world: mut w, .. } = three::year();
    let day = date(2032, 5, 1);
    let before = w.of_year(Kind::Qualified, "ridge_mining", 2031);
    w.fails(
        "merger::evidence",
        day,
        Merger { member: "ridge_mining".into(), into: "tern_motors".into(), evidence: String::new() },
    );
    w.ok(
        day,
        Merger { member: "ridge_mining".into(), into: "tern_motors".into(), evidence: "certificate".to_string() },
    );
    assert_eq!(w.of_year(Kind::Qualified, "ridge_mining", 2031), Cents::ZERO);
    assert_eq!(w.of_year(Kind::Qualified, "tern_motors", 2031), before + cents("-75600"));
    let mut late = delivery("ridge_mining", "5", "0", vec![]);
    late.pool = "p2032".into();
    let refused = w.fails("member::merged", date(2032, 5, 2), late);
    assert!(refused.to_string().contains("merged into `tern_motors` on 2032-05-01"), "{refused}");
    soundly(&w);
}

#[test]
fn cash_calls_from_notice_to_default() {
    let mut w = World::new();
    let call = |due, parts: &[(&str, &str)], total: &str| CallNotice {
        class: Kind::PaidIn,
        due,
        total: cents(total),
        parts: parts.iter().map(|(member, amount)| ((*member).into(), cents(amount))).collect(),
    };
    let (day, due) = (date(2031, 1, 5), date(2031, 2, 10));
    w.fails("call::notice", day, call(date(2031, 2, 3), &[("tern_motors", "10")], "10"));
    w.fails("call::sum", day, call(due, &[("tern_motors", "10")], "11"));
    w.fails("call::basis", day, call(due, &[], "11"));
    let id = w.ok(day, call(due, &[("tern_motors", "1000"), ("ridge_mining", "500")], "1500"));
    assert_eq!(w.books.control(Kind::Subscriptions) + w.books.control(Kind::PaidIn), Cents::ZERO);
    let pay = |member: &str, amount: &str| CallPayment {
        call: id.clone(),
        member: member.into(),
        amount: cents(amount),
        bank: "wire".to_string(),
    };
    w.fails("call::exceeds", due, pay("tern_motors", "1000.01"));
    w.ok(due, pay("tern_motors", "400"));
    let interest = |member: &str| CallInterest { call: id.clone(), member: member.into() };
    w.fails("call::grace", date(2031, 2, 25), interest("tern_motors"));
    w.fails("call::late", date(2031, 3, 12), pay("tern_motors", "600"));
    // 600 x 10 % x 30 / 365 = 4.93.
    w.ok(date(2031, 3, 12), interest("tern_motors"));
    assert_eq!(w.of_member(Kind::ReceivableMember, "tern_motors"), cents("4.93"));
    w.ok(date(2031, 3, 12), pay("tern_motors", "600"));
    let default = |member: &str| CallDefault { call: id.clone(), member: member.into() };
    w.fails("call::cure", date(2031, 4, 11), default("ridge_mining"));
    w.fails("call::paid", date(2031, 4, 12), default("tern_motors"));
    w.ok(date(2031, 4, 12), default("ridge_mining"));
    assert_eq!(w.of_member(Kind::PaidIn, "ridge_mining"), Cents::ZERO);
    w.fails("call::exceeds", date(2031, 4, 13), pay("ridge_mining", "500"));
    soundly(&w);
}

#[test]
fn calls_follow_delivery_shares() {
    let mut w = World::new();
    let opening = |lines: Vec<(Account, &str)>| Voucher {
        opening: true,
        ..voucher("opening balances", lines.into_iter().map(|(account, amount)| (account, cents(amount))).collect())
    };
    let shares = |member: &str| Account::of_member(Kind::DeliveryShare, &member.into());
    w.ok(
        date(2031, 1, 3),
        opening(vec![
            (Account::plain(Kind::Cash), "300"),
            (shares("ridge_mining"), "-200"),
            (shares("alder_refining"), "-100"),
        ]),
    );
    w.ok(
        date(2031, 1, 5),
        CallNotice { class: Kind::PaidIn, due: date(2031, 2, 10), total: cents("100"), parts: vec![] },
    );
    assert_eq!(w.of_member(Kind::PaidIn, "ridge_mining"), cents("-66.67"));
    assert_eq!(w.of_member(Kind::PaidIn, "alder_refining"), cents("-33.33"));
    let late = opening(vec![(Account::plain(Kind::Cash), "1"), (shares("tern_motors"), "-1")]);
    w.fails("voucher::opening", date(2031, 1, 6), late);
    soundly(&w);
}

#[test]
fn commitments_are_outside_the_trial_balance() {
    let mut w = World::new();
    let promise = Commitment {
        member: "ridge_mining".into(),
        promise: Promise::Capital,
        kg_per_year: None,
        amount: Some(cents("5000")),
        from: date(2031, 1, 1),
        until: date(2035, 12, 31),
    };
    w.ok(date(2031, 1, 3), promise.clone());
    w.ok(
        date(2031, 1, 3),
        Commitment { promise: Promise::Feed, kg_per_year: Some(kg("10")), amount: None, ..promise.clone() },
    );
    w.fails("commitment::measure", date(2031, 1, 3), Commitment { promise: Promise::Offtake, ..promise.clone() });
    w.fails("commitment::dates", date(2031, 1, 3), Commitment { until: date(2030, 1, 1), ..promise });
    assert_eq!((w.books.entries().len(), w.books.state().commitments.len()), (0, 2));
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
    let mut twice = w.record(day, voucher("accrual", lines()));
    twice.id = "d1".into();
    assert!(w.books.post(twice).unwrap_err().has("document::twice"));
}

#[test]
fn vouchers_leave_equity_alone() {
    let mut w = World::new();
    let day = date(2031, 3, 1);
    let member = Account::of_year(Kind::Qualified, &"ridge_mining".into(), 2031);
    w.fails(
        "voucher::equity",
        day,
        voucher("gift", vec![(Account::plain(Kind::Reserve), cents("5")), (member, cents("-5"))]),
    );
    w.fails(
        "entry::unbalanced",
        day,
        voucher(
            "one-sided",
            vec![(Account::plain(Kind::OtherAsset), cents("5")), (Account::plain(Kind::Accrued), cents("-4"))],
        ),
    );
    w.fails(
        "entry::dimensions",
        day,
        voucher(
            "control",
            vec![(Account::plain(Kind::OtherAsset), cents("5")), (Account::plain(Kind::ReceivableMember), cents("-5"))],
        ),
    );
    let mut bare =
        voucher("", vec![(Account::plain(Kind::OtherAsset), cents("5")), (Account::plain(Kind::Accrued), cents("-5"))]);
    bare.attachment.clear();
    assert_eq!(w.fails("voucher::evidence", day, bare).0.len(), 2);
}

#[test]
fn periods_open_in_review_closed() {
    let mut w = World::new();
    let january = Month { year: 2031, month: 1 };
    let mut sale = invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100");
    (sale.unit, sale.source) = (None, None);
    let unlabeled = w.ok(date(2031, 1, 20), sale);
    let pending = w.ok(date(2031, 1, 21), delivery("ridge_mining", "100", "0.1", vec![]));
    w.fails("period::early", date(2031, 1, 30), period(january, PeriodAction::Review));
    let last = date(2031, 1, 31);
    w.fails("period::state", last, period(january, PeriodAction::Close));
    w.ok(last, period(january, PeriodAction::Review));
    w.fails("period::in_review", last, invoice(Direction::In, "outside", "nonmember", Kind::Sales, "1"));
    let refused = w.fails("close::label", last, period(january, PeriodAction::Close));
    assert!(refused.has("close::pending"));
    w.fails(
        "source::unit",
        last,
        Label { document: unlabeled.clone(), source: "member".parse().unwrap(), unit: "outside".into() },
    );
    w.ok(last, Label { document: unlabeled.clone(), source: "nonmember".parse().unwrap(), unit: "outside".into() });
    w.fails(
        "label::none",
        last,
        Label { document: unlabeled, source: "nonmember".parse().unwrap(), unit: "outside".into() },
    );
    assert_eq!(w.balance(Kind::Unlabeled), Cents::ZERO);
    // A delivery without an assay has no entry, so it is posted again with its provisional one.
    assert!(
        w.fails("reversal::no_entry", last, Reversal { document: pending.clone(), reason: "assay came".to_string() })
            .has("reversal::no_entry")
    );
    w.fails("close::pending", last, period(january, PeriodAction::Close));
    let late = FinalAssay {
        delivery: pending,
        wet: kg("100"),
        moisture: share("0.1"),
        assays: vec![assay("nd", "0.2", "0.2", None)],
    };
    w.ok(date(2031, 2, 3), late);
    w.ok(date(2031, 2, 3), period(january, PeriodAction::Close));
    w.fails("period::closed", last, invoice(Direction::In, "outside", "nonmember", Kind::Sales, "1"));
    w.fails("period::reason", date(2031, 2, 4), period(january, PeriodAction::Reopen));
    let mut reopen = period(january, PeriodAction::Reopen);
    reopen.reason = "auditor's adjustment".to_string();
    let mut alone = w.record(date(2031, 2, 4), reopen.clone());
    alone.approver = None;
    assert!(w.books.post(alone).unwrap_err().has("duties::approver"));
    w.ok(date(2031, 2, 4), reopen);
    assert_eq!(w.books.state().reopenings.len(), 1);
    soundly(&w);
}

#[test]
fn late_assays_post_in_the_open_month_and_name_the_deliverys() {
    let mut w = World::new();
    let id = w.ok(date(2031, 1, 21), delivery("ridge_mining", "100", "0.1", vec![provisional("nd", "0.2")]));
    w.close_month(Month { year: 2031, month: 1 });
    let late = FinalAssay {
        delivery: id,
        wet: kg("100"),
        moisture: share("0.1"),
        assays: vec![assay("nd", "0.2", "0.198", None)],
    };
    w.fails("period::closed", date(2031, 1, 31), late.clone());
    let document = w.ok(date(2031, 2, 10), late);
    let memo = &w.books.entry_of(&document).unwrap().memo;
    assert!(memo.contains("in 2031-01"), "{memo}");
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
    // 90 kg dry, 18 kg contained, 17.1 payable: 1,026.00, retain 4.50, so 1,021.50, of which 80 % is advanced: 817.20.
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

#[test]
fn corrections_are_reversals() {
    let three::Year { world: mut w, first_delivery, allocation } = three::year();
    let undo = |document: &recoop_books::ids::DocumentId| Reversal {
        document: document.clone(),
        reason: "typing error".to_string(),
    };
    w.fails("reversal::depends", date(2032, 4, 2), undo(&first_delivery));
    let resolution = w.books.state().drafts[&allocation].declared.clone().unwrap().0;
    let refused = w.fails("reversal::depends", date(2032, 4, 2), undo(&resolution));
    assert!(refused.has("payment::exceeds"), "{refused}");
    let sale = w.ok(date(2032, 4, 2), invoice(Direction::In, "outside", "nonmember", Kind::Sales, "100"));
    let before = w.balance(Kind::ReceivableCustomer);
    w.ok(date(2032, 4, 3), undo(&sale));
    w.fails("reversal::twice", date(2032, 4, 3), undo(&sale));
    assert_eq!(before - w.balance(Kind::ReceivableCustomer), cents("100"));
    let mut again = delivery("ridge_mining", "100", "0.1", vec![provisional("nd", "0.2")]);
    again.pool = "p2032".into();
    let id = w.ok(date(2032, 4, 4), again.clone());
    let assay = FinalAssay {
        delivery: id.clone(),
        wet: kg("90"),
        moisture: share("0.1"),
        assays: vec![assay("nd", "0.2", "0.2", None)],
    };
    let final_assay = w.ok(date(2032, 4, 5), assay.clone());
    w.ok(date(2032, 4, 6), undo(&final_assay));
    assert!(!w.books.state().deliveries[&id].is_final);
    w.ok(date(2032, 4, 7), assay);
    soundly(&w);
}

#[test]
fn a_whole_allocation_is_reversed_before_it_is_paid() {
    let mut w = World::new();
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    sale.member = Some("tern_motors".into());
    w.ok(date(2031, 6, 30), sale);
    w.close_year(2031);
    let ask = |key| Allocation { year: 2031, key, adjustments: vec![] };
    let first = w.ok(date(2032, 1, 10), ask(ShareRule::Value));
    let resolution = w.ok(date(2032, 1, 11), Resolution { subject: first, number: "1".to_string() });
    w.fails("allocation::twice", date(2032, 1, 12), ask(ShareRule::Value));
    w.ok(date(2032, 1, 12), Reversal { document: resolution, reason: "wrong year's minutes".to_string() });
    assert_eq!(w.books.control(Kind::PayablePatronage), Cents::ZERO);
    let second = w.ok(date(2032, 1, 13), ask(ShareRule::Value));
    w.ok(date(2032, 1, 14), Resolution { subject: second, number: "2".to_string() });
    assert_eq!(w.of_member(Kind::PayablePatronage, "tern_motors"), cents("-270"));
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

#[test]
fn dividends_on_capital_are_capped() {
    let three::Year { world: mut w, .. } = three::year();
    let ask = |rate: &str| Dividend { year: 2031, class: Kind::PaidIn, rate: share(rate) };
    w.fails("dividend::limit", date(2032, 5, 1), ask("0.081"));
    // In addition to patronage: from the reserve of 72,275.34. 3 % of 2,000,000 is 60,000.
    let draft = w.ok(date(2032, 5, 1), ask("0.03"));
    w.ok(date(2032, 5, 2), Resolution { subject: draft, number: "9".to_string() });
    assert_eq!(w.of_member(Kind::PayableDividend, "alder_refining"), cents("-24000"));
    w.fails("dividend::limit", date(2032, 5, 3), ask("0.051"));
    let more = w.ok(date(2032, 5, 3), ask("0.05"));
    w.fails("dividend::reserve", date(2032, 5, 4), Resolution { subject: more, number: "10".to_string() });
    soundly(&w);
}
