//! Capital: calls, commitments, dividends, mergers, and what vouchers leave alone.

use jiff::civil::date;
use recoop_books::amount::Cents;
use recoop_books::chart::{Account, Kind};
use recoop_books::documents::*;

use crate::three;
use crate::world::*;

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
    // 600 x 10% x 30 / 365 = 4.93.
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
fn dividends_on_capital_are_capped() {
    let three::Year { world: mut w, .. } = three::year();
    let ask = |rate: &str| Dividend { year: 2031, class: Kind::PaidIn, rate: share(rate) };
    w.fails("dividend::limit", date(2032, 5, 1), ask("0.081"));
    // In addition to patronage: from the reserve of 72,275.34. 3% of 2,000,000 is 60,000.
    let draft = w.ok(date(2032, 5, 1), ask("0.03"));
    w.ok(date(2032, 5, 2), Resolution { subject: draft, number: "9".to_string() });
    assert_eq!(w.of_member(Kind::PayableDividend, "alder_refining"), cents("-24000"));
    w.fails("dividend::limit", date(2032, 5, 3), ask("0.051"));
    let more = w.ok(date(2032, 5, 3), ask("0.05"));
    w.fails("dividend::reserve", date(2032, 5, 4), Resolution { subject: more, number: "10".to_string() });
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
