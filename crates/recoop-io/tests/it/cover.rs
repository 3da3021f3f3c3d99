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
