//! Where a value of a server comes from.

use crate::blueprint::kinds;
use crate::diagnostics::nearest;
use crate::fleet::{Catalogue, Contribution, Field, Fields, resolve};

/// A field of a server, its value, and everybody who said it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Server and field: `romashka-main.postgresql.work_mem`.
    pub path: String,
    /// The value as templates see it.
    pub value: serde_json::Value,
    /// The winner first, then those whom it overruled, the strongest first.
    pub contributions: Vec<Contribution>,
}

/// Why a question about a field has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyFault {
    /// No server has this name.
    UnknownServer {
        /// What was asked for.
        server: String,
        /// The server that was most likely meant.
        nearest: Option<String>,
    },
    /// The server needs something that is missing or wrong in the project.
    Unresolved {
        /// The server.
        server: String,
    },
    /// The server has no such field.
    UnknownField {
        /// The server.
        server: String,
        /// What was asked for.
        field: String,
        /// The field that was most likely meant.
        nearest: Option<String>,
    },
}

/// The answers to `SERVER`, `SERVER.FIELD` or `SERVER.SECTION`: one for a field, several for a
/// section or a whole server, in the order of the fields.
///
/// An entry of a list is named by its place or by its name (`infobases[0].title`,
/// `infobases.accounting.title`); `-` stands for `_`, so that keys can be copied from a blueprint.
pub fn why(catalogue: &Catalogue<'_>, target: &str) -> Result<Vec<Answer>, WhyFault> {
    let (server, field) = target.split_once('.').unwrap_or((target, ""));
    let all = || {
        let customers = catalogue.blueprints.customers.iter();
        customers.flat_map(|customer| customer.servers.iter().map(move |server| (customer, server)))
    };
    let found = all().find(|(_, candidate)| *candidate.name.value == *server);
    let Some((customer, blueprint)) = found else {
        let names = all().map(|(_, candidate)| &*candidate.name.value);
        let nearest = nearest(server, names).map(str::to_owned);
        return Err(WhyFault::UnknownServer { server: server.to_owned(), nearest });
    };
    answers(catalogue, customer, blueprint, field)
}

fn answers(
    catalogue: &Catalogue<'_>,
    customer: &kinds::Customer,
    blueprint: &kinds::Server,
    wanted: &str,
) -> Result<Vec<Answer>, WhyFault> {
    let name = &*blueprint.name.value;
    let server = resolve(catalogue, customer, blueprint)
        .ok_or_else(|| WhyFault::Unresolved { server: name.to_owned() })?;
    let mut fields = Vec::new();
    server.collect("", &mut fields);
    let named = by_names(&fields);
    let wanted_folded = fold(wanted);
    let places = [Some(wanted_folded.clone()), place_of_a_setting(&wanted_folded)];
    let answers: Vec<_> = fields
        .iter()
        .zip(&named)
        .filter(|(field, named)| {
            let path = fold(&field.path);
            let mut wanted = places.iter().flatten();
            wanted.any(|wanted| is_below(&path, wanted) || is_below(named, wanted))
        })
        .map(|(field, _)| Answer {
            path: format!("{name}.{}", field.path),
            value: field.value.clone(),
            contributions: field.origin.contributions().iter().rev().cloned().collect(),
        })
        .collect();
    if answers.is_empty() {
        let nearest = nearest(&wanted_folded, fields.iter().map(|field| field.path.as_str()));
        return Err(WhyFault::UnknownField {
            server: name.to_owned(),
            field: wanted.to_owned(),
            nearest: nearest.map(str::to_owned),
        });
    }
    Ok(answers)
}

