//! Requests, their refusals, cancellation, and answers as JSON.

mod answers;
mod cancel;
#[path = "../../../recoop-report/tests/it/declarations.rs"]
mod declarations;
mod reference;
mod requests;
mod scenarios;

use std::path::{Path, PathBuf};

/// A shipped case or game.
fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases").join(name)
}

/// The case `6-long-purse` with a price history, outages and sensitivities of its own, in a folder.
fn with_chance(folder: &Path) -> PathBuf {
    let into = folder.join("case");
    std::fs::create_dir_all(&into).unwrap();
    for entry in std::fs::read_dir(case("6-long-purse")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, into.join(path.file_name().unwrap())).unwrap();
    }
    let mut prices = std::fs::read_to_string(into.join("prices.csv")).unwrap();
    for (at, price) in [96, 120, 88, 101, 130, 85, 99, 110, 94, 105].iter().enumerate() {
        prices.push_str(&format!("world,oxide,{},{price},assumed\n", 2020 + at));
    }
    let write = |table: &str, text: &str| std::fs::write(into.join(format!("{table}.csv")), text).unwrap();
    write("prices", &prices);
    write("price_links", "filter,market,material,confidence\nmaterial=oxide,world,oxide,assumed\n");
    write("outages", "id,filter,per_year,mean_years,confidence\nall,,0.2,0.5,assumed\n");
    write(
        "sensitivities",
        "id,target,filter,action,low,high\noxide,price,material=oxide,multiply,0.9,1.1\nwide,price,material=oxide,multiply,0.8,1.2\n",
    );
    into
}
