//! The dialects: how a value is written in the format of the file that it goes into.
//!
//! A value reaches an output only through one of these, so that no customer's name can end a
//! quotation, begin a comment, or become a command. What a format cannot hold is a [`Refusal`],
//! which stops the build; nothing is dropped or replaced behind anybody's back. The one exception
//! is a comment: it is for people, so `comment` spells out what would end it.
//!
//! One file per format. Each says what the format's own parser does with quotes and escapes, since
//! that, and not the look of the format, decides what is safe. `tests/dialects.rs` holds every
//! statement here against the real parser.

mod apache;
mod data;
mod hcl;
mod ini;
mod json;
mod markdown;
mod nginx;
mod openvpn;
mod pg;
mod pg_hba;
mod refusal;
mod scalar;
mod sh;
mod sql;
mod text;
mod xml;
mod yaml;

pub use markdown::FIELD_MARKS;
pub(super) use markdown::{escaped as markdown_escaped, write_link as markdown_link};
pub use refusal::{Refusal, Shape};
pub use scalar::Scalar;

use minijinja::Value;

/// The format of a file, as the front matter of its template names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dialect {
    /// A POSIX shell script, run by bash or dash.
    Sh,
    /// nginx's configuration.
    Nginx,
    /// Apache httpd's configuration.
    Apache,
    /// XML 1.0.
    Xml,
    /// HCL 2, as Packer reads it.
    Hcl,
    /// A systemd unit file.
    Ini,
    /// YAML 1.1 or 1.2.
    Yaml,
    /// JSON.
    Json,
    /// `postgresql.conf`.
    Pg,
    /// `pg_hba.conf` and `pg_ident.conf`.
    PgHba,
    /// SQL for PostgreSQL.
    Sql,
    /// OpenVPN's configuration.
    Openvpn,
    /// Text for people, and formats that have no way of quoting.
    Text,
    /// Markdown with tables: a letter.
    Markdown,
}

impl Dialect {
    /// All of them, in the order of the documentation.
    pub const ALL: [Self; 14] = [
        Self::Sh,
        Self::Nginx,
        Self::Apache,
        Self::Xml,
        Self::Hcl,
        Self::Ini,
        Self::Yaml,
        Self::Json,
        Self::Pg,
        Self::PgHba,
        Self::Sql,
        Self::Openvpn,
        Self::Text,
        Self::Markdown,
    ];

    /// The word for it in a front matter. Its main filter has the same name (`sql` has none: a
    /// literal and an identifier are written differently).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sh => "sh",
            Self::Nginx => "nginx",
            Self::Apache => "apache",
            Self::Xml => "xml",
            Self::Hcl => "hcl",
            Self::Ini => "ini",
            Self::Yaml => "yaml",
            Self::Json => "json",
            Self::Pg => "pg",
            Self::PgHba => "pg_hba",
            Self::Sql => "sql",
            Self::Openvpn => "openvpn",
            Self::Text => "text",
            Self::Markdown => "markdown",
        }
    }

    /// Whether text written by `filter` may stand in a file of this dialect.
    pub fn accepts(self, filter: &Filter) -> bool {
        match filter.dialect {
            // A word between underscores is emphasised there.
            None => self != Self::Markdown,
            // What is JSON is YAML too.
            Some(Self::Json) if self == Self::Yaml => true,
            Some(dialect) => dialect == self,
        }
    }
}

/// A format's words for yes and no, in this order; `None` where it has none.
type Booleans = Option<(&'static str, &'static str)>;

const TRUE_FALSE: Booleans = Some(("true", "false"));
const ON_OFF: Booleans = Some(("on", "off"));
const YES_NO: Booleans = Some(("yes", "no"));

type WriteText = fn(&str) -> Result<String, Refusal>;
type WriteData = fn(&Value) -> Result<String, Refusal>;

/// How a filter makes its text.
#[derive(Clone, Copy)]
enum Write {
    /// Numbers are plain and booleans are words; text is written by the function.
    Text(Booleans, WriteText),
    /// A place for names only: a number is one too, and is quoted as text is.
    Name(WriteText),
    /// A format of data: lists and maps are written as well.
    Data(WriteData),
}

/// A filter of the template language that writes a value for one kind of place.
#[derive(Clone, Copy)]
pub struct Filter {
    /// Its name in a template: `{{ value | name }}`.
    pub name: &'static str,
    /// The files in which its result may stand; `None` for any.
    pub dialect: Option<Dialect>,
    write: Write,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Filter").field(&self.name).finish()
    }
}

const fn filter(name: &'static str, dialect: Dialect, write: Write) -> Filter {
    Filter { name, dialect: Some(dialect), write }
}

