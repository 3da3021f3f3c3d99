//! Losses, redemptions and what is a liability; the tax basis.

use jiff::civil::date;
use recoop_books::amount::Cents;
use recoop_books::audit::audit;
use recoop_books::bylaws::LossMethod;
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::YearEnd;
use recoop_books::documents::*;
use recoop_books::labels::ShareRule;

use crate::three;
use crate::world::*;

const YEAR: YearEnd = YearEnd::DECEMBER;

/// A8: a loss year by hand, then a redemption that the solvency test refuses.
#[test]
fn a8_loss_year_then_a_redemption_that_is_refused() {
    let three::Year { world: mut w, .. } = three::year();
    // 2032: Ridge delivers 100 kg wet: 90 dry, 18 contained, 17.1 payable, 1,026.00. Sold for 26.00: a loss of 1,000.00,
    // all of it Ridge's. Order: nonqualified (none), qualified 2031.
    let mut late = delivery("ridge_mining", "100", "0.1", vec![assay("nd", "0.2", "0.2", None)]);
    late.pool = "p2032".into();
    w.ok(date(2032, 5, 1), late);
    let mut sale = invoice(Direction::In, "concentrate", "member", Kind::Sales, "26");
    sale.pool = Some("p2032".into());
    w.ok(date(2032, 6, 1), sale);
    w.ok(date(2032, 7, 1), PoolClose { pool: "p2032".into() });
    w.close_year(2032);
    let before = w.of_year(Kind::Qualified, "ridge_mining", 2031);
    let draft = w.ok(date(2033, 1, 10), Loss { year: 2032, unit: "concentrate".into() });
    w.ok(date(2033, 1, 11), Resolution { subject: draft, number: "1".to_string() });
    assert_eq!(w.of_year(Kind::Qualified, "ridge_mining", 2031) - before, cents("1000"));
    assert_eq!(w.books.control(Kind::NetEarnings), Cents::ZERO);
    w.fails("loss::none", date(2033, 1, 12), Loss { year: 2032, unit: "concentrate".into() });
    let part = |class, member: &str, year, amount: &str| RedemptionPart {
        class,
        member: member.into(),
        year,
        amount: cents(amount),
    };
    let ask = |parts| Redemption {
        reason: "revolving".to_string(),
        parts,
        evidence: Evidence {
            liquidity: "forecast".to_string(),
            covenant: "certificate".to_string(),
            insolvency: "board".to_string(),
        },
        share_value: Some(cents("9000000")),
    };
    // Cash of 2,321,725.33 less 2,300,000 leaves less than the 100,000 of the bylaws, and equity of less than 500,000.
    let capital = |amount| {
        vec![
            part(Kind::PaidIn, "ridge_mining", None, "600000"),
            part(Kind::PaidIn, "alder_refining", None, "800000"),
            part(Kind::PaidIn, "tern_motors", None, amount),
        ]
    };
    let refused = w.fails("redemption::solvency", date(2033, 2, 1), ask(capital("600000")));
    assert!(refused.to_string().contains("floor"), "{refused}");
    // A wave of debt: the covenant of 1.5 fails.
    w.ok(
        date(2033, 2, 1),
        Payment {
            direction: Direction::In,
            account: Kind::Debt,
            member: None,
            legal: None,
            amount: cents("3400000"),
            bank: "loan".to_string(),
        },
    );
    let refused = w.fails(
        "redemption::solvency",
        date(2033, 2, 1),
        ask(vec![part(Kind::PaidIn, "alder_refining", None, "800000")]),
    );
    assert!(refused.to_string().contains("covenant: debt of 3400000.00"), "{refused}");
    w.fails("redemption::exceeds", date(2033, 2, 1), ask(vec![part(Kind::Qualified, "ridge_mining", Some(2030), "1")]));
    let mut bare = ask(vec![part(Kind::Qualified, "tern_motors", Some(2031), "1")]);
    bare.evidence.insolvency.clear();
    w.fails("redemption::evidence", date(2033, 2, 1), bare);
    // Small enough: a draft, a resolution, a payable, a payment.
    let draft = w.ok(date(2033, 2, 1), ask(vec![part(Kind::Qualified, "tern_motors", Some(2031), "75600")]));
    assert_eq!(w.of_member(Kind::PayableRedemption, "tern_motors"), Cents::ZERO);
    w.ok(date(2033, 2, 2), Resolution { subject: draft, number: "2".to_string() });
    w.ok(
        date(2033, 2, 3),
        paid(Kind::PayableRedemption, Some("tern_motors"), Some("redemption".parse().unwrap()), cents("75600")),
    );
    assert_eq!(audit(w.books.entries(), YEAR, Some(w.books.balances())).findings, []);
}

