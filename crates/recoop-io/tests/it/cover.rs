//! How well a case is sourced.

use recoop_io::coverage;

use crate::case::Case;

#[test]
fn rows_are_counted_by_source_and_confidence() {
    let case = Case::new().write("feeds.csv", "id,source,confidence\na,example,high\nb,,low\nc,example,\nd,,medium\n");
    let coverage = coverage(&case.read().tables);
    let feeds = coverage.tables.iter().find(|table| table.table == "feeds").unwrap();
    assert_eq!((feeds.rows, feeds.sourced, feeds.share(feeds.sourced)), (4, 2, 0.5));
    assert_eq!((feeds.high, feeds.medium, feeds.low, feeds.assumed, feeds.unstated), (1, 1, 1, 0, 1));
    let total = coverage.total();
    assert_eq!(total.rows, coverage.tables.iter().map(|table| table.rows).sum::<usize>());
    assert!(coverage.tables.iter().all(|table| table.table != "sources"));
}

#[test]
fn money_hangs_on_rows() {
    let case = Case::new()
        .write("technologies.csv", "id,stage,variable_cost_usd_per_kg,capex_ref_musd,size_ref_t_per_year,lifetime_years,confidence\nmelt,metal,2,10,100,10,low\n")
        .write("facilities.csv", "id,region,technology,status,capacity_t_per_year,max_capacity_t_per_year,variable_cost_usd_per_kg,source,confidence\nold,us,melt,existing,1000,,3,example,high\nnew,us,melt,candidate,,200,,,assumed\n")
        .write("offers.csv", "market,material,side,limit_t_per_year,price_factor,confidence\nworld,metal,sell,100,0.5,medium\n")
        .write("prices.csv", "market,material,year,price_usd_per_kg,confidence\nworld,metal,2030,10,high\nworld,metal,2031,20,high\n")
        .write("demands.csv", "id,end_use,region,material,priority,value_usd_per_kg,shortage_cost_usd_per_kg\nuse,use,us,metal,defense,50,0\n")
        .write("quantities.csv", "demand,year,quantity_t_per_year,confidence\nuse,2030,10,low\nuse,2031,30,low\n");
    let money = recoop_io::Coverage::money(&case.read().tables);
    // old 1,000 t at its own 3 USD/kg: 3. melt: the variable cost of `new`, 0.4, and its capital of 20 over 10 years: 2.4.
    // The offer: 100 t at half of 20: 1, and as much on its two prices. The demand: 20 t at 50: 1, and as much on its quantities.
    let [high, medium, low, assumed, unstated] = money.by_confidence;
    for (found, by_hand) in [
        (high, 3.0 + 1.0),
        (medium, 1.0),
        (low, 2.4 + 1.0),
        (assumed, 0.0),
        (unstated, 1.0),
        (money.sourced, 3.0),
        (money.total, 9.4),
    ] {
        assert!((found - by_hand).abs() < 1e-12, "found {found}, by hand {by_hand}");
    }
}
