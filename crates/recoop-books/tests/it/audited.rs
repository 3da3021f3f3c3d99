//! The audit that reads only entries.

use recoop_books::audit::audit;

use crate::three;

#[test]
fn the_year_of_three_is_sound() {
    let books = three::year().world.books;
    let report = audit(books.entries(), books.settings().year_end, Some(books.balances()));
    assert_eq!(report.findings, []);
    // Depreciation and tax provision.
    assert_eq!(report.vouchers.len(), 2);
    assert_eq!(report.reversals.len(), 0);
}
