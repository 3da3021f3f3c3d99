//! Published worked examples, reproduced; sources and confidence are in docs/books.md. Misprints of the source are refused.

use jiff::civil::date;
use recoop_books::amount::{Cents, Ppm, Remainder, split};
use recoop_books::dates::YearEnd;
use recoop_books::labels::LegalKind;
use recoop_books::patronage::{kind_of_pool_payment, nonqualified_for};
use recoop_books::planning::*;
use recoop_books::rules::{t3, t5, t9};

use crate::world::*;

fn usd(amount: i64) -> Cents {
    Cents(amount * 100)
}

/// Reg. 1.1388-1(a): of 95 cents a unit, 5 are a patronage dividend.
#[test]
fn e1_pool_advances_retain_and_dividend() {
    // Cents per unit: amount, fixed by net earnings, kept.
    let parts = [(85, false, false), (5, false, true), (3, true, false), (2, true, true)];
    let of = |kind| {
        parts.iter().filter(|(_, net, kept)| kind_of_pool_payment(*net, *kept) == kind).map(|p| p.0).sum::<i64>()
    };
    assert_eq!(of(LegalKind::PatronageDividend), 5);
    assert_eq!((of(LegalKind::Advance), of(LegalKind::PerUnitRetain)), (85, 5));
    // The test counts 3 of 5; counting the advances would be 88 of 95.
    assert_eq!(t3::twenty_percent(Cents(3), Cents(5)), Ok(()));
    assert!(t3::twenty_percent(Cents(0), Cents(5)).is_err());
    let money: i64 = parts.iter().filter(|p| !p.2).map(|p| p.0).sum();
    assert_eq!((money, parts.iter().map(|p| p.0).sum::<i64>() - money), (88, 7));
}

/// Reg. 1.1382-5: a pool that closes in 1964 is patronage of 1964.
#[test]
fn e2_year_of_a_pool_and_period_of_payment() {
    let (delivered, closed) = (date(1963, 8, 15), date(1964, 2, 15));
    assert_eq!(t9::year_of_patronage(YearEnd::DECEMBER, delivered, Some(closed)), 1964);
    assert!(t9::counts_in(YearEnd::DECEMBER, 1963, delivered, Some(closed)).is_err());
    assert_eq!(YearEnd::DECEMBER.payment_deadline(1964), date(1965, 9, 15));
    assert_eq!(YearEnd::DECEMBER.check_deadline(1964), date(1965, 12, 14));
    let august = YearEnd::on(date(2026, 8, 31)).unwrap();
    assert_eq!((august.payment_deadline(2026), august.check_deadline(2026)), (date(2027, 5, 15), date(2027, 8, 13)));
}

/// Davis Food Co-op FY2017 and Whole Foods Co-op.
#[test]
fn e3_exact_ratio_and_one_patron() {
    assert_eq!(usd(206_511).times(7744, 10_000, recoop_books::amount::Rounding::HalfUp), Ok(cents("159922.12")));
    let refused = check_printed_share(usd(206_511), share("0.7744"), usd(159_927)).unwrap_err();
    assert!(refused.contains("159922.12") && refused.contains("never by a displayed percentage"), "{refused}");
    let parts = split(usd(50_000), &[2_600, 3_710_000 - 2_600], Remainder::Largest).unwrap();
    assert_eq!(parts[0], cents("35.04"));
}

/// Oracle Joint Venture Management: 301.50 among four.
#[test]
fn e4_split_to_the_cent() {
    let largest = split(cents("301.50"), &[1; 4], Remainder::Largest).unwrap();
    assert_eq!(largest, ["75.38", "75.38", "75.37", "75.37"].map(cents));
    let partner = split(cents("301.50"), &[1; 4], Remainder::Partner(3)).unwrap();
    assert_eq!(partner, ["75.38", "75.38", "75.38", "75.36"].map(cents));
}

/// CHS Inc., 10-K FY2019: 90.0 of 562.4 in money.
#[test]
fn e5_twenty_percent_and_nonqualified() {
    let refused = t3::twenty_percent(cents("90000000"), cents("562400000")).unwrap_err();
    assert!(refused.contains("112480000.00"), "{refused}");
    assert_eq!(t3::twenty_percent(cents("103900000"), cents("257500000")), Ok(()));
    // Deducted now: the money. The notices are taxed to the cooperative and deducted when they are redeemed.
    let (cash, later) = (cents("90000000"), cents("472400000"));
    assert_eq!(t5::deduction(cash, Cents::ZERO, Cents::ZERO), cash);
    assert!(t5::not_deducted_early(cash + later, cash, Cents::ZERO, Cents::ZERO).is_err());
    assert_eq!(t5::deduction(Cents::ZERO, Cents::ZERO, later), later);
    // A total that passes with a patron who fails: 40 of 100 and 10 of 100.
    assert!(t3::twenty_percent(usd(50), usd(200)).is_ok() && t3::twenty_percent(usd(10), usd(100)).is_err());
}

