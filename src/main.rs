//! The command line of qalyp.

fn main() {}
