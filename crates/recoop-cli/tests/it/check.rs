//! `recoop check`.

use crate::command::{Desk, copy, repository};

fn broken() -> Desk {
    let desk = Desk::with_new_case();
    desk.change("case/facilities.csv", "northern_oxides,home", "northern_oxide,home");
    desk
}

#[test]
fn a_fault_is_drawn_on_standard_error() {
    let said = broken().run(&["check", "case"]).refused(1);
    insta::assert_snapshot!(said.err, @"
    network::unknown_id

      × there is no member `northern_oxide`
       ╭─[case/facilities.csv:4:25]
     4 │ oxide_works,Oxide works,northern_oxide,home,solvent_extraction,,candidate,…
       ·                         ───────┬──────
       ·                                ╰── `member`
       ╰────
      help: did you mean `northern_oxides`?

    error: `case` has 1 error
    ");
}

#[test]
fn a_plan_of_a_broken_case_is_refused_with_the_same_drawing() {
    let desk = broken();
    let checked = desk.run(&["check", "case"]).refused(1);
    let planned = desk.run(&["plan", "case"]).refused(1);
    assert_eq!(planned.err, checked.err);
    assert_eq!(desk.entries("."), ["case"]);
}

#[test]
fn all_faults_are_found_at_once_and_as_many_drawn_as_asked_for() {
    let desk = broken();
    desk.change("case/recipes.csv", "sintering,dy_oxide", "sintering,dysprosium");
    desk.change("case/case.toml", "tax_rate = 0.21", "tax_rate = 21");
    let all = desk.run(&["check", "case"]).refused(1).err;
    for part in ["northern_oxide", "dysprosium", "tax_rate"] {
        assert!(all.contains(part), "{part} is not in {all}");
    }
    let one = desk.run(&["check", "case", "--limit", "1"]).refused(1).err;
    assert!(one.matches("×").count() == 1 && all.matches("×").count() > 1, "{one}");
}

/// A number that cannot be read hides nothing else that is wrong with its row, and rests no rule on itself.
#[test]
fn a_row_with_a_number_that_cannot_be_read_keeps_its_other_faults() {
    let desk = Desk::new();
    copy(&repository().join("cases/6-long-purse"), &desk.path("case"));
    let write = |table: &str, text: &str| std::fs::write(desk.path(&format!("case/{table}.csv")), text).unwrap();
    write("cash_events", "id,member,kind,year,amount_musd\nn,oak,capital,2050,x\n");
    write(
        "share_windows",
        "id,member,market,material,opens_above_usd_per_kg,open_musd_per_year,shut_musd_per_year\nw,birch,world,oxide,60,15%,3\n",
    );
    let said = desk.run(&["check", "case", "--json"]);
    assert_eq!(said.code, 1);
    let faults: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let found: Vec<String> = faults
        .as_array()
        .unwrap()
        .iter()
        .map(|it| format!("{}: {}", it["code"].as_str().unwrap(), it["message"].as_str().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            "table::bad_value: expected a number, found `15%`",
            "network::unknown_id: there is no member `oak`",
            "network::years: 2050 is outside the horizon 2030 to 2032",
            "table::bad_value: expected a number, found `x`",
        ]
    );
    let hint = &faults[0]["hint"];
    assert_eq!(hint, "`open_musd_per_year` is no share: write the number alone, in the unit of the column: `15`");
}

/// A line for each purse shows what would be a number in another unit.
#[test]
fn purses_have_a_line_each() {
    let desk = Desk::new();
    copy(&repository().join("cases/6-long-purse"), &desk.path("case"));
    for (table, text) in [
        (
            "finances",
            "member,opening_cash_musd,undrawn_credit_musd,minimum_cash_musd,overhead_musd_per_year,interest_musd_per_year\nbirch,15,10,2,3,1\n",
        ),
        ("debts", "id,member,principal_musd,rate,repayment,last_year\nnotes,birch,20,0.05,equal,2033\n"),
        (
            "cash_events",
            "id,member,kind,year,amount_musd\nspent,birch,capital,2031,-7\nshares,birch,equity,2030,5\npaid,elder,repayment,2031,-2\n",
        ),
        ("credit_lines", "id,member,amount_musd,market,material,above_usd_per_kg\nline,birch,6,world,oxide,60\n"),
        (
            "share_windows",
            "id,member,market,material,opens_above_usd_per_kg,open_musd_per_year\nopen,birch,world,oxide,60,8\n",
        ),
    ] {
        std::fs::write(desk.path(&format!("case/{table}.csv")), text).unwrap();
    }
    let out = desk.run(&["check", "case"]).well().out;
    let line = |name: &str| {
        let line = out.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_else(|| panic!("{out}"));
        line.split_whitespace().map(str::to_string).collect::<Vec<_>>()
    };
    // Fixed: 3 of overhead, 1 and 20 times 0.05 of interest, 1,000 t at 10 USD/kg. Three of four parts of the notes are due.
    assert_eq!(line("birch"), ["birch", "23", "15", "15", "-2", "6", "8"], "{out}");
    assert_eq!(line("elder"), ["elder", "4", "5", "2", "0", "0", "0"], "{out}");
}

#[test]
fn faults_come_as_json() {
    let said = broken().run(&["check", "case", "--json"]);
    assert_eq!(said.code, 1);
    let faults: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let fault = &faults.as_array().unwrap()[0];
    assert_eq!(fault["code"], "network::unknown_id");
    assert_eq!(fault["cell"], "northern_oxide");
    assert_eq!(fault["hint"], "did you mean `northern_oxides`?");
    assert_eq!((fault["line"].as_u64(), fault["column"].as_u64()), (Some(4), Some(25)));
    let said = Desk::with_new_case().run(&["check", "case", "--json"]).well();
    assert_eq!(said.out, "[]\n");
}

#[test]
fn a_case_that_is_not_there_is_said_to_be_none() {
    let said = Desk::new().run(&["check", "nowhere"]).refused(1);
    assert!(said.err.contains("nowhere: there is no such file or folder"), "{}", said.err);
}

#[test]
fn a_check_says_what_a_case_holds() {
    let said = Desk::with_hand_case("4-tree").run(&["check", "case"]).well();
    insta::assert_snapshot!(said.out, @"
    A gamble, weighed by its mean and its tail (tree)
      values v2:5e2dc9fb412fad1a61b5aefb9ccd46e2bf00b451a095b141e89ccb8a26374b25
      horizon     2030-2031 in 2 periods
      scenarios   3 scenarios, 4 states
      materials   2 and 0 streams by feed
      facilities  0 existing, 0 under construction, 1 candidates; 1 way of running them
        metal         1
      members     1; 1 region, 0 lanes, 1 market, 2 offers, 0 demands, 0 stocks, 0 policies in force
     table          rows  a source  high  medium  low  assumed  unstated
     materials         2        0%    0%      0%   0%       0%      100%
     technologies      1        0%    0%      0%   0%       0%      100%
     recipes           2        0%    0%      0%   0%       0%      100%
     regions           1        0%    0%      0%   0%       0%      100%
     members           1        0%    0%      0%   0%       0%      100%
     facilities        1        0%    0%      0%   0%       0%      100%
     markets           1        0%    0%      0%   0%       0%      100%
     offers            2        0%    0%      0%   0%       0%      100%
     prices            4        0%    0%      0%   0%       0%      100%
     scenarios         4        0%    0%      0%   0%       0%      100%
     all              19        0%    0%      0%   0%       0%      100%
     $ million/yr  0.267        0%    0%      0%   0%       0%      100%
      $ million/yr: money of plants, trade and demand at full use; capital by year of its life
    case: no errors
    ");
}

#[test]
fn past_years_stand_beside_what_was_observed() {
    let desk = Desk::with_hand_case("4-tree");
    let said = desk.run(&["check", "case", "--hindcast"]).refused(1);
    assert!(said.err.contains("no table `observations`"), "{}", said.err);
    let facts = "id,name,year,measure,filter,low,observed,high,confidence\n\
                 made,Metal made,2029,made,stage=metal,0,0,1,high\n\
                 sold,Metal sold,2029,sold,material=metal,10,20,30,low\n";
    std::fs::write(desk.path("case/facts.csv"), facts).unwrap();
    let said = desk.run(&["check", "case", "--hindcast"]);
    assert_eq!(said.code, 6, "{}{}", said.out, said.err);
    insta::assert_snapshot!(said.out, @"
    Past years, with no freedom to build
     year  observation  unit  observed  modeled  band      confidence
     2029  Metal made   t            0        0  0 to 1    high
     2029  Metal sold   t           20        0  10 to 30  low         OUTSIDE
      1 of 2 observations are inside their bands
    ");
    let said = desk.run(&["check", "case", "--hindcast", "--json"]);
    let facts: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((said.code, &facts[0]["holds"], &facts[1]["holds"]), (6, &true.into(), &false.into()));
    assert_eq!(facts[1]["modeled"], 0.0);
}

#[test]
fn what_can_be_said_is_said_although_a_cell_cannot_be_read() {
    let desk = broken();
    desk.change("case/case.toml", "tax_rate = 0.21", "tax_rate = 21");
    desk.change("case/members.csv", "ridge_mining,Ridge Mining,supplier", "ridge_mining,Ridge Mining,supply");
    let said = desk.run(&["check", "case"]).refused(1).err;
    // `supply` is no role: the member's row is missing, so nobody is blamed for naming an unknown member.
    assert!(said.contains("`supply`") && said.contains("tax_rate"), "{said}");
    assert!(!said.contains("there is no member"), "{said}");
    desk.change("case/facilities.csv", "home,solvent_extraction,,candidate", "home,solvent_extractions,,candidate");
    let said = desk.run(&["check", "case"]).refused(1).err;
    assert!(said.contains("did you mean `solvent_extraction`?"), "{said}");
}

/// Metal has a mean price of 153 in 2030 and of 92.6 USD/kg in 2031: 122.8 · 20 000 t · 0.5 is 1,228 MUSD.
#[test]
fn a_check_says_what_attacks_touch_and_cost() {
    let desk = Desk::with_hand_case("4-tree");
    desk.change("case/markets.csv", "nobody", "adversary");
    let header =
        "id,kind,filter,max_depth,first_year,producers_t,treasury_t,nation_t,elasticity,margin,loss_musd_per_year";
    let rows = "crash,price,side=sell,0.5,,20000,5000,,1,0.5,\n\
                dear_scrap,squeeze,side=buy,1.5,2031,,,400,0.6,0.3,\n\
                aimed,target,member=smith,0.25,,,,100,,,\n\
                late,equipment,technology=*,0.4,,,,,,,2.5\n";
    std::fs::write(desk.path("case/attacks.csv"), format!("{header}\n{rows}")).unwrap();
    let said = desk.run(&["check", "case"]).well();
    let table: Vec<&str> =
        said.out.lines().map(str::trim_end).skip_while(|line| !line.contains("attack ")).take(7).collect();
    insta::assert_snapshot!(table.join("\n"), @"
     attack      kind       depth  years      touches  producers  treasury  nation
     crash       price        50%  2030-2031  1 sell       1,228       307       -
     dear_scrap  squeeze     150%  2031       1 buy            -         -   0.096
     aimed       target       25%  2030-2031  1 plant          -         -    3.07
     late        equipment    40%  2030-2031  1 plant        2.5       2.5     2.5
      touches: offers to buy and to sell, or plants; cost to the adversary's producers, treasury and
        nation, $ million/yr at full depth, mean of its years and scenarios
    ");
}