/// Kenkel: 60 kept at a tax of 25% is a notice of 80 and 20 in money.
#[test]
fn e6_nonqualified_with_the_same_cash_kept() {
    let notice = nonqualified_for(usd(60), share("0.25")).unwrap();
    assert_eq!(notice, usd(80));
    let tax = notice.times(1, 4, recoop_books::amount::Rounding::HalfUp).unwrap();
    assert_eq!((usd(100) - notice, tax, notice - tax), (usd(20), usd(20), usd(60)));
    // The first guess, 25 in money, keeps 56.25.
    assert_eq!(usd(75) - cents("18.75"), cents("56.25"));
    assert!(nonqualified_for(usd(60), share("1")).is_err());
}

/// American Historical Association, GI Roundtable 23.
#[test]
fn e7_revolving_fund() {
    let years = revolve(&[usd(10_000); 7], usd(50_000));
    let funds: Vec<i64> = years.iter().map(|year| year.fund.0 / 100).collect();
    assert_eq!(funds, [10_000, 20_000, 30_000, 40_000, 50_000, 50_000, 50_000]);
    assert_eq!(years[4].retired, []);
    assert_eq!(years[5].retired, [(1, usd(10_000))]);
    assert_eq!(years[6].retired, [(2, usd(10_000))]);
}

/// Cropp: target of 2.00 for each hundredweight.
#[test]
fn e8_base_capital_and_its_misprint() {
    let plan = BaseCapital { target_per_unit: cents("2"), cash_below_target: share("0.2") };
    let a = plan.of(14_000, usd(12_000), usd(4_200)).unwrap();
    assert_eq!((a.target, a.short, a.cash, a.retained), (usd(28_000), usd(16_000), usd(840), usd(3_360)));
    assert_eq!((a.held, a.short_after), (usd(15_360), usd(12_640)));
    let full = plan.of(14_000, usd(28_000), usd(4_200)).unwrap();
    assert_eq!((full.cash, full.retained), (usd(4_200), Cents::ZERO));
    let gap = plan.of(14_000, usd(27_000), usd(4_200)).unwrap();
    assert_eq!((gap.cash, gap.retained, gap.short_after), (usd(3_200), usd(1_000), Cents::ZERO));
    // The slides print a need of 1,000,000; 60% of 2,000,000 is 1,200,000.
    let refused = check_printed_need(usd(2_000_000), share("0.6"), usd(1_000_000)).unwrap_err();
    assert!(refused.contains("1200000.00"), "{refused}");
    assert_eq!(need(usd(2_000_000), share("0.6"), share("0.05")), Ok(usd(60_000)));
    assert_eq!(need(usd(2_000_000), share("0.6"), share("0.02")), Ok(usd(24_000)));
}

/// CHS preferred: 25 a share, quarterly; Iowa Code 501.503: at most 8%.
#[test]
fn e9_dividend_on_capital() {
    for (rate, micro_usd) in
        [("0.08", 500_000), ("0.07875", 492_188), ("0.071", 443_750), ("0.0675", 421_875), ("0.075", 468_750)]
    {
        assert_eq!(per_share(cents("25"), share(rate), 4), Ok(micro_usd), "{rate}");
    }
    assert_eq!(yearly(cents("306800000"), share("0.08"), share("0.08")), Ok(cents("24544000")));
    assert!(yearly(cents("306800000"), share("0.080001"), share("0.08")).unwrap_err().contains("exceeds the limit"));
}

/// Joint account: costs and revenue have their own shares.
#[test]
fn e10_joint_account_before_and_after_payout() {
    assert_eq!(
        Interest::working(share("0.1"), share("0.2")),
        Ok(Interest { costs: share("0.1"), revenue: share("0.08") })
    );
    let month = |after| payout(share("0.05"), usd(150_000), usd(30_000), after).unwrap();
    assert_eq!(month(true), Payout { paid: usd(6_000), recovered: Cents::ZERO });
    assert_eq!(month(false), Payout { paid: Cents::ZERO, recovered: usd(6_000) });
}

/// Plain dilution: 2 of 12 and twice 5 of 12.
#[test]
fn e11_dilution() {
    let spent = [usd(2_000_000), usd(5_000_000), usd(5_000_000)];
    assert_eq!(dilute(&spent), Ok(vec![Ppm(166_667), Ppm(416_667), Ppm(416_667)]));
    assert!(dilute(&[Cents::ZERO; 2]).is_err());
}

/// National Rural Utilities CFC: half of the allocation is retired.
#[test]
fn e12_half_of_an_allocation() {
    for (paid, printed) in [(39_662_000, 79), (40_724_000, 81)] {
        let allocated = usd(paid * 2);
        let halves = split(allocated, &[1, 1], Remainder::Largest).unwrap();
        assert_eq!(halves, [usd(paid), usd(paid)]);
        assert_eq!((allocated.0 / 100 + 500_000) / 1_000_000, printed);
    }
}

/// Plan against actual by hand: 100 kg at 80% and 10 USD, cost 300; then 120 kg at 75% and 9 USD, cost 330.
#[test]
fn variance_in_four_parts() {
    let plan = Operation { price: cents("10"), feed: kg("100"), recovery: share("0.8"), cost: cents("300") };
    let actual = Operation { price: cents("9"), feed: kg("120"), recovery: share("0.75"), cost: cents("330") };
    let v = variance(&plan, &actual).unwrap();
    // 800 -> 720 -> 864 -> 810; margin 500 -> 480.
    assert_eq!((v.price, v.volume, v.recovery, v.cost), (cents("-80"), cents("144"), cents("-54"), cents("-30")));
    assert_eq!(v.total, cents("-20"));
}
