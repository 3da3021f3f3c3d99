//! T1 to T12: for each one test that passes and one that must fail. A8 and A9 of the controller.

use jiff::civil::{Date, date};
use recoop_books::amount::Cents;
use recoop_books::bylaws::self_check;
use recoop_books::chart::{Account, Kind};
use recoop_books::dates::YearEnd;
use recoop_books::documents::*;
use recoop_books::ids::DocumentId;
use recoop_books::labels::ShareRule;
use recoop_books::patronage::Worksheet;
use recoop_books::rules::{self, RuleAnswer, check_year, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12};
use recoop_books::state::{Consented, DraftContent};

use crate::three;
use crate::world::*;

const YEAR: YearEnd = YearEnd::DECEMBER;

fn sheet(year: &three::Year) -> Worksheet {
    match &year.world.books.state().drafts[&year.allocation].content {
        DraftContent::Allocation(sheet) => sheet.clone(),
        _ => unreachable!(),
    }
}

#[test]
fn every_rule_answers_for_the_year_of_three() {
    let three::Year { world: w, .. } = three::year();
    let findings = check_year(&w.books, 2031);
    assert_eq!(findings.len(), 12);
    for finding in &findings {
        let expected =
            if matches!(finding.rule.id, "T5" | "T11") { RuleAnswer::NotApplicable } else { RuleAnswer::Passes };
        assert_eq!(finding.verdict, expected, "{}: {}", finding.rule.id, finding.reason);
        assert!(finding.rule.caption().contains("as coded from") && finding.rule.caption().contains("not advice"));
    }
    // Bylaws, resolution and the consents of three members.
    assert!(findings[3].evidence.len() >= 5, "{:?}", findings[3].evidence);
    assert_eq!(check_year(&w.books, 2040).iter().filter(|f| f.verdict == RuleAnswer::Passes).count(), 3);
}

#[test]
fn t1_dividend() {
    assert!(t1::key(ShareRule::Value).is_ok() && t1::key(ShareRule::Capital).is_err());
    let year = three::year();
    let mut sheet = sheet(&year);
    assert_eq!(t1::equal_treatment(&sheet), Ok(()));
    sheet.shares[0].amount += Cents(2);
    assert!(t1::equal_treatment(&sheet).unwrap_err().contains("more than a cent"));
    // The obligation is of 2031-02-01, business began on January 5.
    let mut w = World::with(&[("patronage", "2031-01-02", "2031-02-01")]);
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    sale.member = Some("tern_motors".into());
    w.ok(date(2031, 1, 5), sale);
    w.close_year(2031);
    w.fails("t1::obligation", date(2032, 1, 10), Allocation { year: 2031, key: ShareRule::Value, adjustments: vec![] });
}

#[test]
fn t2_payment_period() {
    assert!(t2::in_payment_period(YEAR, 2031, date(2032, 9, 15)).is_ok());
    assert!(t2::in_payment_period(YEAR, 2031, date(2032, 9, 16)).is_err());
    let mut w = World::new();
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    sale.member = Some("tern_motors".into());
    w.ok(date(2031, 6, 30), sale);
    w.close_year(2031);
    let draft = w.ok(date(2032, 1, 10), Allocation { year: 2031, key: ShareRule::Value, adjustments: vec![] });
    w.fails("t2::period", date(2032, 9, 16), Resolution { subject: draft.clone(), number: "1".to_string() });
    w.ok(date(2032, 9, 15), Resolution { subject: draft.clone(), number: "1".to_string() });
    w.fails(
        "t2::period",
        date(2032, 9, 16),
        Notice { allocation: draft, member: "tern_motors".into(), text: "n".to_string(), tells_netting: false },
    );
    // Money after the period fails the rule of the year.
    w.ok(date(2032, 9, 17), received(Kind::ReceivableMember, Some("tern_motors"), cents("1000")));
    w.ok(
        date(2032, 9, 18),
        paid(Kind::PayablePatronage, Some("tern_motors"), Some("patronage_dividend".parse().unwrap()), cents("270")),
    );
    let t2 = &check_year(&w.books, 2031)[1];
    assert_eq!(t2.verdict, RuleAnswer::Fails);
    assert!(t2.reason.contains("2032-09-18"), "{}", t2.reason);
}

