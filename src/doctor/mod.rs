//! What is wrong with keys and secrets, or soon will be.
