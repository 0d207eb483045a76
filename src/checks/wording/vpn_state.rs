use super::right_name;
use crate::checks::codes;
use crate::checks::fault::{Ending, LifetimeFault, NoVpn, VpnStateFault};
use crate::contract::{Instant, UtcOffset};
use crate::diagnostics::{Code, Finding};
use crate::fleet::vpn_state::{Part, StateFault, Unfit};

impl From<VpnStateFault<'_>> for Finding {
    fn from(fault: VpnStateFault<'_>) -> Self {
        match fault {
            VpnStateFault::UserGone { server, user, span, former, vpn } => Self::error(
                codes::USER_GONE,
                format!("`{user}` is no user of the VPN of `{server}` and has a certificate that is not revoked"),
            )
            .at(span, if former { "this one was replaced, and still lets in" } else { "it lets in whoever holds it" })
            .also(vpn, "the users are written here")
            .note("who is missing here is kept out by the list of users alone; a name can come back, and the old certificate with it")
            .help(format!("`qalyp vpn issue {server}` shows who loses access and revokes it"))
            .help("or bring the user back into the blueprint"),
            VpnStateFault::OfNothing { server, span, why } => of_nothing(server, span, why),
            VpnStateFault::Disagrees { server, span, fault } => disagrees(server, span, &fault),
            VpnStateFault::OtherHost { server, issued, span, is, written } => Self::error(
                codes::OTHER_HOST,
                format!("the VPN certificate of `{server}` is for the host name `{issued}`"),
            )
            .at(span, format!("the server is `{is}` by now"))
            .also(written, "said here")
            .note("profiles go by the server's name, which is the same: they stay good")
            .help(format!("`qalyp vpn issue {server}` issues one for `{is}`")),
            VpnStateFault::Ends { server, part, until, span, at, ending } => {
                let day = day(until);
                let (code, headline, label) = match ending {
                    Ending::Soon(days) => (
                        codes::ENDS_SOON,
                        format!("{part} of the VPN of `{server}` ends on {day}"),
                        match days {
                            0 => "that is today".to_owned(),
                            1 => "that is tomorrow".to_owned(),
                            days => format!("in {days} days, counted from {at}"),
                        },
                    ),
                    Ending::Past => (
                        if matches!(part, Part::User(_)) { codes::USER_ENDED } else { codes::ENDED },
                        format!("{part} of the VPN of `{server}` ended on {day}"),
                        match part {
                            Part::User(_) => "the user cannot come in",
                            _ => "nobody can come in",
                        }
                        .to_owned(),
                    ),
                };
                let finding = if code.0.starts_with('W') {
                    Self::warning(code, headline)
                } else {
                    Self::error(code, headline)
                };
                finding.at(span, label).help(renewal(server, &part))
            }
        }
    }
}

fn of_nothing(server: &str, span: crate::diagnostics::Span, why: NoVpn<'_>) -> Finding {
    let remove = format!(
        "if no machine runs with these certificates any more: `qalyp vault forget {server} vpn` removes this file and its keys, `qalyp vault forget {server}` everything of a server that is gone"
    );
    match why {
        NoVpn::NoServer { renamed, known } => {
            let finding = Finding::error(
                codes::STATE_OF_NOTHING,
                format!("the state of a VPN of `{server}`, and no server has this name"),
            )
            .at(span, "of this server");
            match renamed {
                Some((now, written)) => finding
                    .also(written, format!("`{now}` was renamed from it"))
                    .note("the name is in the server's certificate, and every profile pins it")
                    .help(format!("`qalyp vault forget {server}` removes this file and the old name's secrets; then `qalyp vpn issue {now}`, and give every user a new bundle")),
                None => right_name(finding, server, &known, "no server is in the blueprints").help(remove),
            }
        }
        NoVpn::NotAsked { written } => Finding::error(
            codes::STATE_OF_NOTHING,
            format!("the state of a VPN of `{server}`, which has none"),
        )
        .at(span, "of this server")
        .also(written, "its blueprint has no `vpn`")
        .help("bring `vpn` back into the blueprint")
        .help(remove),
    }
}

fn disagrees(server: &str, span: crate::diagnostics::Span, fault: &StateFault) -> Finding {
    let code = if is_weak(fault) { codes::WEAK } else { codes::STATE_DISAGREES };
    let finding = Finding::error(code, format!("the VPN of `{server}`: {fault}"));
    let finding = finding.at(span, "here").help(fault.help(server));
    match fault {
        StateFault::Issuer { part: Part::List } | StateFault::NotListed { .. } => {
            finding.note("OpenVPN would let in whom such a list should keep out")
        }
        _ => finding,
    }
}

/// Whether what is wrong is the strength of a key or of a signature.
fn is_weak(fault: &StateFault) -> bool {
    let fields = ["subjectPublicKeyInfo", "signatureAlgorithm"];
    matches!(fault, StateFault::Unfit { why: Unfit::Field { field, .. }, .. } if fields.contains(field))
}

fn renewal(server: &str, part: &Part) -> String {
    match part {
        Part::Authority => {
            format!(
                "`qalyp vpn renew {server} --authority` keeps its key: profiles that were handed out stay \
                 good to the old end, and users need new ones until then"
            )
        }
        Part::Server => {
            format!("`qalyp vpn renew {server} --server-certificate`: every profile stays good")
        }
        Part::User(user) => format!(
            "`qalyp vpn renew {server} --user {user}`, and give the new bundle to the user; \
             `qalyp vpn revoke` if nobody needs it"
        ),
        Part::List => format!("`qalyp vpn crl {server}`, then a release to the server"),
    }
}

/// The day in Kazakhstan, as people there say it.
fn day(moment: Instant) -> String {
    moment.date(UtcOffset::KAZAKHSTAN).to_string()
}

impl From<LifetimeFault> for Finding {
    fn from(fault: LifetimeFault) -> Self {
        const CODE: Code = codes::VPN_LIFETIMES;
        let (finding, span, text, other, other_text) = match fault {
            LifetimeFault::LongerThanAuthority { key, value, span, authority, authority_span } => (
                Self::error(CODE, format!("`{key}: {value}` is longer than the authority is good"))
                    .help("an authority cannot vouch for anything after its own end: choose a shorter time, or a longer one for `authority`"),
                span,
                "this would end after the authority".to_owned(),
                authority_span,
                format!("the authority is good for {authority}"),
            ),
            LifetimeFault::RenewedAtOnce { key, value, span, within, before, before_span } => (
                Self::error(CODE, format!("`{key}: {value}` would have to be renewed from its first day on"))
                    .help(format!("choose a `{within}` that is shorter than what is renewed")),
                span,
                format!("good for {value}"),
                before_span,
                format!("to be renewed {before} before its end"),
            ),
        };
        match (span, other) {
            (Some(span), Some(other)) => finding.at(span, text).also(other, other_text),
            (Some(span), None) => finding.at(span, text).note(format!("{other_text}, by default")),
            (None, Some(other)) => {
                finding.at(other, other_text).note(format!("{text}, by default"))
            }
            (None, None) => finding,
        }
    }
}
