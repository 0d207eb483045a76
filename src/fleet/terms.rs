//! The terms in force as templates see them: every parameter by the id under which people cite it,
//! `terms.maintenance.window`, with its place as its origin. So no number of the contract stands in
//! a template.
//!
//! Days are whole numbers, durations whole seconds, percentages and hours of the day the text of
//! the contract, lists are lists of `name` and `title`.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use super::catalogue::Catalogue;
use super::fields::{Field, Fields};
use super::origin::{Layer, Origin, Traced};
use crate::blueprint::kinds;
use crate::contract::terms::{
    Item, Parameter, ParameterType, ParameterValue, ScalarValue, TableShape,
};
use crate::contract::{Date, Duration};

/// The edition of the terms that comes into force last, which is the one that is built, as the last
/// tariff of a server is.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// Its name.
    pub name: Traced<String>,
    /// Its first day.
    pub effective_from: Traced<Date>,
    /// Its parameters by id.
    parameters: Vec<(&'static str, Traced<Value>)>,
}

impl Terms {
    /// The latest edition; `None` if there is none or it cannot be read. A check or reading has
    /// said so.
    pub fn resolve(catalogue: &Catalogue<'_>) -> Option<Self> {
        let edition = catalogue.latest_terms()?;
        let traced = |(parameter, value)| traced(edition, parameter, &value);
        Some(Self {
            name: Traced::written(Layer::Terms, edition.name.span, edition.name.to_string()),
            effective_from: Traced::from_blueprint(Layer::Terms, &edition.effective_from),
            parameters: edition.parameters()?.values().map(traced).collect(),
        })
    }
}

fn traced(
    edition: &kinds::Terms,
    parameter: &'static Parameter,
    value: &ParameterValue,
) -> (&'static str, Traced<Value>) {
    let origin = match edition.place(parameter.id) {
        Some(span) => Origin::written(Layer::Terms, span),
        None => Origin::default_value(parameter.default.unwrap_or_default()),
    };
    (parameter.id, Traced::new(shown(parameter.kind, value), origin))
}

fn shown(kind: ParameterType, value: &ParameterValue) -> Value {
    match (value, kind) {
        (ParameterValue::Scalar(value), _) => scalar(value),
        (ParameterValue::Trilingual(text), _) => json!(text),
        (ParameterValue::Items(items), _) => items.iter().map(item).collect(),
        (ParameterValue::Table(rows), ParameterType::Table(shape)) => table(shape, rows),
        (ParameterValue::Table(_), _) => Value::Null,
    }
}

fn scalar(value: &ScalarValue) -> Value {
    match value {
        ScalarValue::Days(days) => json!(days.count()),
        ScalarValue::WorkingDays(days) => json!(days.count()),
        ScalarValue::Duration(duration) => json!(Duration::seconds(*duration)),
        ScalarValue::Percent(percent) => json!(percent),
        ScalarValue::Window(window) => json!(window),
        ScalarValue::Offset(offset) => json!(offset.to_string()),
        ScalarValue::Date(date) => json!(date),
        ScalarValue::Switch(on) => json!(on),
        ScalarValue::Word(word) => json!(word),
        ScalarValue::Number(number) => json!(number),
        ScalarValue::Text(text) => json!(text),
        ScalarValue::None => Value::Null,
    }
}

fn item(item: &Item) -> Value {
    json!(item)
}

fn table(shape: &TableShape, rows: &[Vec<ParameterValue>]) -> Value {
    let key = |name: &str| name.replace('-', "_");
    let row = |cells: &Vec<ParameterValue>| -> Map<String, Value> {
        let columns = shape.columns.iter().zip(cells);
        columns.map(|(column, cell)| (key(column.key), shown(column.kind, cell))).collect()
    };
    let rows = shape.rows.iter().zip(rows);
    rows.map(|(name, cells)| (key(name), Value::Object(row(cells)))).collect::<Map<_, _>>().into()
}

impl Serialize for Terms {
    /// The parts of an id are the steps of a path.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut all = Map::new();
        all.insert("name".to_owned(), json!(self.name));
        all.insert("effective_from".to_owned(), json!(self.effective_from));
        for (id, value) in &self.parameters {
            let mut into = &mut all;
            let (path, last) = id.rsplit_once('.').unwrap_or(("", id));
            for step in path.split('.').filter(|step| !step.is_empty()) {
                let next = into.entry(step).or_insert_with(|| Value::Object(Map::new()));
                // No id is the beginning of another; a test holds that.
                let Value::Object(next) = next else {
                    return Err(serde::ser::Error::custom("one parameter lies within another"));
                };
                into = next;
            }
            into.insert(last.to_owned(), value.value.clone());
        }
        all.serialize(serializer)
    }
}

impl Fields for Terms {
    fn collect<'a>(&'a self, path: &str, into: &mut Vec<Field<'a>>) {
        self.name.collect(&format!("{path}.name"), into);
        self.effective_from.collect(&format!("{path}.effective_from"), into);
        for (id, value) in &self.parameters {
            value.collect(&format!("{path}.{id}"), into);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blueprint::{Limits, load};
    use std::path::Path;

    #[test]
    fn every_parameter_is_found_under_its_id_and_knows_its_place() {
        let loaded = load(Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new(), Limits::default());
        let catalogue = Catalogue::new(&loaded.blueprints);
        let terms = Terms::resolve(&catalogue).unwrap();
        let context = json!({ "terms": serde_json::to_value(&terms).unwrap() });
        let mut fields = Vec::new();
        terms.collect("terms", &mut fields);
        assert!(fields.len() > 70, "{}", fields.len());
        for field in &fields {
            let pointer = format!("/{}", field.path.replace('.', "/"));
            assert_eq!(context.pointer(&pointer), Some(&field.value), "{}", field.path);
            assert_eq!(field.origin.winner().unwrap().layer, Layer::Terms, "{}", field.path);
        }
        let value = |path: &str| context.pointer(path).unwrap().clone();
        assert_eq!(value("/terms/resume/days"), json!(14));
        assert_eq!(value("/terms/maintenance/notice_hours"), json!(48 * 3600));
        assert_eq!(value("/terms/maintenance/window"), json!("01:00-06:00"));
        assert_eq!(value("/terms/ticket/priorities/high/response"), json!(3600));
        assert_eq!(
            value("/terms/scope/excluded/0/title/en"),
            json!("help for users in working with an infobase")
        );
    }
}
