use crate::toy::{Toy, expect, toy as plain};

/// The toy with a cut of prices that reaches cerium too, a squeeze that excludes it, and plants that run less.
pub fn toy() -> Toy {
    plain()
        .add(
            "attacks",
            "id=cut, kind=price, filter=material=nd_oxide, max_depth=0.5, ramp_per_year=0.25, exclusive_with=dear, \
             producers_t=1000, treasury_t=400, nation_t=100, elasticity=0.5, margin=0.4",
        )
        .add(
            "attacks",
            "id=dear, kind=squeeze, filter=side=buy, max_depth=2, exclusive_with=cut, nation_t=50, elasticity=0.45, margin=0.4",
        )
        .add("attacks", "id=late, kind=equipment, filter=member=smelter, max_depth=0.6, loss_musd_per_year=3")
        .add("pass_through", "attack=cut, filter=material=ce_oxide, share=0.3")
}

#[test]
fn the_attacks_have_no_fault() {
    expect(toy(), &[]);
}

fn attack(text: &str) -> Toy {
    toy().add("attacks", &format!("id=new, {text}"))
}

/// A cut of the price of neodymium oxide with something more.
fn price(text: &str) -> Toy {
    let more = if text.is_empty() { String::new() } else { format!(", {text}") };
    attack(&format!("kind=price, filter=material=nd_oxide, max_depth=0.5, producers_t=100{more}"))
}

/// The toy with limits on what is traded with the adversary, so that a ban can close it.
fn limited() -> Toy {
    toy().set("offers", "1", "limit_t_per_year", "500").set("offers", "2", "limit_t_per_year", "500")
}

fn ban(text: &str) -> Toy {
    limited().add("attacks", &format!("id=new, kind=ban, {text}"))
}

#[test]
fn a_filter_names_what_the_kind_has() {
    expect(
        attack("kind=price, filter=region=cn, max_depth=0.5, producers_t=1"),
        &[
            "attacks row 4, filter: `region` cannot be filtered by here, only `market`, `material`, `side` [network::bad_filter]",
        ],
    );
    expect(
        attack("kind=target, filter=member=refiner;side=sell, max_depth=0.5, producers_t=1"),
        &[
            "attacks row 4, filter: `side` cannot be filtered by here, only `member`, `material`, `facility` [network::bad_filter]",
        ],
    );
    expect(
        attack("kind=equipment, filter=material=nd_oxide, max_depth=0.5, loss_musd_per_year=1"),
        &[
            "attacks row 4, filter: `material` cannot be filtered by here, only `facility`, `technology`, `stage`, `region`, `member` [network::bad_filter]",
        ],
    );
    expect(
        attack("kind=target, filter=member=refiner;material=kind:powder, max_depth=0.5, producers_t=1"),
        &[
            "attacks row 4, filter: `material=kind:powder`: expected one of `ore`, `concentrate`, `intermediate`, `oxide`, `metal`, `alloy`, `magnet`, `scrap`, `reagent`, `residue`, `product`, found `powder` [network::bad_filter]",
        ],
    );
}

#[test]
fn an_attack_touches_what_the_adversary_can_move() {
    expect(price(""), &[]);
    expect(
        attack("kind=price, filter=market=texas, max_depth=0.5, producers_t=1"),
        &[
            "attacks row 4, filter: `market=texas` is not a market of the adversary [network::not_adversary] -> a cut at its own market reaches others through rows of `pass_through`",
        ],
    );
    expect(
        ban("filter=market=texas, loss_musd_per_year=1"),
        &["attacks row 4, filter: `market=texas` is not a market of the adversary [network::not_adversary]"],
    );
    expect(
        attack("kind=price, filter=market=shangai, max_depth=0.5, producers_t=1"),
        &[
            "attacks row 4, filter: `market=shangai` matches nothing here [network::touches_nothing] -> did you mean `shanghai`?",
        ],
    );
    // Cerium oxide is traded in Texas alone.
    expect(
        attack("kind=price, filter=material=ce_oxide, max_depth=0.5, producers_t=1"),
        &[
            "attacks row 4, filter: `material=ce_oxide` matches nothing here [network::touches_nothing] -> did you mean `nd_oxide`?",
        ],
    );
    expect(
        price("first_year=2031").set("offers", "1", "last_year", "2030").set("offers", "2", "last_year", "2030"),
        &[
            "attacks row 4, filter: what the filter matches does not exist between 2031 and 2035 [network::touches_nothing]",
        ],
    );
    expect(
        attack("kind=equipment, filter=member=smelters, max_depth=0.5, loss_musd_per_year=1"),
        &[
            "attacks row 4, filter: `member=smelters` matches nothing here [network::touches_nothing] -> did you mean `smelter`?",
        ],
    );
    expect(attack("kind=equipment, filter=stage=separation, max_depth=0.5, loss_musd_per_year=1"), &[]);
}

