//! The command line is connected to the library. Rules are tested there; here are one or two cases
//! per command, and the whole help as one golden file.

mod cli {
    mod check;
    mod frame;
    mod help;
    mod run;
}
