//! How the answer is written.

use qalyp::diagnostics::{Report, Severity, json, visible};
use qalyp::release::{Document, Obstacle};
use serde::Serialize;

use super::project::{Outcome, Packed, Written};
use crate::cli::compile::Compiled;
use crate::cli::options::{AnswerFormat, FINDINGS_AS_TEXT};
use crate::cli::terminal::Terminal;

/// What was asked, and what came of it.
pub(super) struct Answer<'a> {
    pub(super) server: &'a str,
    pub(super) compiled: &'a Compiled<Outcome>,
}

#[derive(Serialize)]
struct Whole<'a> {
    format: &'static str,
    findings: json::Document,
    server: &'a str,
    /// Empty if something is missing.
    files: Vec<File>,
    #[serde(skip_serializing_if = "Option::is_none")]
    archive: Option<ArchiveFacts<'a>>,
    /// Of a letter.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'static str>,
    /// Plain letters of an earlier run beside encrypted ones.
    left_plain: Vec<String>,
    /// For whom the files but the signature are encrypted; empty if they are not.
    encrypted_for: &'a [String],
    obstacles: &'a [Obstacle],
}

#[derive(Serialize)]
struct File {
    path: String,
    changed: bool,
}

#[derive(Serialize)]
struct ArchiveFacts<'a> {
    /// Of the archive as it is signed, before any encryption.
    sha256: &'a str,
    /// `release.json` in the archive.
    release: &'a Document,
    /// Other archives of the server in the folder.
    former: &'a [String],
}

impl Answer<'_> {
    /// The whole answer.
    pub(super) fn text(&self, format: AnswerFormat, terminal: Terminal) -> String {
        match format {
            AnswerFormat::Json => self.json(),
            AnswerFormat::Human => self.human(terminal),
        }
    }

    fn json(&self) -> String {
        let none = Outcome::default();
        let outcome = self.compiled.result.as_ref().unwrap_or(&none);
        json::pretty(&Whole {
            format: "qalyp-released/1",
            findings: FINDINGS_AS_TEXT.document(&self.compiled.report, &self.compiled.sources),
            server: self.server,
            files: outcome.files.iter().map(file).collect(),
            archive: outcome.archive.as_ref().map(|packed| ArchiveFacts {
                sha256: &packed.sha256,
                release: &packed.document,
                former: &packed.former,
            }),
            language: outcome.language,
            left_plain: outcome.left_plain.iter().map(|it| it.display().to_string()).collect(),
            encrypted_for: &outcome.recipients,
            obstacles: &outcome.obstacles,
        })
    }

    fn human(&self, terminal: Terminal) -> String {
        let Some(outcome) = &self.compiled.result else {
            let found =
                FINDINGS_AS_TEXT.render(&self.compiled.report, &self.compiled.sources, terminal);
            return format!("{found}nothing was written\n");
        };
        let mut text = self.besides(terminal);
        if !outcome.obstacles.is_empty() {
            text +=
                &format!("{} lacks what has to be there first; nothing was written\n", self.server);
            for obstacle in &outcome.obstacles {
                text += &format!("  {}\n", visible(&obstacle.to_string()));
            }
            return text;
        }
        for written in &outcome.files {
            let unchanged = if written.changed { "" } else { " (as it was)" };
            text += &format!("{}{unchanged}\n", written.path.display());
        }
        if !outcome.recipients.is_empty() {
            text += &format!("  encrypted for {}\n", outcome.recipients.join(", "));
        }
        for path in &outcome.left_plain {
            text +=
                &format!("  {} of an earlier run is not encrypted: remove it\n", path.display());
        }
        if let Some(packed) = &outcome.archive {
            text += &told(packed);
        }
        text
    }

    /// What the project has besides: warnings, and errors that are about others.
    fn besides(&self, terminal: Terminal) -> String {
        let report: &Report = &self.compiled.report;
        if report.findings().is_empty() {
            return String::new();
        }
        let text = FINDINGS_AS_TEXT.render(report, &self.compiled.sources, terminal);
        match report.count(Severity::Error) {
            0 => text,
            1 => format!(
                "{text}the error is about others than {}: it is released all the same\n",
                self.server
            ),
            n => format!(
                "{text}the {n} errors are about others than {}: it is released all the same\n",
                self.server
            ),
        }
    }
}

fn file(written: &Written) -> File {
    File { path: written.path.display().to_string(), changed: written.changed }
}

fn told(packed: &Packed) -> String {
    let files = |part: &str| {
        let of_part = packed.document.parts.iter().find(|other| other.part == part);
        of_part.map_or(0, |part| part.files)
    };
    let mut text = format!(
        "  {} files of the image {}, {} of the server, {} secrets\n  sha256 {}\n",
        files("image"),
        packed.document.image,
        files("server"),
        files("secrets"),
        packed.sha256
    );
    if !packed.former.is_empty() {
        text +=
            &format!("  other releases with secrets lie beside it: {}\n", packed.former.join(", "));
    }
    text
}
