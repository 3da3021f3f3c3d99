use crate::toy::{expect, toy};

#[test]
fn the_toy_case_has_no_fault() {
    expect(toy(), &[]);
}
