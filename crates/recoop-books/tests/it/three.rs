//! A whole year of the cooperative of three, worked by hand.

use jiff::civil::date;
use recoop_books::amount::Cents;
use recoop_books::chart::{Account, Kind};
use recoop_books::documents::*;
use recoop_books::ids::DocumentId;
use recoop_books::labels::{LegalKind, ShareRule};

use crate::world::*;

/// The documents of 2031 and of the allocation in 2032.
pub struct Year {
    pub world: World,
    pub allocation: DocumentId,
    pub first_delivery: DocumentId,
}

/// Posts the year.
pub fn year() -> Year {
    let mut w = World::new();
    // Capital: 2 million, called on January 5, due on February 10. Alder pays on March 12, 30 days late:
    // 800,000 x 10% x 30 / 365 = 6,575.34.
    let parts = [("ridge_mining", "600000"), ("alder_refining", "800000"), ("tern_motors", "600000")];
    let parts = parts.map(|(member, amount)| (member.into(), cents(amount))).to_vec();
    let call = w.ok(
        date(2031, 1, 5),
        CallNotice { class: Kind::PaidIn, due: date(2031, 2, 10), total: cents("2000000"), parts },
    );
    let pay = |member: &str, amount: &str| CallPayment {
        call: call.clone(),
        member: member.into(),
        amount: cents(amount),
        bank: "wire".to_string(),
    };
    w.ok(date(2031, 1, 10), consent("ridge_mining", ConsentForm::BylawCopy));
    w.ok(date(2031, 2, 10), pay("ridge_mining", "600000"));
    w.ok(date(2031, 2, 10), pay("tern_motors", "600000"));
    // Dry 99,000 kg. Nd: 19,800 kg contained, 18,810 payable, 1,128,600.00. Th 0.0012: two steps of 2 USD on 99 t, 396.00.
    let first = delivery("ridge_mining", "110000", "0.1", vec![provisional("nd", "0.2"), provisional("th", "0.0012")]);
    let d1 = w.ok(date(2031, 3, 1), first);
    w.ok(date(2031, 3, 12), CallInterest { call: call.clone(), member: "alder_refining".into() });
    w.ok(date(2031, 3, 12), pay("alder_refining", "800000"));
    w.ok(date(2031, 3, 12), received(Kind::ReceivableMember, Some("alder_refining"), cents("6575.34")));
    let d2 = w.ok(date(2031, 3, 20), delivery("alder_refining", "50000", "0.04", vec![provisional("nd", "0.15")]));
    w.ok(date(2031, 4, 1), consent("alder_refining", ConsentForm::BylawCopy));
    // Within the limit of 0.004 the mean, 0.199: 19,701 kg, 18,715.95 payable, 1,122,957.00. Th: mean 0.00115, two steps.
    let assays = vec![assay("nd", "0.2", "0.198", None), assay("th", "0.0012", "0.0011", None)];
    w.ok(date(2031, 4, 15), FinalAssay { delivery: d1.clone(), wet: kg("110000"), moisture: share("0.1"), assays });
    // Beyond the limit the umpire, 0.156: 7,488 kg, 7,113.6 payable, 426,816.00.
    let assays = vec![assay("nd", "0.15", "0.16", Some("0.156"))];
    w.ok(date(2031, 5, 5), FinalAssay { delivery: d2, wet: kg("50000"), moisture: share("0.04"), assays });
    let d3 = w.ok(date(2031, 6, 1), delivery("alder_refining", "25000", "0.04", vec![provisional("nd", "0.15")]));
    let assays = vec![assay("nd", "0.15", "0.15", None)];
    w.ok(date(2031, 6, 20), FinalAssay { delivery: d3, wet: kg("25000"), moisture: share("0.04"), assays });
    w.ok(date(2031, 6, 30), consent("tern_motors", ConsentForm::Written));
    // What is owed for deliveries: value less retain.
    w.ok(
        date(2031, 7, 1),
        paid(Kind::PayableDelivery, Some("ridge_mining"), Some(LegalKind::Advance), cents("1117611")),
    );
    w.ok(
        date(2031, 7, 1),
        paid(Kind::PayableDelivery, Some("alder_refining"), Some(LegalKind::Advance), cents("628416")),
    );
    let mut sale = invoice(Direction::In, "concentrate", "member", Kind::Sales, "2204577");
    sale.pool = Some("p2031".into());
    w.ok(date(2031, 9, 1), sale);
    w.ok(date(2031, 9, 30), received(Kind::ReceivableCustomer, None, cents("2204577")));
    w.ok(date(2031, 10, 1), invoice(Direction::Out, "concentrate", "member", Kind::OperatingCost, "100000"));
    let mut purchase = invoice(Direction::In, "oxide", "member", Kind::Sales, "500000");
    (purchase.member, purchase.weight) = (Some("tern_motors".into()), Some(kg("5000")));
    w.ok(date(2031, 10, 15), purchase);
    w.ok(date(2031, 10, 20), invoice(Direction::Out, "oxide", "member", Kind::OperatingCost, "380000"));
    w.ok(date(2031, 11, 1), invoice(Direction::In, "outside", "nonmember", Kind::Sales, "80000"));
    w.ok(date(2031, 11, 1), invoice(Direction::Out, "outside", "nonmember", Kind::OperatingCost, "50000"));
    w.ok(date(2031, 11, 15), received(Kind::ReceivableMember, Some("tern_motors"), cents("500000")));
    w.ok(date(2031, 11, 20), paid(Kind::PayableSupplier, None, None, cents("530000")));
    w.ok(date(2031, 12, 15), PoolClose { pool: "p2031".into() });
    let unit = |kind, unit: &str| Account::of_unit(kind, &unit.into());
    let wear = cents("50000");
    w.ok(
        date(2031, 12, 31),
        voucher(
            "depreciation of the refinery",
            vec![
                (unit(Kind::Depreciation, "concentrate"), wear),
                (Account::plain(Kind::AccumulatedDepreciation), -wear),
            ],
        ),
    );
    let tax = cents("6300");
    w.ok(
        date(2031, 12, 31),
        voucher(
            "tax provision, 21% of 30,000",
            vec![(unit(Kind::IncomeTax, "outside"), tax), (Account::plain(Kind::TaxPayable), -tax)],
        ),
    );
    w.close_year(2031);
    let allocation = w.ok(date(2032, 2, 20), Allocation { year: 2031, key: ShareRule::Value, adjustments: Vec::new() });
    w.ok(date(2032, 3, 10), Resolution { subject: allocation.clone(), number: "2032-03".to_string() });
    for member in ["ridge_mining", "alder_refining", "tern_motors"] {
        let notice = Notice {
            allocation: allocation.clone(),
            member: member.into(),
            text: "b3-notice".to_string(),
            tells_netting: false,
        };
        w.ok(date(2032, 3, 20), notice);
        let cash = -w.of_member(Kind::PayablePatronage, member);
        w.ok(date(2032, 4, 1), paid(Kind::PayablePatronage, Some(member), Some(LegalKind::PatronageDividend), cash));
    }
    Year { world: w, allocation, first_delivery: d1 }
}

