//! Infobases and their publications: what is asked for, and what they inherit from the web edge.

use super::origin::{Origin, Traced};
use super::resolve::{or_default, over, text};
use super::secrets;
use super::server::{HttpService, HttpServices, Infobase, Odata, Publication, Soap, Web};
use crate::blueprint::Spanned;
use crate::blueprint::kinds;
use crate::blueprint::units::{Network, Size};
use crate::contract::Duration;

/// Resolves an infobase.
pub(super) fn infobase(infobase: &kinds::Infobase, web: &Web) -> Infobase {
    let name = text(&infobase.name);
    let inherits_name = |own: Option<&Spanned<_>>| match own {
        Some(own) => text(own),
        None => Traced::new(name.value.clone(), name.origin.clone()),
    };
    Infobase {
        title: inherits_name(infobase.title.as_ref()),
        database: inherits_name(infobase.database.as_ref()),
        secret: Traced::computed(secrets::of_infobase(&name), secrets::RULE),
        locale: match &infobase.locale {
            Some(locale) => text(locale),
            None => Traced::new("ru".to_owned(), Origin::default_value("ru")),
        },
        scheduled_jobs: or_default(infobase.scheduled_jobs.as_ref(), true, "true"),
        publication: infobase.publication.as_ref().map(|p| publication(p, web)),
        name,
    }
}

fn publication(publication: &kinds::Publication, web: &Web) -> Publication {
    let access = narrowed(publication.access.as_ref(), &web.access);
    Publication {
        path: text(&publication.path),
        web_client: or_default(publication.web_client.as_ref(), true, "true"),
        upload_limit: over(
            publication.upload_limit.map(|s| spanned(s, Size::in_mebibytes)).as_ref(),
            web.upload_limit.clone(),
        ),
        timeout: over(
            publication.timeout.map(|s| spanned(s, Duration::seconds)).as_ref(),
            web.timeout.clone(),
        ),
        soap: publication.soap.as_ref().map(|soap| Soap {
            services: soap.services.iter().map(text).collect(),
            access: narrowed(soap.access.as_ref(), &access),
        }),
        http_services: publication.http_services.as_ref().map(|services| HttpServices {
            services: services.services.iter().map(http_service).collect(),
            access: narrowed(services.access.as_ref(), &access),
        }),
        odata: publication
            .odata
            .as_ref()
            .map(|odata| Odata { access: narrowed(odata.access.as_ref(), &access) }),
        access,
    }
}

fn http_service(service: &kinds::HttpService) -> HttpService {
    let name = text(&service.name);
    HttpService {
        root_url: match &service.root_url {
            Some(root) => text(root),
            None => Traced::new(name.value.clone(), name.origin.clone()),
        },
        name,
    }
}

fn spanned<T, U>(from: Spanned<T>, show: impl Fn(T) -> U) -> Spanned<U> {
    Spanned { value: show(from.value), span: from.span }
}

/// An access list of its own replaces the inherited one.
fn narrowed(
    own: Option<&Spanned<Vec<Spanned<Network>>>>,
    inherited: &Traced<Vec<Network>>,
) -> Traced<Vec<Network>> {
    let own = own.map(|list| Spanned {
        value: list.value.iter().map(|n| n.value).collect::<Vec<_>>(),
        span: list.span,
    });
    over(own.as_ref(), inherited.clone())
}
