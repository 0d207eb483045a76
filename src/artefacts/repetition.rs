//! What a template is rendered for, one file each: the words of `each:` in a front matter.

use super::emit::Each;
use crate::fleet::server::Infobase;
use crate::fleet::{Server, Zones};
use crate::render::ContextPath;

/// What the templates of a server may repeat for.
pub(super) fn of_server(server: &Server) -> Vec<Each> {
    vec![
        infobases("infobases", server, |_| true),
        infobases("infobases-published", server, |infobase| infobase.publication.is_some()),
    ]
}

fn infobases(word: &'static str, server: &Server, wanted: impl Fn(&Infobase) -> bool) -> Each {
    let all = server.infobases.iter().enumerate();
    let items = all
        .filter(|(_, infobase)| wanted(infobase))
        .map(|(i, infobase)| {
            let place = ContextPath::root("server").key("infobases").index(i);
            (infobase.name.value.clone(), place)
        })
        .collect();
    Each { word, variable: "infobase", items }
}

/// What the templates of the fleet may repeat for.
pub(super) fn of_fleet(zones: &Zones) -> Vec<Each> {
    let items = |root: &'static str, names: Vec<&String>| {
        let place = |i| ContextPath::root(root).index(i);
        names.into_iter().enumerate().map(|(i, name)| (name.clone(), place(i))).collect()
    };
    let forward = zones.forward.iter().map(|z| &z.name.value).collect();
    let reverse = zones.reverse.iter().map(|z| &z.name.value).collect();
    vec![
        Each { word: "zones", variable: "zone", items: items("zones", forward) },
        Each { word: "reverse-zones", variable: "reverse", items: items("reverse_zones", reverse) },
    ]
}
