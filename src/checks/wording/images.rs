use super::{list, right_name};
use crate::checks::codes;
use crate::checks::fault::{ImageFault, Unpinned};
use crate::diagnostics::Finding;

impl From<ImageFault<'_>> for Finding {
    fn from(fault: ImageFault<'_>) -> Self {
        match fault {
            ImageFault::Release { distribution, wanted, span, known } => {
                let finding = Self::error(
                    codes::UNKNOWN_RELEASE,
                    format!("the release {wanted} of {distribution} is not known"),
                )
                .at(span, "no image, no repository and no key is known for it");
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                if wanted.minor.is_none() || known.is_empty() {
                    return finding.help("the templates are written for AlmaLinux 9: write `9`");
                }
                let wanted = wanted.to_string();
                right_name(finding, &wanted, &known, "write `9`")
                    .note(format!("known are {}", list(&known)))
                    .help("a release that came later: name its image with `cloud-image`")
            }
            ImageFault::NoUpdates { wanted, span, newest } => {
                let newest = format!("{}.{newest}", wanted.major);
                Self::warning(
                    codes::RELEASE_PAST_LIFE,
                    format!("the release {wanted} gets no updates any more"),
                )
                .at(span, format!("{newest} has taken its place"))
                .note("its packages lie in the vault and stay as they are, with the holes found since")
                .help(format!("write `{newest}`, and order new images for its servers"))
            }
            ImageFault::OtherRelease { found, span, wanted: (major, minor), written } => Self::error(
                codes::OTHER_RELEASE,
                format!("the file is of the release {found}, the image of {major}.{minor}"),
            )
            .at(span, format!("its name says {found}"))
            .also(written, format!("the release is {major}.{minor}"))
            .note("the repositories would be those of another release than the packages that are there")
            .help(format!("write `release: \"{found}\"`, or name the file of {major}.{minor}")),
            ImageFault::Disk { disk, span, least } => Self::error(
                codes::IMAGE_DISK,
                format!("a machine with a disk of {disk} cannot hold the image"),
            )
            .at(span, format!("the image has {least} GiB when it is built"))
            .note("a disk can grow at the first start, and never becomes smaller")
            .help(format!("write `{least} GiB` or more")),
            ImageFault::NotHttps { url, span } => {
                Self::error(codes::UNUSABLE_SOURCE, format!("`{url}` is not reached by https"))
                    .at(span, "the way is open to everybody on it")
                    .help("write an address that begins with `https://`")
            }
            ImageFault::NoFolder { url, span } => {
                Self::error(codes::UNUSABLE_SOURCE, format!("`{url}` has nothing below it"))
                    .at(span, "a query or a fragment ends the address")
                    .help("write the folder that holds `9.8/BaseOS/x86_64/os/`")
            }
            ImageFault::Unpinned { url, span, why } => {
                let finding =
                    Self::error(codes::NOT_PINNED, format!("`{url}` may be another file tomorrow"));
                match why {
                    Unpinned::Latest => finding
                        .at(span, "`latest` is moved to each newer file")
                        .note("the build would end at the digest on the day after the next release"),
                    Unpinned::NoDate => finding
                        .at(span, "there is no date in the name of the file")
                        .note("the date is also what the files of a build are dated with"),
                }
                .help("name the file by its own name, such as `AlmaLinux-9-GenericCloud-9.8-20260810.x86_64.qcow2` or `AlmaLinux-9.8-x86_64-boot.iso`")
            }
        }
    }
}
