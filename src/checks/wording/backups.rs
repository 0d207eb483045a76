use crate::checks::codes;
use crate::checks::fault::BackupFault;
use crate::diagnostics::Finding;

impl From<BackupFault<'_>> for Finding {
    fn from(fault: BackupFault<'_>) -> Self {
        match fault {
            BackupFault::Rhythm { every, span } => Self::error(
                codes::BACKUP_RHYTHM,
                format!("copies every {every} would come at other times each day"),
            )
            .at(span, "neither a part of a day nor whole days")
            .note("copies start at fixed times, counted from the beginning of the window")
            .help("write 15 min or more that divide a day, such as `2 hours`, `4 hours`, `12 hours`, or whole days"),
            BackupFault::TooManyCopies { copies, span, every } => Self::warning(
                codes::BACKUP_COPIES,
                format!("the package keeps {copies} copies of each infobase"),
            )
            .at(span, "for so long")
            .also(every, "so often")
            .note("every copy is listed whenever the repository is opened; beyond some thousands that takes longer than a copy")
            .help("keep them for a shorter time, or make them less often"),
            BackupFault::WindowTooShort { window, span } => Self::warning(
                codes::BACKUP_WINDOW,
                format!("backups that start within {window} will work on after it"),
            )
            .at(span, "less than one hour")
            .note("starts are spread over 15 minutes, and a restore test begins in the middle of the window")
            .help("write one hour or more; `01:00-06:00` are the hours of least load"),
            BackupFault::NoFolder { endpoint, span } => Self::error(
                codes::BACKUP_FOLDER,
                format!("`{endpoint}` names no folder for the backups"),
            )
            .at(span, "the top of the host")
            .help("write the absolute path of a folder that the account may write to: `sftp://user@host/folder`"),
        }
    }
}