#[test]
fn no_adversary_no_attack() {
    expect(
        toy().set("markets", "shanghai", "controller", "nobody").drop("attacks", "dear").set(
            "attacks",
            "cut",
            "exclusive_with",
            "",
        ),
        &[
            "attacks row 1, kind: no market of the adversary has an offer that `price` could move [network::not_adversary]",
        ],
    );
}

#[test]
fn a_ban_closes_offers_with_a_limit() {
    expect(ban("filter=side=buy, loss_musd_per_year=1"), &[]);
    expect(
        ban("filter=side=buy, loss_musd_per_year=1").set("offers", "1", "limit_t_per_year", ""),
        &[
            "attacks row 4, filter: the offer to buy `nd_oxide` in row 1 has no limit that a ban could close [network::no_limit] -> give the offer a `limit_t_per_year`",
        ],
    );
    expect(
        ban("filter=side=buy, loss_musd_per_year=1, max_depth=1"),
        &[
            "attacks row 4, max_depth: `max_depth` has no meaning for `ban`, which is whole or not at all [network::no_effect]",
        ],
    );
    expect(
        ban("filter=side=buy, loss_musd_per_year=1, ramp_per_year=1"),
        &[
            "attacks row 4, ramp_per_year: `ramp_per_year` has no meaning for `ban`, which is whole or not at all [network::no_effect]",
        ],
    );
}

#[test]
fn a_target_has_one_victim_and_a_price() {
    let target = |filter: &str| attack(&format!("kind=target, filter={filter}, max_depth=0.5, producers_t=1"));
    expect(target("member=refiner;material=nd_oxide"), &[]);
    expect(
        target("material=nd_oxide"),
        &[
            "attacks row 4, filter: it names no member, but a `target` has one victim [network::no_victim] -> write `member=ID`; several members take several rows",
        ],
    );
    expect(
        target("member=*"),
        &[
            "attacks row 4, filter: it is aimed at several members, but a `target` has one victim [network::no_victim] -> write `member=ID`; several members take several rows",
        ],
    );
    expect(
        target("member=refiner;material=acid"),
        &["attacks row 4, filter: no plant of the victim makes such a material [network::touches_nothing]"],
    );
    expect(
        target("member=refiner;material=nd_oxid"),
        &[
            "attacks row 4, filter: `material=nd_oxid` matches no material [network::touches_nothing] -> did you mean `nd_oxide`?",
        ],
    );
    expect(
        target("member=smelter"),
        &[
            "attacks row 4, filter: what it matches has no price at a market of the adversary [network::touches_nothing]",
        ],
    );
    expect(
        target("member=smelters"),
        &[
            "attacks row 4, filter: `member=smelters` matches nothing here [network::touches_nothing] -> did you mean `smelter`?",
        ],
    );
    // Of what the refiner makes only neodymium oxide has a price in Shanghai, so that is what the volumes are of.
    expect(target("member=refiner"), &[]);
}

#[test]
fn a_depth_is_a_share_but_what_is_charged_can_more_than_double() {
    for (depth, found) in [("0", "0"), ("1.2", "1.2"), ("-0.5", "-0.5")] {
        let line =
            format!("attacks row 1, max_depth: expected a share above 0, up to 1, found {found} [network::range]");
        expect(toy().set("attacks", "cut", "max_depth", depth), &[&line]);
    }
    expect(
        toy().set("attacks", "dear", "filter", "material=nd_oxide"),
        &[
            "attacks row 2, max_depth: the adversary cannot pay less than nothing: expected up to 1, found 2 [network::range] -> a filter `side=buy` leaves out what it buys from us",
        ],
    );
    expect(
        toy().set("attacks", "dear", "max_depth", "0"),
        &["attacks row 2, max_depth: expected more than 0, found 0 [network::range]"],
    );
    expect(
        toy().set("attacks", "cut", "max_depth", ""),
        &["attacks row 1, max_depth: `price` needs a greatest depth [network::missing]"],
    );
    expect(
        toy().set("attacks", "cut", "ramp_per_year", "0"),
        &["attacks row 1, ramp_per_year: expected more than 0, found 0 [network::range]"],
    );
}

