//! The output engine on real file systems.

#[cfg(test)]
mod builds;
#[cfg(test)]
mod support;
