//! A database or role in `pg_hba.conf` and `pg_ident.conf`.
//!
//! Quotes take its meaning from `all`, `replication`, a leading `+` or `@` and the comma. Doubled
//! quotes stand for one. From PostgreSQL 16 on a leading slash begins a regular expression, quoted
//! or not, so it is refused; a name longer than an identifier would never match.

use super::{Refusal, sql};

pub(super) fn write(text: &str) -> Result<String, Refusal> {
    sql::check_name(text)?;
    Refusal::unless(text, |ch| !ch.is_control())?;
    if text.starts_with('/') {
        return Err(Refusal::Character { found: '/', position: 1 });
    }
    Ok(sql::double_quoted(text))
}

#[cfg(test)]
mod tests {
    use super::super::tests::write;
    use super::*;

    #[test]
    fn keywords_are_names() {
        assert_eq!(write("pg_hba", "all").unwrap(), "\"all\"");
        assert_eq!(write("pg_hba", "a\"b,c #").unwrap(), "\"a\"\"b,c #\"");
        assert_eq!(write("pg_hba", true), Err(Refusal::Boolean));
        assert_eq!(write("pg_hba", "/a"), Err(Refusal::Character { found: '/', position: 1 }));
    }
}