#[test]
fn t3_twenty_percent_for_each_patron() {
    assert!(t3::twenty_percent(cents("20"), cents("100")).is_ok());
    assert!(t3::twenty_percent(cents("19.99"), cents("100")).is_err());
    // Bylaws of 19% in money: no notice is qualified, whoever consents.
    let mut w =
        World::with(&[("patronage", "patrons by value of business,0.3,", "patrons by value of business,0.19,")]);
    w.ok(date(2031, 1, 5), consent("tern_motors", ConsentForm::Written));
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    sale.member = Some("tern_motors".into());
    w.ok(date(2031, 6, 30), sale);
    w.close_year(2031);
    let draft = w.ok(date(2032, 1, 10), Allocation { year: 2031, key: ShareRule::Value, adjustments: vec![] });
    w.ok(date(2032, 1, 11), Resolution { subject: draft, number: "1".to_string() });
    assert_eq!(w.of_year(Kind::Qualified, "tern_motors", 2031), Cents::ZERO);
    assert_eq!(w.of_year(Kind::Nonqualified, "tern_motors", 2031), cents("-729"));
}

fn given(member: &str, form: ConsentForm, day: Date) -> Consented {
    Consented { document: DocumentId::from("c"), date: day, consent: consent(member, form) }
}

/// A9: one case for each clause of 1388(c).
#[test]
fn t4_consent_a9() {
    let covered = |consents: &[Consented], delivered: Date, entered: Option<Date>| {
        t4::covering(consents, &"a".into(), delivered, entered, YEAR).is_some()
    };
    let written = given("a", ConsentForm::Written, date(2031, 6, 30));
    let revoked = given("a", ConsentForm::Revocation, date(2032, 5, 1));
    // Written: the whole taxable year, also what came before the day, and later years.
    assert!(covered(std::slice::from_ref(&written), date(2031, 1, 1), None));
    assert!(!covered(std::slice::from_ref(&written), date(2030, 12, 31), None));
    assert!(covered(std::slice::from_ref(&written), date(2035, 1, 1), None));
    // Revocation: from the next year; pools that were entered are spared.
    let both = [written.clone(), revoked];
    assert!(covered(&both, date(2032, 12, 31), None));
    assert!(!covered(&both, date(2033, 1, 1), None));
    assert!(covered(&both, date(2033, 1, 1), Some(date(2032, 4, 1))));
    assert!(!covered(&both, date(2033, 1, 1), Some(date(2032, 6, 1))));
    // A later written consent covers again.
    let again = [both[0].clone(), both[1].clone(), given("a", ConsentForm::Written, date(2033, 3, 1))];
    assert!(covered(&again, date(2033, 1, 1), None));
    // Bylaw: deliveries after the copy, by delivery date even in a pool.
    let copy = [given("a", ConsentForm::BylawCopy, date(2031, 6, 30))];
    assert!(!covered(&copy, date(2031, 6, 30), Some(date(2031, 1, 1))));
    assert!(covered(&copy, date(2031, 7, 1), Some(date(2031, 1, 1))));
    // Somebody else's consent covers nothing.
    assert!(!covered(&[given("b", ConsentForm::Written, date(2031, 1, 1))], date(2031, 2, 1), None));
    // A right to cash: 90 days.
    assert!(t4::cash_right(90).is_ok() && t4::cash_right(89).is_err());
    // A check: the 90th day after the payment period.
    assert!(t4::check_in_time(YEAR, 2031, date(2032, 12, 14)).is_ok());
    assert!(t4::check_in_time(YEAR, 2031, date(2032, 12, 15)).is_err());
    // Nonmembers: no bylaw binds them.
    let mut w = World::new();
    w.fails("consent::nonmember", date(2031, 2, 1), consent("far_metals", ConsentForm::BylawCopy));
    w.ok(date(2031, 2, 1), consent("far_metals", ConsentForm::Written));
    let mut w = World::with(&[("patronage", ",yes,100000,1.5", ",no,100000,1.5")]);
    w.fails("consent::no_bylaw", date(2031, 2, 1), consent("ridge_mining", ConsentForm::BylawCopy));
}

