//! How the machine of a tariff is shared between its programs, without a whole server.

use super::layers::Layers;
use super::server::{MemoryPlan, Monitoring, Postgresql};
use super::{memory, postgresql, system};
use crate::blueprint::kinds::{Image, Provider, Settings, Tariff};

/// What a machine gives to each program.
#[derive(Clone, Debug, PartialEq)]
pub struct Sizing {
    /// How the memory is divided.
    pub memory_plan: MemoryPlan,
    /// Settings of PostgreSQL.
    pub postgresql: Postgresql,
    /// How often is measured, and for how long it is kept.
    pub monitoring: Monitoring,
}

/// Sizes a tariff on an image, for the settings of a customer and a server, if there are any: the
/// same numbers that [`resolve`](super::resolve) gives a server.
pub fn sizing(
    provider: &Provider,
    image: &Image,
    tariff: &Tariff,
    customer: Option<&Settings>,
    server: Option<&Settings>,
) -> Sizing {
    let layers = Layers::new(provider, image, tariff, customer, server);
    let machine = &tariff.resources;
    let memory_plan = memory::plan(&layers, machine.memory.in_mebibytes());
    let (vcpu, disk) = (machine.vcpu.get(), machine.disk.in_gibibytes());
    let postgresql = postgresql::settings(&layers, &memory_plan, vcpu, disk);
    Sizing { memory_plan, postgresql, monitoring: system::monitoring(&layers) }
}