/// Whether a field is the wanted one or lies in the wanted section.
fn is_below(field: &str, wanted: &str) -> bool {
    wanted.is_empty()
        || field
            .strip_prefix(wanted)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Where a key that is written below `settings` is resolved to, if that is elsewhere.
fn place_of_a_setting(path: &str) -> Option<String> {
    let setting = path.strip_prefix("settings.")?;
    let (section, key) = setting.split_once('.').map_or((setting, None), |(s, k)| (s, Some(k)));
    let place = match section {
        "memory" => "memory_plan",
        "web" | "postgresql" => section,
        "vpn" => "vpn.issuing",
        _ => return None,
    };
    Some(key.map_or_else(|| place.to_owned(), |key| format!("{place}.{key}")))
}

fn fold(path: &str) -> String {
    path.replace('-', "_")
}

/// The paths of all fields with the names of list entries in the place of their numbers.
fn by_names(fields: &[Field<'_>]) -> Vec<String> {
    let entries: Vec<(&str, String)> = fields
        .iter()
        .filter_map(|field| {
            let entry = field.path.strip_suffix(".name")?;
            let list = &entry[..entry.rfind('[').filter(|_| entry.ends_with(']'))?];
            Some((entry, format!("{list}.{}", field.value.as_str()?)))
        })
        .collect();
    let named = |field: &Field<'_>| {
        // Lists lie within lists: the innermost entry is replaced first, while its path is whole.
        let mut path = field.path.clone();
        for (entry, name) in entries.iter().rev() {
            if path.strip_prefix(entry).is_some_and(|rest| rest.starts_with('.')) {
                path.replace_range(..entry.len(), name);
            }
        }
        fold(&path)
    };
    fields.iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::blueprint::{Limits, Loaded, load};
    use crate::fleet::Layer;

    fn example() -> Loaded {
        load(Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new(), Limits::default())
    }

    fn ask(target: &str) -> Result<Vec<Answer>, WhyFault> {
        why(&Catalogue::new(&example().blueprints), target)
    }

    fn paths(target: &str) -> Vec<String> {
        ask(target).unwrap().into_iter().map(|answer| answer.path).collect()
    }

    #[test]
    fn a_field_names_its_winner_and_whom_it_overruled() {
        let answers = ask("romashka-main.tariff.name").unwrap();
        assert_eq!(answers.len(), 1);
        assert_eq!(answers[0].value, "business");
        let layers: Vec<_> = answers[0].contributions.iter().map(|c| c.layer).collect();
        assert_eq!(layers, [Layer::Server, Layer::Server]);
        let loaded = example();
        let texts = answers[0].contributions.iter().map(|c| loaded.sources.slice(c.span.unwrap()));
        assert_eq!(texts.collect::<Vec<_>>(), ["business", "start"]);
    }

    #[test]
    fn entries_of_lists_have_numbers_and_names() {
        let by_number = paths("romashka-main.infobases[1].title");
        assert_eq!(by_number, ["romashka-main.infobases[1].title"]);
        assert_eq!(paths("romashka-main.infobases.trade.title"), by_number);
        assert_eq!(
            paths(
                "romashka-main.infobases.exchange.publication.http-services.services.Orders.root-url"
            ),
            ["romashka-main.infobases[2].publication.http_services.services[0].root_url"]
        );
        assert_eq!(
            paths("romashka-main.vpn.users.daulet.address"),
            ["romashka-main.vpn.users[1].address"]
        );
    }

    #[test]
    fn a_section_has_several_answers_and_borders() {
        let memory = paths("romashka-main.memory");
        assert_eq!(memory, ["romashka-main.memory"], "not memory_plan");
        assert!(paths("romashka-main.memory-plan").len() > 1);
        assert!(paths("romashka-main").len() > paths("romashka-main.postgresql").len());
        assert_eq!(
            paths("romashka-main.postgresql.work-mem"),
            ["romashka-main.postgresql.work_mem"]
        );
    }

    #[test]
    fn a_setting_is_found_under_the_key_of_its_blueprint() {
        assert_eq!(paths("romashka-test.settings.web.access"), ["romashka-test.web.access"]);
        assert_eq!(
            paths("romashka-main.settings.memory.postgresql"),
            ["romashka-main.memory_plan.postgresql"]
        );
        assert_eq!(
            paths("zhuldyz-erp.settings.ssh.port"),
            ["zhuldyz-erp.settings.ssh.port"],
            "most settings lie where they are written"
        );
    }

    #[test]
    fn what_is_not_there_has_a_nearest() {
        assert_eq!(
            ask("romashka-mian.memory").unwrap_err(),
            WhyFault::UnknownServer {
                server: "romashka-mian".into(),
                nearest: Some("romashka-main".into())
            }
        );
        assert_eq!(
            ask("romashka-main.postgresql.wrok_mem").unwrap_err(),
            WhyFault::UnknownField {
                server: "romashka-main".into(),
                field: "postgresql.wrok_mem".into(),
                nearest: Some("postgresql.work_mem".into())
            }
        );
    }
}
