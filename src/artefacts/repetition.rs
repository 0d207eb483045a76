//! What a template is rendered for, one file each: the words of `each:` in a front matter.

use super::emit::Each;
use crate::blueprint::kinds::NoticeAbout;
use crate::fleet::server::{Infobase, Vpn, VpnProfile};
use crate::fleet::{Server, Zones};
use crate::render::ContextPath;

/// What the templates of a server may repeat for.
pub(super) fn of_server(server: &Server) -> Vec<Each> {
    vec![
        infobases("infobases", server, |_| true),
        infobases("infobases-published", server, |infobase| infobase.publication.is_some()),
        vpn("vpn-listeners", "listener", server, listeners),
        vpn("vpn-users", "user", server, users),
        vpn("vpn-certificates", "issued", server, certificates),
        vpn("vpn-profiles", "profile", server, profiles),
        notices("planned-works", server, NoticeAbout::PlannedWorks),
        notices("significant-changes", server, NoticeAbout::SignificantChange),
        price_changes(server),
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

fn vpn(
    word: &'static str,
    variable: &'static str,
    server: &Server,
    items: impl Fn(&str, &Vpn, &ContextPath) -> Vec<(String, ContextPath)>,
) -> Each {
    let place = ContextPath::root("server").key("vpn");
    let items = server.vpn.as_ref().map(|vpn| items(&server.name, vpn, &place)).unwrap_or_default();
    Each { word, variable, items }
}

fn listeners(_: &str, vpn: &Vpn, place: &ContextPath) -> Vec<(String, ContextPath)> {
    let udp = [("udp".to_owned(), place.key("udp"))];
    let tcp = vpn.tcp.iter().map(|_| ("tcp".to_owned(), place.key("tcp")));
    udp.into_iter().chain(tcp).collect()
}

fn users(_: &str, vpn: &Vpn, place: &ContextPath) -> Vec<(String, ContextPath)> {
    let place = |i| place.key("users").index(i);
    vpn.users.iter().enumerate().map(|(i, user)| (user.name.value.clone(), place(i))).collect()
}

fn certificates(_: &str, vpn: &Vpn, place: &ContextPath) -> Vec<(String, ContextPath)> {
    let issued = vpn.certificates.as_ref().map_or(&[][..], |issued| &issued.users);
    let place = |i| place.key("certificates").key("users").index(i);
    issued.iter().enumerate().map(|(i, one)| (one.name.value.clone(), place(i))).collect()
}

/// The file has the name of the server, because clients show it as the name of the connection.
fn profiles(server: &str, vpn: &Vpn, place: &ContextPath) -> Vec<(String, ContextPath)> {
    let place = |i| place.key("profiles").index(i);
    let name = |profile: &VpnProfile| {
        format!("{}/{}/{server}", profile.user.value, profile.platform.value)
    };
    vpn.profiles.iter().enumerate().map(|(i, profile)| (name(profile), place(i))).collect()
}

fn notices(word: &'static str, server: &Server, about: NoticeAbout) -> Each {
    let all = server.notices.iter().enumerate();
    let place = |i| ContextPath::root("server").key("notices").index(i);
    let items = all
        .filter(|(_, notice)| notice.about.value == about)
        .map(|(i, notice)| (notice.name.value.clone(), place(i)))
        .collect();
    Each { word, variable: "notice", items }
}

fn price_changes(server: &Server) -> Each {
    let place = |i| ContextPath::root("server").key("price_changes").index(i);
    let all = server.price_changes.iter().enumerate();
    let items = all.map(|(i, change)| (change.name.value.clone(), place(i))).collect();
    Each { word: "price-changes", variable: "price", items }
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
