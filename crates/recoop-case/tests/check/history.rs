//! What really happened, and what might have been different.

use crate::toy::{Toy, expect, toy};

fn known() -> Toy {
    toy()
        .set("members", "miner", "capital_total_musd", "5")
        .add("outputs", "facility=pit, year=2026, quarter=1, output_t=100")
        .add("cash_events", "id=round, member=miner, kind=equity, year=2026, quarter=2, amount_musd=10")
        .add("cash_events", "id=coupon, member=miner, kind=interest, year=2027, amount_musd=-1")
        .add("reported_financials", "member=miner, measure=cash, year=2026, quarter=4, amount_musd=10")
}

fn variant(row: &str) -> Toy {
    known().add("variants", &format!("variant=v, {row}"))
}

#[test]
fn what_happened_is_dated_and_has_a_sign() {
    expect(known(), &[]);
    expect(
        known().add("outputs", "facility=pti, year=2025, quarter=5, output_t=-1"),
        &[
            "outputs row 2, facility: there is no facility `pti` [network::unknown_id] -> did you mean `pit`?",
            "outputs row 2, year: 2025 is outside the horizon 2026 to 2035 [network::years]",
            "outputs row 2, quarter: expected a whole number, from 1 to 4, found 5 [network::range]",
            "outputs row 2, output_t: expected 0 or more, found -1 [network::range]",
        ],
    );
    expect(
        known().add("outputs", "facility=pit, year=2026, output_t=400"),
        &["outputs row 1, quarter: 2026 of `pit` is also given as a whole [network::quarters]"],
    );
    expect(
        known().add("cash_events", "id=x, member=mine, kind=loan, year=2026, amount_musd=-3, variant=none"),
        &[
            "cash_events row 3, member: there is no member `mine` [network::unknown_id] -> did you mean `miner`?",
            "cash_events row 3, amount_musd: money of the kind `loan` comes in, so it is 0 or more, found -3 [network::range]",
            "cash_events row 3, variant: there is no variant `none` [network::unknown_id]",
        ],
    );
    expect(
        known().add("cash_events", "id=x, member=miner, kind=repayment, year=2040, amount_musd=3"),
        &[
            "cash_events row 3, year: 2040 is outside the horizon 2026 to 2035 [network::years]",
            "cash_events row 3, amount_musd: money of the kind `repayment` goes out, so it is 0 or less, found 3 [network::range]",
        ],
    );
    expect(
        known().add("reported_financials", "member=minor, measure=revenue, year=2036, quarter=0, amount_musd=1"),
        &[
            "reported_financials row 2, member: there is no member `minor` [network::unknown_id] -> did you mean `miner`?",
            "reported_financials row 2, year: 2036 is outside the horizon 2026 to 2035 [network::years]",
            "reported_financials row 2, quarter: expected a whole number, from 1 to 4, found 0 [network::range]",
        ],
    );
}

#[test]
fn a_variant_touches_something() {
    for row in [
        "target=price, filter=market=shanghai, action=multiply, value=0.5, first_year=2027",
        "target=variable_cost, filter=facility=pit, action=set, value=3",
        "target=fixed_cost, filter=facility=pit, action=set, value=3",
        "target=output, filter=facility=pit, action=multiply, value=2, first_year=2026, last_year=2026",
        "target=output, filter=facility=vat, action=set, value=2",
        "target=payment, filter=kind=interest, action=multiply, value=0.5",
        "target=payment, filter=payment=round, action=set, value=-4",
        "target=purse, filter=member=miner, action=add, value=-1",
    ] {
        expect(variant(row), &[]);
    }
    expect(
        variant("target=payment, filter=kind=loan, action=set, value=0"),
        &["variants row 1, filter: `kind=loan` matches nothing here [network::touches_nothing]"],
    );
    expect(
        variant("target=payment, filter=kind=interest, action=multiply, value=0.5, last_year=2026"),
        &["variants row 1, filter: `kind=interest` matches nothing here [network::touches_nothing]"],
    );
    expect(
        variant("target=output, filter=facility=vat, action=multiply, value=2"),
        &[
            "variants row 1, action: what the filter matches has no number other than 0 to multiply [network::touches_nothing] -> use `set`",
        ],
    );
    expect(
        variant("target=purse, filter=member=refiner, action=multiply, value=2"),
        &[
            "variants row 1, action: what the filter matches has no number other than 0 to multiply [network::touches_nothing] -> use `set`",
        ],
    );
    expect(
        variant("target=purse, filter=member=miner, action=set, value=-1, first_year=2027"),
        &[
            "variants row 1, value: expected 0 or more, found -1 [network::range]",
            "variants row 1, first_year: a purse is that of the start: it takes no years [network::no_effect] -> leave it blank",
        ],
    );
    expect(
        variant("target=price, filter=market=shanghai, action=multiply, value=1, first_year=2030, last_year=2029"),
        &[
            "warning: variants row 1, value: `multiply` with 1 changes nothing [network::no_effect]",
            "variants row 1, last_year: the last year 2029 comes before the first year 2030 [network::years]",
        ],
    );
    expect(
        variant("target=price, filter=member=miner, action=set, value=1"),
        &[
            "variants row 1, filter: `member` cannot be filtered by here, only `market`, `material`, `side` [network::bad_filter]",
        ],
    );
}

#[test]
fn purses_and_debts() {
    let owes = || {
        toy()
            .add("finances", "member=miner, opening_cash_musd=10")
            .add("debts", "id=notes, member=miner, principal_musd=5, repayment=equal, last_year=2040")
    };
    expect(owes(), &[]);
    expect(
        owes()
            .add("finances", "member=minor, opening_cash_musd=-1, minimum_cash_musd=-2, overhead_musd_per_year=-3")
            .add("debts", "id=loan, member=minor, principal_musd=-5, rate=7, repayment=bullet, last_year=2020"),
        &[
            "finances row 2, member: there is no member `minor` [network::unknown_id] -> did you mean `miner`?",
            "finances row 2, opening_cash_musd: expected 0 or more, found -1 [network::range]",
            "finances row 2, minimum_cash_musd: expected 0 or more, found -2 [network::range]",
            "finances row 2, overhead_musd_per_year: expected 0 or more, found -3 [network::range]",
            "debts row 2, member: there is no member `minor` [network::unknown_id] -> did you mean `miner`?",
            "debts row 2, principal_musd: expected 0 or more, found -5 [network::range]",
            "debts row 2, rate: expected a share from 0 to 1, found 7 [network::range] -> 0.07 is 7%",
            "debts row 2, last_year: 2020 is before the horizon, which begins in 2026 [network::years]",
        ],
    );
}