#[test]
fn years_lie_in_the_horizon() {
    expect(
        price("first_year=2025"),
        &["attacks row 4, first_year: 2025 is outside the horizon 2026 to 2035 [network::years]"],
    );
    expect(
        price("last_year=2036"),
        &["attacks row 4, last_year: 2036 is outside the horizon 2026 to 2035 [network::years]"],
    );
    expect(
        price("first_year=2030, last_year=2029"),
        &["attacks row 4, last_year: the last year 2029 comes before the first year 2030 [network::years]"],
    );
}

#[test]
fn volumes_never_grow_from_producers_to_treasury_to_nation() {
    expect(
        price("treasury_t=200"),
        &[
            "attacks row 4, treasury_t: 200 t is more than the 100 t of `producers_t` [network::volumes] -> producers sell most, the treasury makes good a part, exports are the nation's",
        ],
    );
    // A blank level is left out of the comparison.
    expect(
        price("nation_t=200"),
        &[
            "attacks row 4, nation_t: 200 t is more than the 100 t of `producers_t` [network::volumes] -> producers sell most, the treasury makes good a part, exports are the nation's",
        ],
    );
    expect(price("nation_t=100"), &[]);
    expect(
        toy().set("attacks", "dear", "nation_t", "-1"),
        &["attacks row 2, nation_t: expected 0 or more, found -1 [network::range]"],
    );
}

#[test]
fn what_an_attack_costs_is_known_once() {
    expect(
        attack("kind=price, filter=material=nd_oxide, max_depth=0.5"),
        &[
            "attacks row 4, producers_t: `price` needs an exposed volume: what it costs the adversary follows from it [network::missing]",
        ],
    );
    expect(
        price("loss_musd_per_year=1"),
        &[
            "attacks row 4, loss_musd_per_year: `loss_musd_per_year` has no meaning for `price`: volume and price say what is lost [network::no_effect]",
        ],
    );
    expect(
        price("margin=0.5"),
        &[
            "attacks row 4, margin: `margin` has no meaning without an elasticity: nothing more is sold [network::no_effect]",
        ],
    );
    expect(
        price("margin=1.5, elasticity=0.1"),
        &["attacks row 4, margin: expected a share from 0 to 1, found 1.5 [network::range]"],
    );
    expect(
        price("margin=0.5, elasticity=-1"),
        &["attacks row 4, elasticity: expected 0 or more, found -1 [network::range]"],
    );
    expect(
        price("margin=0.5, elasticity=3"),
        &[
            "attacks row 4, elasticity: elasticity times margin is 1.5, above 1: a small cut would be a gain [network::pays_for_itself] -> then the price lies above what serves the adversary best; lower one of them",
        ],
    );
    // A price beyond what serves the adversary best makes a further rise cost something at once.
    expect(toy().set("attacks", "dear", "elasticity", "3").set("attacks", "dear", "max_depth", "0.3"), &[]);
    expect(
        toy().set("attacks", "dear", "elasticity", "3"),
        &[
            "attacks row 2, max_depth: elasticity times depth is 6, above 1: nothing would be traded any more [network::nothing_left] -> that is a `ban`; lower one of them",
        ],
    );
    expect(
        ban("filter=side=buy"),
        &[
            "attacks row 4, loss_musd_per_year: `ban` needs a loss, or an exposed volume with a margin [network::missing]",
        ],
    );
    expect(ban("filter=side=buy, nation_t=100, margin=0.5"), &[]);
    expect(
        ban("filter=side=buy, nation_t=100"),
        &["attacks row 4, margin: `ban` needs a margin: what is lost on the trade that stops [network::missing]"],
    );
    expect(
        ban("filter=side=buy, nation_t=100, margin=0.5, loss_musd_per_year=2"),
        &[
            "attacks row 4, loss_musd_per_year: `loss_musd_per_year` has no meaning beside volumes, which say it already [network::no_effect]",
        ],
    );
    expect(
        ban("filter=side=buy, margin=0.5, loss_musd_per_year=2"),
        &["attacks row 4, margin: `margin` has no meaning without an exposed volume [network::no_effect]"],
    );
    expect(
        ban("filter=side=buy, loss_musd_per_year=2, elasticity=1"),
        &["attacks row 4, elasticity: `elasticity` has no meaning for `ban`: no price moves [network::no_effect]"],
    );
    expect(
        toy().set("attacks", "late", "loss_musd_per_year", ""),
        &[
            "attacks row 3, loss_musd_per_year: `equipment` needs a loss: equipment has no price here [network::missing]",
        ],
    );
    expect(
        toy().set("attacks", "late", "nation_t", "5"),
        &[
            "attacks row 3, nation_t: `nation_t` has no meaning for `equipment`, which has no price here [network::no_effect]",
        ],
    );
}

