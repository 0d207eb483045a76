//! Real programs read what qalyp writes: nginx, Apache, PostgreSQL, cloud-init, BIND's checkers and others.
//!
//! The files come from one build of the shipped example ([`tree`]). Programs that serve run in a machine of
//! their own ([`machine`]): an overlay of this system's file system with the emitted files at the very paths
//! that they have on a server, and a network of its own with the server's address, so that nothing in them
//! has to be changed. A program that is missing skips its tests, or fails them with `QALYP_REQUIRE_REAL=1`
//! ([`require`]).

// Test code: a panic is how it reports.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod acme;
mod alerts;
mod apply;
mod apply_secrets;
mod backup;
mod base;
mod bootstrap;
mod canaries;
mod cloud_init;
mod dashboards;
mod dns;
mod documents;
mod first_boot;
mod image_build;
mod keys_audit;
mod keys_interrupted;
mod letters;
mod machine;
mod markup;
mod monitoring;
mod monitoring_steps;
mod observation;
mod onec;
mod openvpn3;
mod outer_channel;
mod packer;
mod pki;
mod postgresql;
mod postgresql_init;
mod project;
mod promql;
mod provision;
mod publications;
mod receive;
mod refusals;
mod release;
mod release_folder;
mod require;
mod scripts;
mod secret_changed;
mod service_levels;
mod strace;
mod tree;
mod vault;
mod vpn;
mod vpn_access;
mod vpn_clients;
mod vpn_cut;
mod vpn_lists;
mod vpn_network;
mod web;
