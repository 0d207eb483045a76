//! The 1C platform: its version and the limits of its cluster.

use super::resolve::{text, written};
use super::server::{Cluster, Platform};
use crate::blueprint::kinds;
use crate::blueprint::units::{Size, Whole};

/// Resolves the platform.
pub(super) fn platform(platform: &kinds::Platform) -> Platform {
    let cluster = platform.cluster.as_ref().map(|limits| Cluster {
        infobases_per_process: limits
            .infobases_per_process
            .as_ref()
            .map(|n| written(n).map(Whole::get)),
        connections_per_process: limits
            .connections_per_process
            .as_ref()
            .map(|n| written(n).map(Whole::get)),
        memory_limit: limits.memory_limit.as_ref().map(|n| written(n).map(Size::in_mebibytes)),
        safe_call_memory: limits
            .safe_call_memory
            .as_ref()
            .map(|n| written(n).map(Size::in_mebibytes)),
    });
    Platform { version: text(&platform.version), licence: written(&platform.licence), cluster }
}