#[test]
fn the_year_is_that_of_the_paper() {
    let Year { world: w, .. } = year();
    assert_eq!(w.of_year(Kind::RetainQualified, "ridge_mining", 2031), cents("-4950"));
    // Alder's first delivery came before its copy of the bylaw: that retain is not qualified.
    assert_eq!(w.of_year(Kind::RetainNonqualified, "alder_refining", 2031), cents("-2400"));
    assert_eq!(w.of_year(Kind::RetainQualified, "alder_refining", 2031), cents("-1200"));
    // Concentrate: 2,204,577 - 1,754,577 - 100,000 - 50,000 = 300,000; a tenth to the reserve; 270,000 by value
    // 1,122,561 : 632,016 of 1,754,577: 172,743.3279 and 97,256.6721. The cent that is left goes to the larger remainder, .79 of a cent.
    // Ridge, 172,743.33, is covered for all: 30% in money, rounded up, is 51,823.00.
    assert_eq!(w.of_year(Kind::Qualified, "ridge_mining", 2031), cents("-120920.33"));
    // Alder, 97,256.67: of its business of 632,016 a consent covers 205,200, so 31,576.84 and 65,679.83; money 9,473.06 and 19,703.95.
    assert_eq!(w.of_year(Kind::Qualified, "alder_refining", 2031), cents("-22103.78"));
    assert_eq!(w.of_year(Kind::Nonqualified, "alder_refining", 2031), cents("-45975.88"));
    // Oxide: 120,000, a tenth kept, 108,000 to Tern: 32,400 in money and 75,600 qualified.
    assert_eq!(w.of_year(Kind::Qualified, "tern_motors", 2031), cents("-75600"));
    // Reserve: 30,000 + 12,000 + 23,700 (nonmembers, after tax) + 6,575.34 (interest).
    assert_eq!(w.balance(Kind::Reserve), cents("-72275.34"));
    assert_eq!(w.books.control(Kind::NetEarnings), Cents::ZERO);
    assert_eq!(w.books.control(Kind::PayablePatronage), Cents::ZERO);
    assert_eq!(w.books.control(Kind::PayableDelivery), Cents::ZERO);
    // 2,000,000 + 6,575.34 - 1,117,611 - 628,416 + 2,204,577 + 500,000 - 530,000 - 51,823.00 - 29,177.01 - 32,400.
    assert_eq!(w.balance(Kind::Cash), cents("2321725.33"));
}
