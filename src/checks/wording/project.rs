use crate::checks::codes;
use crate::checks::fault::ProjectFault;
use crate::diagnostics::Finding;

impl From<ProjectFault<'_>> for Finding {
    fn from(fault: ProjectFault<'_>) -> Self {
        match fault {
            ProjectFault::NoProvider => {
                Self::error(codes::NO_PROVIDER, "the project has no provider")
                    .note("zone, networks, currency and tax come from the document with `kind: provider`")
                    .help("describe the provider; `qalyp schema provider` prints every key")
            }
            ProjectFault::NoTerms => {
                Self::error(codes::NO_TERMS, "the project has no terms of the contract")
                    .note("prices, changes of tariff and the hours of works are judged by the document with `kind: terms`")
                    .help("`qalyp init DIR` writes an edition of the terms that can be copied")
            }
            ProjectFault::SecondProvider { name, span, first } => Self::error(
                codes::SECOND_PROVIDER,
                format!("`{name}` is a second provider in one project"),
            )
            .at(span, "whose zone and prices would hold?")
            .also(first, "the first provider")
            .help("give each provider a project of its own"),
            ProjectFault::TermsTwice { from, span, other, first } => Self::error(
                codes::TERMS_TWICE,
                format!("two editions of the terms are in force from {from}"),
            )
            .at(span, "this one")
            .also(first, format!("and the edition `{other}`"))
            .help("correct one of the dates: the edition in force is the latest that has begun"),
            ProjectFault::LanguageTwice { language, span, first } => {
                Self::error(codes::LANGUAGE_TWICE, format!("the language `{language}` is listed twice"))
                    .at(span, "again here")
                    .also(first, "first here")
                    .help("keep one of them: each letter is written once in each language")
            }
            ProjectFault::LanguageNotOffered { language, span, list } => Self::error(
                codes::LANGUAGE_NOT_OFFERED,
                format!("no letters are written in the language `{language}`"),
            )
            .at(span, "the customer reads this language")
            .also(list, "the provider's languages begin here")
            .help(format!("add `{language}` to the provider's `languages`, or choose one of them")),
            ProjectFault::NameServerInZone { host, span, zone, written } => Self::error(
                codes::NAME_SERVER_IN_ZONE,
                format!("the name server `{host}` lies within the zone `{zone}` that it serves"),
            )
            .at(span, "its address would have to be in the zone")
            .also(written, "the zone")
            .note("the zone is made from the servers' names and holds no other address")
            .help("name the server in the provider's own zone, such as `ns1.example.kz`"),
            ProjectFault::YearNotCovered { name, span, year } => Self::warning(
                codes::YEAR_NOT_COVERED,
                format!("the calendar `{name}` does not cover the year {year}"),
            )
            .at(span, format!("`years` has no {year}"))
            .note("working days of that year cannot be counted (contract 4.8, 7.2)")
            .help("add the year with its days off"),
        }
    }
}
