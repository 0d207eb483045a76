//! The fleet and the ledger joined: accounts and services, replayed from their facts.
