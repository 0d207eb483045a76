//! JSON Schema (draft 2020-12) of every kind, from the same declarations as the decoder.

use serde_json::{Map, Value, json};

use super::decode::Decode;
use super::kinds::{Addon, Calendar, Customer, Image, Kind, Notice, Provider, Tariff, Terms};
use super::project::Project;
use super::shape::{Field, Shape, Shapes};

/// The shapes of a kind of document, and the name of its own record among them.
pub(super) fn shapes(kind: Kind) -> (Shapes, Shape) {
    let mut shapes = Shapes::default();
    let root = match kind {
        Kind::Provider => Provider::shape(&mut shapes),
        Kind::Terms => Terms::shape(&mut shapes),
        Kind::Calendar => Calendar::shape(&mut shapes),
        Kind::Tariff => Tariff::shape(&mut shapes),
        Kind::Addon => Addon::shape(&mut shapes),
        Kind::Image => Image::shape(&mut shapes),
        Kind::Customer => Customer::shape(&mut shapes),
        Kind::Notice => Notice::shape(&mut shapes),
    };
    (shapes, root)
}

/// The shapes of the project file.
pub(super) fn project_shapes() -> (Shapes, Shape) {
    let mut shapes = Shapes::default();
    let root = Project::shape(&mut shapes);
    (shapes, root)
}

/// The JSON Schema of a kind of document.
pub fn schema(kind: Kind) -> Value {
    let (shapes, root) = shapes(kind);
    let mut schema = document(&shapes, &root);
    schema["properties"]["kind"] = json!({"const": kind.word()});
    schema
}

/// The JSON Schema of `qalyp.yaml`.
pub fn project_schema() -> Value {
    let (shapes, root) = project_shapes();
    document(&shapes, &root)
}

fn document(shapes: &Shapes, root: &Shape) -> Value {
    let Shape::Record(name) = root else { return describe(root) };
    let mut schema = Map::new();
    schema.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
    let Some(own) = shapes.get(name) else { return Value::Object(schema) };
    schema.insert("title".into(), json!(own.title));
    schema.insert("description".into(), json!(text(own.doc)));
    if let Value::Object(object) = mapping(&own.fields) {
        schema.extend(object);
    }
    let mut definitions = Map::new();
    for (record_name, record) in shapes.iter().filter(|(other, _)| other != name) {
        let mut definition = mapping(&record.fields);
        definition["description"] = json!(text(record.doc));
        definitions.insert(record_name.to_owned(), definition);
    }
    schema.insert("$defs".into(), Value::Object(definitions));
    Value::Object(schema)
}

/// The schema of a mapping with these keys and no others.
pub(crate) fn mapping(fields: &[Field]) -> Value {
    let properties: Map<String, Value> = fields
        .iter()
        .map(|field| {
            let mut value = describe(&field.shape);
            let doc = text(field.doc);
            if !doc.is_empty() {
                value["description"] = json!(doc);
            }
            (field.key.to_owned(), value)
        })
        .collect();
    let required: Vec<&str> = fields.iter().filter(|f| f.required).map(|f| f.key).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn describe(shape: &Shape) -> Value {
    match shape {
        Shape::Text { expected, example, pattern } => {
            let mut schema = json!({"type": "string", "title": expected});
            if !example.is_empty() {
                schema["examples"] = json!([example]);
            }
            if let Some(pattern) = pattern {
                schema["pattern"] = json!(pattern);
            }
            schema
        }
        Shape::Integer { least, most } => {
            json!({"type": "integer", "minimum": least, "maximum": most})
        }
        Shape::Boolean => json!({"type": "boolean"}),
        Shape::Numbers(numbers) => json!({"enum": numbers}),
        Shape::Words { words } => {
            let words: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            json!({"enum": words})
        }
        Shape::List { of, least: 0 } => json!({"type": "array", "items": describe(of)}),
        Shape::List { of, least } => {
            json!({"type": "array", "items": describe(of), "minItems": least})
        }
        Shape::Record(name) => json!({"$ref": format!("#/$defs/{name}")}),
        Shape::Inline(fields) => mapping(fields),
    }
}

/// The documentation of a type as one paragraph.
pub(crate) fn text(doc: &str) -> String {
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}
