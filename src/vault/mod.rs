//! Secrets at rest: one encrypted file for each, and the facts about them that everybody may read.
