//! Months and years that close, late assays, corrections.

use jiff::civil::date;
use recoop_books::amount::Cents;
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::{Month, YearEnd};
use recoop_books::documents::*;
use recoop_books::labels::ShareRule;

use crate::three;
use crate::world::*;

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
