//! Access to servers, from the plan to the bundle, as an administrator does it.

mod bundle;
mod plan;
mod recipes;
mod shop;
mod status;
