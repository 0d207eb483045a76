//! The web edge.

use super::layers::Layers;
use super::origin::Traced;
use super::resolve::{networks, seconds};
use super::server::Web;
use crate::blueprint::kinds::{self, WebSettings};
use crate::blueprint::units::Network;

/// What is built on nginx's side is fixed by the image; only tests map these ports.
const HTTP_PORT: u64 = 80;
const HTTPS_PORT: u64 = 443;
const BACKEND_PORT: u64 = 8080;

/// Who may reach publications that have no list of their own; empty: everybody.
pub(super) fn access(layers: &Layers<'_>) -> Traced<Vec<Network>> {
    layers.over_as(
        |s| s.web.as_ref()?.access.as_ref(),
        networks,
        Traced::default_value(Vec::new(), "everybody"),
    )
}

/// Resolves the settings of the web edge.
pub(super) fn web(layers: &Layers<'_>) -> Web {
    fn of(settings: &kinds::Settings) -> Option<&WebSettings> {
        settings.web.as_ref()
    }
    let port = |port: u64| Traced::default_value(port, port.to_string());
    Web {
        upload_limit: layers.over_as(
            |s| of(s)?.upload_limit.as_ref(),
            |size| size.in_mebibytes(),
            Traced::default_value(4096, "4 GiB"),
        ),
        timeout: seconds(layers, |s| of(s)?.timeout.as_ref(), 3600, "1 hour"),
        access: access(layers),
        hsts: layers.over(|s| of(s)?.hsts.as_ref(), Traced::default_value(true, "true")),
        requests_per_second: layers.over_as(
            |s| of(s)?.requests_per_second.as_ref(),
            |n| n.get(),
            Traced::default_value(50, "50"),
        ),
        http_port: port(HTTP_PORT),
        https_port: port(HTTPS_PORT),
        backend_port: port(BACKEND_PORT),
    }
}
