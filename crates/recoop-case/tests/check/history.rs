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

#[test]
fn purses_that_begin_too_small_and_debts_without_one() {
    let debt = |member: &str| format!("id=notes, member={member}, principal_musd=5, repayment=equal, last_year=2040");
    expect(
        toy().add("finances", "member=miner, opening_cash_musd=10, undrawn_credit_musd=2, minimum_cash_musd=15"),
        &[
            "warning: finances row 1, minimum_cash_musd: `miner` begins with 12 MUSD of cash and credit, and 15 have to stay: it is insolvent unless the first period earns the rest [network::insolvent_at_start]",
        ],
    );
    expect(
        toy().set("members", "miner", "capital_total_musd", "").add("debts", &debt("miner")),
        &[
            "warning: debts row 1, member: `miner` has no purse, so that nothing can exhaust it: the debt has no effect [network::debt_without_purse] -> give it a row in `finances`",
        ],
    );
    expect(toy().set("members", "miner", "capital_total_musd", "9").add("debts", &debt("miner")), &[]);
}

#[test]
fn share_windows_and_credit_lines() {
    const WINDOW: &str =
        "member=miner, market=shanghai, material=nd_oxide, opens_above_usd_per_kg=60, open_musd_per_year=10";
    let opens = || {
        toy()
            .add("share_windows", &format!("id=early, {WINDOW}, shut_musd_per_year=1, last_year=2030"))
            .add("share_windows", &format!("id=late, {WINDOW}, first_year=2031"))
            .add("credit_lines", "id=loan, member=miner, amount_musd=5, share_window=early")
            .add(
                "credit_lines",
                "id=other, member=miner, amount_musd=5, market=shanghai, material=nd_oxide, above_usd_per_kg=60",
            )
            .add("credit_lines", "id=plain, member=miner, amount_musd=5, first_year=2027")
    };
    expect(opens(), &[]);
    expect(
        opens().add("attacks", "id=cut, kind=price, filter=material=nd_oxide, max_depth=0.5, producers_t=100"),
        &[
            "warning: share_windows: pooling bylaws of `stress` count its money as without an attack [network::window_in_bylaws] -> kill \
             costs shut windows; robust plans and buffers count as shut what an attack can shut",
        ],
    );
    expect(
        toy()
            .add("share_windows", "id=a, member=minor, market=shanghei, material=nd_oxid, opens_above_usd_per_kg=-1, open_musd_per_year=-2, shut_musd_per_year=-3")
            .add("share_windows", &format!("id=b, {WINDOW}, shut_musd_per_year=11, first_year=2030, last_year=2029"))
            .add("share_windows", "id=c, member=miner, market=shanghai, material=acid, opens_above_usd_per_kg=60, open_musd_per_year=10")
            .add("share_windows", &format!("id=d, {WINDOW}")),
        &[
            "share_windows row 1, member: there is no member `minor` [network::unknown_id] -> did you mean `miner`?",
            "share_windows row 1, market: there is no market `shanghei` [network::unknown_id] -> did you mean `shanghai`?",
            "share_windows row 1, material: there is no material `nd_oxid` [network::unknown_id] -> did you mean `nd_oxide`?",
            "share_windows row 1, opens_above_usd_per_kg: expected 0 or more, found -1 [network::range]",
            "share_windows row 1, open_musd_per_year: expected 0 or more, found -2 [network::range]",
            "share_windows row 1, shut_musd_per_year: expected 0 or more, found -3 [network::range]",
            "share_windows row 2, shut_musd_per_year: 11 MUSD when it is shut are more than 10 when it is open [network::shut_above_open]",
            "share_windows row 2, last_year: the last year 2029 comes before the first year 2030 [network::years]",
            "share_windows row 3, material: `acid` has no price at `shanghai` that holds in every scenario [network::gate_price]",
            "share_windows row 4, member: `c` is open to `miner` in the same year: its money would count twice [network::two_windows]",
        ],
    );
    expect(
        toy()
            .add("share_windows", &format!("id=early, {WINDOW}, last_year=2030"))
            .add("credit_lines", "id=a, member=minor, amount_musd=-1, share_window=late")
            .add("credit_lines", "id=b, member=motors, amount_musd=1, share_window=early, market=shanghai, material=nd_oxide, above_usd_per_kg=1")
            .add("credit_lines", "id=c, member=miner, amount_musd=1, share_window=early, first_year=2031")
            .add("credit_lines", "id=d, member=miner, amount_musd=1, market=shanghai, first_year=2032, last_year=2031"),
        &[
            "credit_lines row 1, member: there is no member `minor` [network::unknown_id] -> did you mean `miner`?",
            "credit_lines row 1, amount_musd: expected 0 or more, found -1 [network::range]",
            "credit_lines row 1, share_window: there is no share window `late` [network::unknown_id]",
            "credit_lines row 2, share_window: `early` is a share window of `miner`, not of `motors` [network::other_firm]",
            "credit_lines row 2, market: the condition is the share window `early` [network::no_effect] -> leave it blank, or leave `share_window` blank",
            "credit_lines row 2, material: the condition is the share window `early` [network::no_effect] -> leave it blank, or leave `share_window` blank",
            "credit_lines row 2, above_usd_per_kg: the condition is the share window `early` [network::no_effect] -> leave it blank, or leave `share_window` blank",
            "credit_lines row 3, share_window: `early` has no year in common with this line, which is never drawn [network::no_effect]",
            "credit_lines row 4, last_year: the last year 2031 comes before the first year 2032 [network::years]",
            "credit_lines row 4, material: a price as a condition needs market, material and level [network::missing]",
            "credit_lines row 4, above_usd_per_kg: a price as a condition needs market, material and level [network::missing]",
        ],
    );
}
