use crate::toy::{expect, toy};

#[test]
fn what_nothing_refers_to_is_worth_a_look() {
    expect(
        toy().add("materials", "id=gypsum, kind=residue"),
        &["warning: materials row 8, id: `gypsum` is never made, bought, used or demanded [network::unused]"],
    );
    expect(
        toy().add("feeds", "id=dump").add("compositions", "feed=dump, element=Ce, share=1"),
        &["warning: feeds row 2, id: `dump` is mined by no facility, bought nowhere and in no stock [network::unused]"],
    );
    expect(
        toy().add("members", "id=broker, role=consumer"),
        &["warning: members row 5, id: `broker` owns, needs, trades and pays nothing [network::unused]"],
    );
    expect(toy().add("members", "id=fund, role=investor"), &[]);
    expect(
        toy().drop("facilities", "vat").drop("modes", "leaching"),
        &[
            "warning: technologies row 2, id: `leaching` is the technology of no facility [network::unused]",
            "warning: facilities row 1, technology: `pit` makes `concentrate@hill`, which nothing uses, sells or gets rid of: it cannot run [network::no_outlet] -> what has no use needs an offer to sell or a `disposal_cost_usd_per_kg`",
            "warning: facilities row 2, region: `column` cannot run: nothing brings `carbonate@hill` to `us` [network::never_runs]",
        ],
    );
}