#[test]
fn losses_go_where_the_bylaws_say() {
    for method in LossMethod::ALL {
        let mut w = World::with(&[("patronage", "members_equity", method.as_str())]);
        let reserve = vec![(Account::plain(Kind::Cash), cents("60")), (Account::plain(Kind::Reserve), cents("-60"))];
        w.ok(date(2031, 1, 3), Voucher { opening: true, ..voucher("opening", reserve) });
        w.ok(date(2031, 6, 30), invoice(Direction::Out, "concentrate", "member", Kind::OperatingCost, "100"));
        w.close_year(2031);
        let draft = w.ok(date(2032, 1, 10), Loss { year: 2031, unit: "concentrate".into() });
        w.ok(date(2032, 1, 11), Resolution { subject: draft, number: "1".to_string() });
        let (kept, later) =
            (w.balance(Kind::Reserve), w.books.balance(&Account::earnings(&"concentrate".into(), 2032)));
        let expected = if *method == LossMethod::Reserve { ("0", "40") } else { ("-60", "100") };
        assert_eq!((kept, later), (cents(expected.0), cents(expected.1)), "{method}");
    }
}

#[test]
fn tax_basis_is_reconciled_by_a_worksheet() {
    let mut w = World::with(&[("patronage", "book,value", "tax,value")]);
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    sale.member = Some("tern_motors".into());
    w.ok(date(2031, 6, 30), sale);
    w.close_year(2031);
    let adjust = |amount: &str| Adjustment {
        unit: "oxide".into(),
        reason: "bonus depreciation".to_string(),
        cents: cents(amount),
    };
    let ask = |adjustments| Allocation { year: 2031, key: ShareRule::Value, adjustments };
    // Tax earnings of 800: a tenth kept, 720 allocated; 280 of the books' 1,000 stay in the reserve.
    let draft = w.ok(date(2032, 1, 10), ask(vec![adjust("-200")]));
    w.ok(date(2032, 1, 11), Resolution { subject: draft, number: "1".to_string() });
    assert_eq!(w.balance(Kind::Reserve), cents("-280"));
    let mut w = World::new();
    w.ok(date(2031, 6, 30), invoice(Direction::In, "oxide", "member", Kind::Sales, "1000"));
    w.close_year(2031);
    let refused = w.fails("allocation::basis", date(2032, 1, 10), ask(vec![adjust("-200")]));
    assert!(!refused.has("allocation::no_business"));
    w.fails("allocation::no_business", date(2032, 1, 10), ask(vec![]));
}

#[test]
fn classes_with_a_duty_are_liabilities() {
    let with = |duty: &str, label: &str| {
        let to = format!("preferred,preferred,,no,0.08,,{duty},{label},1");
        World::with(&[("equity", "preferred,preferred,,no,0.08,,none,,1", &*to)])
    };
    for (duty, label, liability) in [
        ("none", "", "0"),
        ("fixed_date", "", "500"),
        ("unconditional", "", "500"),
        ("fixed_date", "equity: memo of 2031", "0"),
    ] {
        let mut w = with(duty, label);
        let preferred = Account::of_member(Kind::Preferred, &"tern_motors".into());
        let lines = vec![(Account::plain(Kind::Cash), cents("500")), (preferred, cents("-500"))];
        w.ok(date(2031, 1, 3), Voucher { opening: true, ..voucher("opening", lines) });
        assert_eq!(
            recoop_books::solvency::position(&w.books, date(2031, 6, 1)).liabilities,
            cents(liability),
            "{duty} {label}"
        );
    }
}
