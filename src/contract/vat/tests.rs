use crate::contract::decision::assert_worded;

#[test]
fn its_labels_can_stand_in_an_answer() {
    assert_worded(super::ALL);
}
