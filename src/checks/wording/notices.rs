use super::right_name;
use crate::blueprint::kinds::NoticeAbout;
use crate::checks::codes;
use crate::checks::fault::NoticeFault;
use crate::diagnostics::Finding;

impl From<NoticeFault<'_>> for Finding {
    fn from(fault: NoticeFault<'_>) -> Self {
        match fault {
            NoticeFault::UnknownServer { name, span, known } => {
                let finding =
                    Self::error(codes::UNKNOWN_SERVER, format!("there is no server `{name}`"))
                        .at(span, "no customer has a server of this name");
                right_name(finding, name, &known, "leave the name out")
            }
            NoticeFault::AfterTheFact { span, starts } => Self::error(
                codes::NOTICE_ORDER,
                "a notice is announced when it has begun already",
            )
            .at(span, "not before the beginning")
            .also(starts, "the beginning")
            .help(
                "a notice tells of what comes; works that were urgent are unplanned, and need none",
            ),
            NoticeFault::EndsBefore { span, starts } => {
                Self::error(codes::NOTICE_ORDER, "a notice ends before it begins")
                    .at(span, "must be later than the beginning")
                    .also(starts, "the beginning")
                    .help("correct one of the moments; each has its own offset from UTC")
            }
            NoticeFault::TooLate { about, span, starts, needed, earliest } => {
                let (what, clause) = match about {
                    NoticeAbout::PlannedWorks => ("planned works are", "7.1"),
                    NoticeAbout::SignificantChange => ("a significant change is", "6.3"),
                };
                let finding = Self::error(
                    codes::NOTICE_TOO_LATE,
                    format!("{what} announced less than {needed} before"),
                )
                .at(span, "announced here")
                .also(starts, "begins here")
                .note(format!(
                    "clause {clause} of the terms asks for at least {needed} between the two"
                ));
                match earliest {
                    Some(earliest) if about == NoticeAbout::PlannedWorks => finding.help(format!(
                        "begin at {earliest}, or in the same hours of a later night"
                    )),
                    Some(earliest) => finding.help(format!("begin at {earliest} or later")),
                    None => finding.help("begin later"),
                }
            }
            NoticeFault::NoEnd { span } => {
                Self::error(codes::WORKS_WITHOUT_END, "planned works do not say when they end")
                    .at(span, "begins here, and then?")
                    .help("write `ends`: the customer has to know for how long")
            }
            NoticeFault::NothingPlanned { span, ends, window } => Self::error(
                codes::WORKS_NOT_PLANNED,
                format!("planned works lie outside of {window}, so nothing of them is planned"),
            )
            .at(span, "begins here")
            .also(ends, "ends here")
            .note("clause 7.1 of the terms: planned works are done in the hours of least load")
            .help(format!("move the works into {window} at the offset of the terms")),
            NoticeFault::PartUnplanned { span, ends, window, first } => Self::warning(
                codes::WORKS_PARTLY_UNPLANNED,
                format!("a part of the works lies outside of {window}"),
            )
            .at(span, "begins here")
            .also(ends, "ends here")
            .note(format!(
                "by clause 7.1 of the terms {} to {} is unplanned, and downtime in it counts",
                first.from(),
                first.until()
            ))
            .help(format!("shorten the works, or do them in several nights of {window}")),
            NoticeFault::Nobody { span } => {
                Self::warning(codes::NOTICE_FOR_NOBODY, "a notice that nobody gets")
                    .at(span, "concerns no server that is open")
                    .help("correct `affects`, or remove the notice")
            }
            NoticeFault::Reserved { name, span, prefix } => Self::error(
                codes::NOTICE_NAME,
                format!("a notice is named `{name}`, as letters of another kind are"),
            )
            .at(span, format!("begins with `{prefix}`"))
            .help("name it after what is done, such as `storage-2026-12`"),
        }
    }
}