#[test]
fn t4_a_cashed_check_qualifies_the_notice() {
    let three::Year { world: mut w, allocation, .. } = three::year();
    let check = Consent { allocation: Some(allocation), ..consent("alder_refining", ConsentForm::QualifiedCheck) };
    w.fails("t4::late", date(2032, 12, 15), check.clone());
    w.ok(date(2032, 12, 14), check);
    assert_eq!(w.of_year(Kind::Nonqualified, "alder_refining", 2031), Cents::ZERO);
    assert_eq!(w.of_year(Kind::Qualified, "alder_refining", 2031), cents("-68079.66"));
}

#[test]
fn t4_a_right_to_cash_qualifies_the_notice() {
    let three::Year { world: mut w, allocation, .. } = three::year();
    let right = |days| Consent {
        allocation: Some(allocation.clone()),
        days: Some(days),
        ..consent("alder_refining", ConsentForm::CashRight)
    };
    w.fails("t4::cash_right", date(2032, 5, 1), right(89));
    w.fails("t4::late", date(2032, 9, 16), right(90));
    w.fails("consent::days", date(2032, 5, 1), Consent { days: None, ..right(90) });
    w.ok(date(2032, 5, 1), right(90));
    assert_eq!(w.of_year(Kind::Nonqualified, "alder_refining", 2031), Cents::ZERO);
    // Nothing is left to qualify; a second right changes nothing.
    let entries = w.books.entries().len();
    w.ok(date(2032, 5, 2), right(90));
    assert_eq!(w.books.entries().len(), entries);
}

#[test]
fn t5_nonqualified() {
    // Income 100 and 80 redeemed at 21%; the tax of 16.80 was paid at 21%, or 28.00 at 35%.
    let tax = |saved| t5::redemption_tax(cents("100"), cents("80"), share("0.21"), cents(saved)).unwrap();
    assert_eq!(tax("16.80").tax, cents("4.20"));
    assert_eq!((tax("28").with_deduction, tax("28").tax), (cents("4.20"), cents("-7")));
    assert!(t5::not_deducted_early(cents("30"), cents("20"), cents("10"), Cents::ZERO).is_ok());
    assert!(t5::not_deducted_early(cents("30.01"), cents("20"), cents("10"), Cents::ZERO).is_err());
}

#[test]
fn t6_per_unit_retain() {
    let right = bylaws(&[]);
    assert!(right.units.iter().all(|unit| t6::retain(unit, Some(date(2031, 3, 1))).is_ok()));
    assert!(t6::retain(&right.units[0], Some(date(2031, 1, 1))).unwrap_err().contains("after the delivery"));
    let tolling = bylaws(&[("units", "tolling,member,member,value,no,1,0,", "tolling,member,member,value,no,1,0.05,")]);
    assert!(tolling.units.iter().any(|unit| t6::retain(unit, None).is_err()));
}

