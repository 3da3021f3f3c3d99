//! `recoop explain`.

use crate::command::Desk;

fn planned() -> Desk {
    let desk = Desk::with_hand_case("1-co-products");
    desk.run(&["plan", "case", "--quiet"]).well();
    desk
}

#[test]
fn a_run_explains_what_limits_it() {
    let said = planned().run(&["explain", "runs/co-products"]).well();
    insta::assert_snapshot!(said.out, @"
    capacity
      one more t/yr of capacity (t powder) at Polishing plant earns $0.0118 million/yr after its fixed
        cost in 2030, because a kg of activity makes goods worth 5 USD (mostly Polishing powder) out of
        goods worth -10.8 USD.

    price
      a kg of Cerium oxide in Home is worth -10.8 USD after tax in 2030, against 1.5 USD after tax at
        the nearest quote there.

    offer
      leave to sell one more t/yr of Cerium oxide at World market for 3 USD/kg is worth $0.0138
        million/yr per t/yr in 2030.
      leave to sell one more t/yr of Cerium oxide at World market for 1.5 USD/kg is worth $0.0123
        million/yr per t/yr in 2030.

    site
      room for one more t/yr on the site (polishing) is worth $0.0068 million per t/yr in present value.
    ");
    assert_eq!(said.err, "");
}

#[test]
fn words_choose_among_the_sentences() {
    let desk = planned();
    let said = desk.run(&["explain", "runs/co-products", "CERIUM", "sell"]).well();
    insta::assert_snapshot!(said.out, @"
    offer
      leave to sell one more t/yr of Cerium oxide at World market for 3 USD/kg is worth $0.0138
        million/yr per t/yr in 2030.
      leave to sell one more t/yr of Cerium oxide at World market for 1.5 USD/kg is worth $0.0123
        million/yr per t/yr in 2030.
    ");
    let one = desk.run(&["explain", "runs/co-products", "offer", "--limit", "1"]).well();
    assert_eq!(one.out.matches("leave to sell").count(), 1, "{}", one.out);
}

#[test]
fn words_that_fit_nothing_bring_the_topics() {
    let said = planned().run(&["explain", "runs/co-products", "bananas"]).refused(2);
    insta::assert_snapshot!(said.err, @"error: no explanation mentions `bananas`; the topics are capacity, offer, price, site");
}

#[test]
fn a_case_is_no_run() {
    let desk = planned();
    let said = desk.run(&["explain", "case"]).refused(1);
    assert_eq!(said.err, "error: `case` is not a run folder: it is a case; plan it first with recoop plan\n");
    let said = desk.run(&["explain", "nowhere"]).refused(1);
    assert!(said.err.contains("nowhere"), "{}", said.err);
}