#[test]
fn volumes_are_of_one_material_that_the_attack_touches() {
    let two = || {
        toy()
            .add("offers", "market=shanghai, material=ce_oxide, side=buy")
            .add("prices", "market=shanghai, material=ce_oxide, year=2026, price_usd_per_kg=2")
            .add("attacks", "id=new, kind=price, filter=material=kind:oxide, max_depth=0.5, producers_t=100")
            .drop("attacks", "dear")
            .set("attacks", "cut", "exclusive_with", "")
    };
    expect(
        two(),
        &["attacks row 3, reference: it touches `nd_oxide`, `ce_oxide`: of which are the volumes [network::missing]"],
    );
    expect(two().set("attacks", "new", "reference", "nd_oxide"), &[]);
    expect(
        price("reference=nd_oxid"),
        &["attacks row 4, reference: there is no material `nd_oxid` [network::unknown_id] -> did you mean `nd_oxide`?"],
    );
    expect(
        price("reference=ce_oxide"),
        &[
            "attacks row 4, reference: the attack does not touch `ce_oxide` itself [network::reference] -> name a material of its filter with a price at a market of the adversary",
        ],
    );
    expect(
        ban("filter=side=buy, loss_musd_per_year=2, reference=nd_oxide"),
        &["attacks row 4, reference: `reference` has no meaning without an exposed volume [network::no_effect]"],
    );
}

#[test]
fn attacks_that_exclude_each_other_both_say_so() {
    expect(
        price("exclusive_with=dear"),
        &[
            "attacks row 4, exclusive_with: `dear` does not say that it excludes `new` [network::one_sided] -> name `new` in row 2 too",
        ],
    );
    expect(
        price("exclusive_with=deer"),
        &["attacks row 4, exclusive_with: there is no attack `deer` [network::unknown_id] -> did you mean `dear`?"],
    );
    expect(
        price("exclusive_with=new"),
        &["attacks row 4, exclusive_with: `new` cannot exclude itself [network::one_sided]"],
    );
    expect(
        toy().set("attacks", "cut", "exclusive_with", "dear;dear"),
        &["attacks row 1, exclusive_with: `dear` is named twice [network::named_twice]"],
    );
}

#[test]
fn prices_pass_on_to_something_new() {
    let pass = |text: &str| toy().add("pass_through", text);
    expect(pass("attack=cut, filter=material=acid, share=0.1"), &[]);
    expect(
        pass("attack=cut, filter=material=acid, share=0"),
        &["pass_through row 2, share: expected a share above 0, up to 1, found 0 [network::range]"],
    );
    expect(
        pass("attack=cut, filter=material=acid, share=1.1"),
        &["pass_through row 2, share: expected a share above 0, up to 1, found 1.1 [network::range]"],
    );
    expect(
        pass("attack=cutt, filter=material=acid, share=0.1"),
        &["pass_through row 2, attack: there is no attack `cutt` [network::unknown_id] -> did you mean `cut`?"],
    );
    expect(
        pass("attack=late, filter=material=acid, share=0.1"),
        &[
            "pass_through row 2, attack: `late` is a `equipment`; only the prices of a `price` pass on [network::no_effect]",
        ],
    );
    expect(
        pass("attack=cut, filter=market=dallas, share=0.1"),
        &["pass_through row 2, filter: `market=dallas` matches nothing here [network::touches_nothing]"],
    );
    expect(
        pass("attack=cut, filter=market=shanghai, share=0.1"),
        &[
            "pass_through row 2, filter: the attack or a closer row reaches all that it matches [network::touches_nothing]",
        ],
    );
    expect(
        pass("attack=cut, filter=market=texas;material=ce_oxide, share=0.1"),
        &[
            "pass_through row 1, filter: the attack or a closer row reaches all that it matches [network::touches_nothing]",
        ],
    );
    expect(
        pass("attack=cut, filter=material=acid, share=0.1").set("offers", "texas/acid", "last_year", "2028").set(
            "attacks",
            "cut",
            "first_year",
            "2029",
        ),
        &[
            "pass_through row 2, filter: what the filter matches does not exist between 2029 and 2035 [network::touches_nothing]",
        ],
    );
}
