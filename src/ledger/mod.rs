//! Facts of money and time: what was paid, connected, asked for, switched off, repaired.
//!
//! They stand apart from the blueprints, and no artefact depends on them.