#[test]
fn t7_netting() {
    let year = three::year();
    let mut sheet = sheet(&year);
    assert!(t7::netting(&sheet, false).is_ok());
    sheet.units[0].netted = cents("-5");
    assert!(t7::netting(&sheet, false).is_err() && t7::netting(&sheet, true).is_err());
    sheet.units[1].netted = cents("5");
    assert!(t7::netting(&sheet, true).is_ok() && t7::netting(&sheet, false).is_err());
    assert!(t7::told(true, true).is_ok() && t7::told(true, false).is_err());
    // Oxide gains 1,000, tolling loses 400: netted, 600 are left, 540 are allocated, and notices have to tell.
    let mut w = World::with(&[("patronage", ",yes,no,members_equity", ",yes,yes,members_equity")]);
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    sale.member = Some("tern_motors".into());
    w.ok(date(2031, 6, 30), sale);
    w.ok(date(2031, 6, 30), invoice(Direction::Out, "tolling", "member", Kind::OperatingCost, "400"));
    w.close_year(2031);
    let draft = w.ok(date(2032, 1, 10), Allocation { year: 2031, key: ShareRule::Value, adjustments: vec![] });
    w.ok(date(2032, 1, 11), Resolution { subject: draft.clone(), number: "1".to_string() });
    assert_eq!(w.of_member(Kind::PayablePatronage, "tern_motors"), cents("-162"));
    assert_eq!((w.balance(Kind::Reserve), w.books.control(Kind::NetEarnings)), (cents("-60"), Cents::ZERO));
    let notice = |tells_netting| Notice {
        allocation: draft.clone(),
        member: "tern_motors".into(),
        text: "n".to_string(),
        tells_netting,
    };
    w.fails("t7::notice", date(2032, 1, 12), notice(false));
    w.ok(date(2032, 1, 12), notice(true));
}

#[test]
fn t8_business_apart() {
    let units = bylaws(&[]).units;
    let of = |name: &str| units.iter().find(|unit| unit.unit.as_str() == name).unwrap();
    assert!(t8::patronage(of("oxide")).is_ok());
    assert!(
        t8::patronage(of("outside")).is_err()
            && t8::patronage(of("defense")).is_err()
            && t8::patronage(of("other")).is_err()
    );
    let labeled = bylaws(&[(
        "units",
        "defense,government,cooperative,value,no,1,0,no,,,",
        "defense,government,cooperative,value,no,1,0,no,memo of counsel,2031-01-01,",
    )]);
    assert!(
        labeled.units.iter().filter(|unit| unit.unit.as_str() == "defense").all(|unit| t8::patronage(unit).is_ok())
    );
    // A label without its date is none.
    let undated = bylaws(&[(
        "units",
        "defense,government,cooperative,value,no,1,0,no,,,",
        "defense,government,cooperative,value,no,1,0,no,memo of counsel,,",
    )]);
    assert!(undated.units.iter().any(|unit| unit.unit.as_str() == "defense" && t8::patronage(unit).is_err()));
}

#[test]
fn t9_pools() {
    assert!(t9::counts_in(YEAR, 2032, date(2031, 8, 15), Some(date(2032, 2, 15))).is_ok());
    assert!(t9::counts_in(YEAR, 2031, date(2031, 8, 15), Some(date(2032, 2, 15))).is_err());
    // In the books: delivered and sold in 2031, closed in 2032; 2031 earns nothing.
    let mut w = World::new();
    w.ok(date(2031, 8, 15), delivery("ridge_mining", "100", "0.1", vec![assay("nd", "0.2", "0.2", None)]));
    let mut sale = invoice(Direction::In, "concentrate", "member", Kind::Sales, "2000");
    sale.pool = Some("p2031".into());
    w.ok(date(2031, 12, 1), sale);
    w.close_year(2031);
    assert_eq!(w.books.control(Kind::NetEarnings), Cents::ZERO);
    w.ok(date(2032, 2, 15), PoolClose { pool: "p2031".into() });
    let years: Vec<i16> = w.books.state().business.keys().map(|(year, _)| *year).collect();
    assert_eq!(years, [2032]);
    w.fails("pool::closed", date(2032, 2, 16), PoolClose { pool: "p2031".into() });
}

