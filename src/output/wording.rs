//! Every sentence of this layer. The faults themselves are data and know no language.

use std::fmt;

use super::path::{PathFault, PathFaultKind};

impl fmt::Display for PathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the path {:?} cannot be part of an output: ", self.text)?;
        match self.kind {
            PathFaultKind::Empty => f.write_str("it is empty"),
            PathFaultKind::Absolute => f.write_str("it begins with `/`"),
            PathFaultKind::EmptyComponent => f.write_str("it has nothing between two `/`"),
            PathFaultKind::Climbs => f.write_str("it has a component `.` or `..`"),
            PathFaultKind::Control => f.write_str("it holds a control character"),
            PathFaultKind::Backslash => f.write_str("it holds a `\\`"),
            PathFaultKind::LongComponent { bytes } => {
                write!(f, "one name in it has {bytes} bytes, and file systems hold 255")
            }
            PathFaultKind::Long { bytes } => write!(f, "it has {bytes} bytes, more than 1,024"),
        }
    }
}

impl std::error::Error for PathFault {}
