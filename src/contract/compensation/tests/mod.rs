use super::*;
use crate::contract::decision::assert_worded;

#[test]
fn the_labels_are_words_in_three_languages() {
    assert_worded(labels::ALL);
}
