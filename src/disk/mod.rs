//! How a folder on the disk is worked in: beneath an open folder, without following links, by one
//! process at a time.
//!
//! The output and the folder of keys are both written through here.

mod folder;
mod lock;
mod private;

pub(crate) use folder::{Folder, Found, Stamp};
pub use folder::{Standing, resolved, work_tree};
pub(crate) use lock::{Holder, Lock, NotLocked, Right};
pub use private::{Existing, make_private_folder, write_private};