/// Every filter that writes.
pub static FILTERS: &[Filter] = &[
    filter("sh", Dialect::Sh, Write::Text(TRUE_FALSE, sh::write)),
    filter("nginx", Dialect::Nginx, Write::Text(ON_OFF, nginx::write)),
    filter("apache", Dialect::Apache, Write::Text(Some(("On", "Off")), apache::write)),
    filter("xml", Dialect::Xml, Write::Text(TRUE_FALSE, xml::write)),
    filter("xml_comment", Dialect::Xml, Write::Text(TRUE_FALSE, xml::write_comment)),
    filter("hcl", Dialect::Hcl, Write::Data(hcl::write)),
    filter("ini", Dialect::Ini, Write::Text(YES_NO, ini::write)),
    filter("ini_word", Dialect::Ini, Write::Text(YES_NO, ini::write_word)),
    filter("ini_exec", Dialect::Ini, Write::Text(YES_NO, ini::write_exec)),
    filter("yaml", Dialect::Yaml, Write::Data(yaml::write)),
    filter("json", Dialect::Json, Write::Data(json::write)),
    filter("pg", Dialect::Pg, Write::Text(ON_OFF, pg::write)),
    filter("pg_hba", Dialect::PgHba, Write::Name(pg_hba::write)),
    filter("sql_literal", Dialect::Sql, Write::Text(TRUE_FALSE, sql::write_literal)),
    filter("sql_identifier", Dialect::Sql, Write::Name(sql::write_identifier)),
    filter("openvpn", Dialect::Openvpn, Write::Text(None, openvpn::write)),
    filter("text", Dialect::Text, Write::Text(TRUE_FALSE, text::write)),
    filter("pem", Dialect::Text, Write::Name(text::write_pem)),
    filter("markdown", Dialect::Markdown, Write::Text(None, markdown::write)),
    filter("markdown_code", Dialect::Markdown, Write::Text(None, markdown::write_code)),
    filter("markdown_link", Dialect::Markdown, Write::Text(None, markdown::write_link)),
    Filter { name: "bare", dialect: None, write: Write::Text(None, text::write_bare) },
    Filter { name: "comment", dialect: None, write: Write::Text(TRUE_FALSE, text::write_comment) },
];

impl Filter {
    /// The filter of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        FILTERS.iter().find(|filter| filter.name == name)
    }

    /// Writes one scalar.
    pub fn write(&self, scalar: &Scalar<'_>) -> Result<String, Refusal> {
        let (booleans, write) = match self.write {
            Write::Text(booleans, write) => (booleans, write),
            Write::Name(write) => {
                return match *scalar {
                    Scalar::Text(text) => write(text),
                    ref other => write(&other.plain(None)?),
                };
            }
            Write::Data(write) => return write(&scalar.to_value()),
        };
        match *scalar {
            Scalar::Text(text) => write(text),
            ref other => other.plain(booleans),
        }
    }

    /// Writes a value of a template: a scalar, and with the data formats also a list or a map.
    pub fn write_value(&self, value: &Value) -> Result<String, Refusal> {
        match self.write {
            Write::Data(write) => write(value),
            _ => self.write(&Scalar::of(value)?),
        }
    }
}

/// What a reader would not see, or what would mislead him.
pub(super) fn is_hidden(ch: char) -> bool {
    data::is_invisible(ch) || text::is_noncharacter(ch)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes with the filter of a name.
    pub(super) fn write<'a>(name: &str, value: impl Into<Scalar<'a>>) -> Result<String, Refusal> {
        Filter::named(name).unwrap().write(&value.into())
    }

    #[test]
    fn each_dialect_has_a_filter_of_its_name() {
        for dialect in Dialect::ALL {
            let found = Filter::named(dialect.name());
            assert_eq!(found.is_some(), dialect != Dialect::Sql, "{dialect:?}");
            assert!(found.is_none_or(|filter| filter.dialect == Some(dialect)));
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = FILTERS.iter().map(|filter| filter.name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), FILTERS.len());
    }

    #[test]
    fn only_json_crosses_over() {
        let json = Filter::named("json").unwrap();
        assert!(Dialect::Yaml.accepts(json));
        assert!(!Dialect::Sh.accepts(json));
        assert!(!Dialect::Json.accepts(Filter::named("yaml").unwrap()));
        assert!(Dialect::Sh.accepts(Filter::named("bare").unwrap()));
    }

    #[test]
    fn numbers_are_plain_everywhere() {
        for filter in FILTERS.iter().filter(|filter| !matches!(filter.write, Write::Name(_))) {
            assert_eq!(filter.write(&Scalar::from(-40)), Ok("-40".to_owned()), "{filter:?}");
        }
    }

    #[test]
    fn what_is_no_finite_number_is_refused_everywhere() {
        for filter in FILTERS {
            assert_eq!(filter.write(&Scalar::Float(f64::NAN)), Err(Refusal::NotFinite));
            assert_eq!(filter.write_value(&Value::from(())), Err(Refusal::Shape(Shape::None)));
            assert_eq!(
                filter.write_value(&Value::UNDEFINED),
                Err(Refusal::Shape(Shape::Undefined))
            );
        }
    }
}
