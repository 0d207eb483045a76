//! The archive with everything that one server gets, its secrets among it.
