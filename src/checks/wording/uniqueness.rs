use crate::checks::codes;
use crate::checks::fault::{AddressRole, Reserved, Twice, Unique};
use crate::diagnostics::{Code, Finding};

/// Code, noun, what the two places are called, and what to do.
const fn words(what: Unique) -> (Code, &'static str, &'static str, &'static str) {
    match what {
        Unique::Server => (
            codes::SERVER_TWICE,
            "server name",
            "this name is already taken here",
            "give one of the servers another name: names are unique in the project, also those of deleted servers",
        ),
        Unique::Domain => (
            codes::DOMAIN_TWICE,
            "domain label",
            "this label is already taken here",
            "choose another label; only a server with `access: deleted` sets its label free",
        ),
        Unique::Address => (
            codes::ADDRESS_TWICE,
            "address",
            "this address is already taken here",
            "choose a free address; only a server with `access: deleted` sets its address free",
        ),
        Unique::VpnUser => (
            codes::VPN_USER_TWICE,
            "VPN user",
            "this user is already here",
            "give each person or device a name of its own, so that one access can be revoked alone",
        ),
        Unique::Infobase => (
            codes::INFOBASE_TWICE,
            "infobase",
            "this name is already taken here",
            "rename one of them; the 1C cluster does not tell upper from lower case",
        ),
        Unique::Database => (
            codes::DATABASE_TWICE,
            "database",
            "this database already belongs to the infobase here",
            "give each infobase a database of its own with `database:`",
        ),
        Unique::Addon => (
            codes::ADDON_TWICE,
            "add-on",
            "this add-on is already taken here",
            "keep one entry; what is counted has a `quantity`",
        ),
        Unique::ProviderNetwork => (
            codes::NETWORK_NAME_TWICE,
            "network name",
            "this name is already taken here",
            "give each network a name of its own",
        ),
        Unique::VpnAddress => (
            codes::VPN_ADDRESS_TWICE,
            "fixed VPN address",
            "this address is already given here",
            "choose another address, or leave `address` out: then any free one is given",
        ),
    }
}

impl From<Twice<'_>> for Finding {
    fn from(fault: Twice<'_>) -> Self {
        let Twice { what, name, again, first_name, first } = fault;
        let (code, noun, there, advice) = words(what);
        let finding = Self::error(code, format!("the {noun} `{name}` is used twice"))
            .at(again, "used again here")
            .also(first, there)
            .help(advice);
        if name == first_name {
            return finding;
        }
        finding.note(format!("`{name}` and `{first_name}` differ only in upper and lower case"))
    }
}

impl From<Reserved<'_>> for Finding {
    fn from(fault: Reserved<'_>) -> Self {
        match fault {
            Reserved::WellKnownLabel { label, span } => Self::error(
                codes::RESERVED_LABEL,
                format!("the domain label `{label}` is reserved"),
            )
            .at(span, "programs look for a host of this name by themselves")
            .note("who has it would get requests that are meant for the provider")
            .help("choose another label"),
            Reserved::ProviderHost { label, span, host, written } => Self::error(
                codes::RESERVED_LABEL,
                format!("the domain label `{label}` would be the provider's host `{host}`"),
            )
            .at(span, "no customer's server may have this name")
            .also(written, "the provider's host")
            .help("choose another label"),
            Reserved::Address { address, span, role, written } => {
                let role = match role {
                    AddressRole::Gateway => "the gateway of its network",
                    AddressRole::Resolver => "a resolver of the provider",
                    AddressRole::Network => "the network's own address",
                    AddressRole::Broadcast => "the broadcast address of its network",
                };
                Self::error(
                    codes::RESERVED_ADDRESS,
                    format!("no server may have the address {address}: it is {role}"),
                )
                .at(span, format!("this is {role}"))
                .also(written, "written here")
                .help("choose a free address of the network")
            }
            Reserved::RenamedFromLiving { kind, name, span, living } => Self::error(
                codes::RENAME,
                format!("`renamed-from` names the {kind} `{name}`, which still exists"),
            )
            .at(span, "the former name")
            .also(living, "still used here")
            .help("remove `renamed-from` if this is not the same one; else remove the old entry"),
            Reserved::RenamedTwice { kind, name, span, first } => {
                Self::error(codes::RENAME, format!("two of them were the {kind} `{name}`"))
                    .at(span, "again here")
                    .also(first, "first here")
                    .help("keep `renamed-from` where the machine and its data are")
            }
        }
    }
}