#[test]
fn t10_dividends_on_capital() {
    let year = three::year();
    let mut sheet = sheet(&year);
    assert!(t10::dividends(&sheet, true).is_ok());
    sheet.units[0].dividends = cents("5");
    assert!(t10::dividends(&sheet, true).is_err() && t10::dividends(&sheet, false).is_ok());
    // Not in addition: a dividend of 100 reduces net earnings of 1,000, so that 900 less a tenth are allocated.
    let mut w = World::with(&[("patronage", ",yes,no,members_equity", ",no,no,members_equity")]);
    let cash = Account::plain(Kind::Cash);
    let capital = Account::of_member(Kind::PaidIn, &"tern_motors".into());
    w.ok(
        date(2031, 1, 3),
        Voucher { opening: true, ..voucher("opening", vec![(cash, cents("2000")), (capital, cents("-2000"))]) },
    );
    let mut sale = invoice(Direction::In, "oxide", "member", Kind::Sales, "1000");
    sale.member = Some("tern_motors".into());
    w.ok(date(2031, 6, 30), sale);
    w.close_year(2031);
    let draft = w.ok(date(2032, 1, 9), Dividend { year: 2031, class: Kind::PaidIn, rate: share("0.05") });
    w.ok(date(2032, 1, 9), Resolution { subject: draft, number: "0".to_string() });
    let draft = w.ok(date(2032, 1, 10), Allocation { year: 2031, key: ShareRule::Value, adjustments: vec![] });
    w.ok(date(2032, 1, 11), Resolution { subject: draft, number: "1".to_string() });
    assert_eq!(w.of_member(Kind::PayablePatronage, "tern_motors"), cents("-243"));
    assert_eq!(w.of_year(Kind::Nonqualified, "tern_motors", 2031), cents("-567"));
    assert_eq!(check_year(&w.books, 2031)[9].verdict, RuleAnswer::Passes);
}

#[test]
fn t11_information() {
    use t11::Reporting::{BelowThreshold, Due, Excepted, ReviewWithholding};
    let boxes = |amount: &str| t11::Boxes { patronage: cents(amount), ..Default::default() };
    let payee = |kind, country: &str| patron("p", Standing::Member, kind, country);
    assert_eq!(t11::reporting(&payee(Payee::Individual, "US"), &boxes("10")), Due);
    assert_eq!(t11::reporting(&payee(Payee::Individual, "US"), &boxes("9.99")), BelowThreshold);
    assert_eq!(t11::reporting(&payee(Payee::Corporation, "US"), &boxes("1000")), Excepted);
    assert_eq!(t11::reporting(&payee(Payee::Government, "US"), &boxes("1000")), Excepted);
    assert_eq!(t11::reporting(&payee(Payee::Individual, "CA"), &boxes("1000")), ReviewWithholding);
    assert!(t11::form(true, Due).is_ok() && t11::form(false, Excepted).is_ok());
    assert!(t11::form(true, Excepted).is_err() && t11::form(false, Due).is_err());
}

#[test]
fn t12_cooperative_basis() {
    let day = date(2031, 6, 1);
    assert_eq!(t12::cooperative_basis(&bylaws(&[]), day), Ok(()));
    assert!(self_check(&bylaws(&[]), day).iter().all(|check| check.passes));
    for (table, from, to, test) in [
        ("equity", "paid_in,paid_in,,no,0.08", "paid_in,paid_in,,no,0.09", "capital is subordinated"),
        ("votes", "supplier,yes,member,1", "supplier,yes,member,2", "control is democratic"),
        ("votes", "supplier,yes,member", "supplier,yes,required_stock", "control is democratic"),
        ("votes", "supplier,yes,member,1,0.35", "supplier,yes,member,1,0.1", "control is democratic"),
        ("patronage", "0.3,qualified,0.1", "0.3,qualified,0.6", "margins are vested"),
    ] {
        let refused = t12::cooperative_basis(&bylaws(&[(table, from, to)]), day).unwrap_err();
        assert!(refused.contains(test), "{refused}");
    }
}

#[test]
fn rules_have_source_day_and_review() {
    let ids: Vec<&str> = rules::RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(ids, ["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12"]);
    assert!(rules::RULES.iter().all(|rule| rule.review > rule.coded && rule.source.contains("26 USC")));
}
