use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::*;
use crate::diagnostics::Sources;
use crate::render::Data;

fn set(dialect: &str, body: &str) -> TemplateSet {
    let file = format!("---\ndialect: {dialect}\n---\n{body}");
    TemplateSet::new([("t".to_owned(), file)], BTreeMap::new()).unwrap()
}

fn context(server: &Json) -> Context {
    Context::new().with("server", &Data::new(server).unwrap())
}

fn render(dialect: &str, body: &str, server: &Json) -> Result<String, TemplateFault> {
    let set = set(dialect, body);
    let engine = Engine::new(&set).map_err(|mut faults| faults.remove(0))?;
    engine.render(set.get("t").unwrap(), &context(server))
}

fn problem(dialect: &str, body: &str, server: &Json) -> (Problem, u32, Option<String>) {
    let fault = render(dialect, body, server).unwrap_err();
    (fault.problem.clone(), fault.line(), fault.expression().map(str::to_owned))
}

#[test]
fn statements_leave_no_lines_and_the_last_break_stays() {
    let body = "a\n{% for n in server.list %}\n  {% if n > 1 %}\n  n {{ n | sh }}\n  {% endif %}\n{% endfor %}\nz\n";
    assert_eq!(render("sh", body, &json!({"list": [1, 2, 3]})).unwrap(), "a\n  n 2\n  n 3\nz\n");
}

#[test]
fn only_what_a_dialect_wrote_comes_out() {
    let server = json!({"name": "a b", "flag": true, "list": ["a", "b"], "none": null});
    assert_eq!(render("sh", "{{ server.name | sh }}", &server).unwrap(), "'a b'");
    assert_eq!(render("sh", "{{ server.list | sh(' ') }}", &server).unwrap(), "'a' 'b'");
    let unwritten = Problem::Unwritten { dialect: Dialect::Sh };
    for body in ["{{ server.name }}", "{{ 1 }}", "{{ true }}", "{{ server.list | join(' ') }}"] {
        assert_eq!(problem("sh", body, &server).0, unwritten, "{body}");
    }
    // Seen only while rendering: what the filter wrote was changed afterwards.
    for body in ["{{ server.name | sh | upper }}", "{{ cat(server.name | sh, '; rm') }}"] {
        assert_eq!(problem("sh", body, &server).0, unwritten, "{body}");
    }
    let list = Problem::Refused { filter: "sh", refusal: Refusal::Shape(Shape::List) };
    assert_eq!(problem("sh", "{{ server.list | sh }}", &server).0, list);
    let none = Problem::Refused { filter: "sh", refusal: Refusal::Shape(Shape::None) };
    assert_eq!(problem("sh", "{{ server.none | sh }}", &server).0, none);
}

#[test]
fn one_format_within_another() {
    let server = json!({"name": "it's"});
    assert_eq!(
        render("yaml", "- {{ cat('echo ', server.name | sh) | yaml }}\n", &server).unwrap(),
        "- \"echo 'it'\\\\''s'\"\n"
    );
    assert_eq!(render("yaml", "{{ server | json }}", &server).unwrap(), r#"{"name": "it's"}"#);
}

#[test]
fn a_filter_of_another_format_is_a_mistake() {
    let server = json!({"name": "a", "flag": false});
    let wrong = Problem::WrongDialect { filter: "yaml", dialect: Dialect::Sh };
    assert_eq!(problem("sh", "{{ server.name | yaml }}", &server).0, wrong);
    let branches = "{{ server.name | sh if server.flag else server.name | yaml }}";
    assert_eq!(problem("sh", branches, &server).0, wrong);
}

#[test]
fn names_must_exist() {
    let server = json!({"name": "a", "flag": false});
    for (body, line, expression) in [
        ("\n{{ server.nmae | sh }}", 5, "server.nmae"),
        ("{% if server.nmae %}{% endif %}", 4, "server.nmae"),
        ("{{ srever.name | sh }}", 4, "srever"),
        ("{% for a in server.nmae %}{% endfor %}", 4, "server.nmae"),
        ("{{ 'a' | sh if server.flag }}", 4, "'a' | sh if server.flag"),
        ("{{ cat('a', server.nmae | upper) | sh }}", 4, "cat('a', server.nmae"),
    ] {
        let (problem, at, text) = problem("sh", body, &server);
        assert_eq!((problem, at), (Problem::Undefined, line), "{body}");
        assert!(text.unwrap().contains(expression), "{body}");
    }
}

#[test]
fn misspelt_filters_and_tests_are_found_in_every_branch() {
    let set = set("sh", "{% if false %}{{ 1 | shh }}{% endif %}{% if 1 is nine %}{% endif %}");
    let faults = Engine::new(&set).unwrap_err();
    let names: Vec<_> = faults.iter().map(|fault| fault.problem.clone()).collect();
    let name = |name: &str| name.to_owned();
    assert_eq!(
        names,
        [
            Problem::UnknownFilter { name: name("shh"), nearest: Some(name("sh")) },
            Problem::UnknownTest { name: name("nine"), nearest: Some(name("none")) },
        ]
    );
}

#[test]
fn what_hides_mistakes_is_left_out() {
    let server = json!({"name": "a"});
    assert_eq!(problem("sh", "{{ ('a' ~ 1) | sh }}", &server).0, Problem::Tilde);
    assert_eq!(problem("sh", "{{ __a | sh }}", &server).0, Problem::ReservedName);
    let keyword = |word: &str| Problem::Statement { keyword: word.to_owned() };
    assert_eq!(problem("sh", "{% include 'a' %}", &server).0, keyword("include"));
    assert_eq!(problem("sh", "{% set a %}{% endset %}", &server).0, keyword("set"));
    assert!(matches!(problem("sh", "\n{% if %}", &server), (Problem::Syntax { .. }, 5, _)));
    for body in [
        "{{ none | upper | sh }}",
        "{{ 'a1' | int | sh }}",
        "{{ cat(none) | sh }}",
        "{{ cat(true) | sh }}",
    ] {
        assert!(matches!(problem("sh", body, &server).0, Problem::Refused { .. }), "{body}");
    }
}

#[test]
fn secrets_are_paths() {
    let server = json!({"user": "aigerim", "bad": "../shadow"});
    assert_eq!(
        render("sh", "{{ secret(cat('vpn/', server.user)) | sh }}", &server).unwrap(),
        "'/etc/qalyp/secrets/vpn/aigerim'"
    );
    assert_eq!(problem("sh", "{{ secret(server.bad) | sh }}", &server).0, Problem::SecretName);
}

#[test]
fn no_message_holds_a_value() {
    let server = json!({"password": "hunter2\u{0}", "list": ["hunter2"], "map": {"hunter2": 1}});
    for body in [
        "{{ server.password | sh }}",
        "{{ server.list | sh }}",
        "{{ server.map | sh }}",
        "{{ server.list.hunter | sh }}",
        "{{ secret(server.password) | sh }}",
        "{{ (server.password + 1) | sh }}",
        "{{ (server.list | sum) | sh }}",
        "{{ (server.list | map('regex') | map('no') | list) | sh(' ') }}",
        "{% for a, b in server.list %}{% endfor %}",
    ] {
        let fault = render("sh", body, &server).unwrap_err();
        let finding = fault.finding(&mut Sources::default());
        assert!(!format!("{fault:?}{finding:?}").contains("hunter2"), "{fault:?}");
    }
}

#[test]
fn findings_point_into_the_file() {
    let fault =
        render("nginx", "a\nserver_name {{ server.name | nginx }};\n", &json!({"name": "a$b"}));
    let fault = fault.unwrap_err();
    let mut sources = Sources::default();
    let finding = fault.finding(&mut sources);
    let span = finding.primary.unwrap().span;
    assert_eq!(sources.place(span), "templates/t:5:16");
    assert_eq!(sources.slice(span), "server.name");
    assert_eq!(
        finding.headline,
        "`server.name` cannot be written with `nginx`: character 2 begins a variable \
         (`$`), for which there is no escape (templates/t)"
    );
    let _ = fault.finding(&mut sources);
    assert_eq!(sources.iter().count(), 1);
}

#[test]
fn the_short_way_is_as_strict() {
    let server = json!({"name": "a b", "none": null, "list": ["a"], "flag": true});
    // The second expression sends the whole template the long way.
    for long in ["", "{{ 'x' | sh if true else 'y' | sh }}"] {
        let length = if long.is_empty() { 0 } else { 3 };
        for body in ["{{ server.name | sh }}", "{{ server.flag | sh }}", "{{ server.list[0]|sh }}"]
        {
            let text = render("sh", &format!("{body}{long}"), &server).unwrap();
            let alone = render("sh", body, &server).unwrap();
            assert_eq!(text[..text.len() - length], alone);
        }
        for (body, expression) in [
            ("{{ server.none | sh }}", "server.none"),
            ("{{ server.list | sh }}", "server.list"),
            ("{{ server.list[7] | sh }}", "server.list[7]"),
            ("{{ server.no | sh }}", "server.no"),
            ("{{ server.name | sh | nginx }}", "server.name | sh"),
        ] {
            let alone = problem("sh", body, &server);
            assert_eq!(problem("sh", &format!("{body}{long}"), &server), alone, "{body}");
            assert_eq!(alone.2.as_deref().map(|text| text.contains(expression)), Some(true));
        }
    }
}

#[test]
fn rendering_is_shared_by_threads() {
    let set = set("sh", "{{ server.name | sh }}");
    let engine = Engine::new(&set).unwrap();
    let context = context(&json!({"name": "a"}));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| engine.render(set.get("t").unwrap(), &context).unwrap());
        }
    });
}

#[test]
fn the_built_in_templates_compile() {
    let set = TemplateSet::embedded(BTreeMap::new()).unwrap();
    if let Err(faults) = Engine::new(&set) {
        let mut sources = Sources::default();
        let headlines: Vec<_> = faults
            .iter()
            .map(|fault| {
                let place = (fault.line(), fault.expression().unwrap_or_default().to_owned());
                format!("{}: {place:?}", fault.finding(&mut sources).headline)
            })
            .collect();
        panic!("{}", headlines.join("\n"));
    }
}

#[test]
fn a_template_that_eats_time_or_stack_is_refused() {
    let list: Vec<u32> = (0..1000).collect();
    let body = "{% for a in server.l %}{% for b in server.l %}{% endfor %}{% endfor %}";
    assert_eq!(problem("sh", body, &json!({ "l": list })).0, Problem::Endless);
    let chain = format!("{{{{ (1{}) | sh }}}}", " + 1".repeat(100_000));
    assert_eq!(problem("sh", &chain, &json!({})).0, Problem::LongExpression);
    let set = format!("{{% set a = 1{} %}}", " or 1".repeat(100_000));
    assert_eq!(problem("sh", &set, &json!({})).0, Problem::LongExpression);
    let nested = format!("{{{{ {}1{} | sh }}}}", "(".repeat(100_000), ")".repeat(100_000));
    assert_eq!(problem("sh", &nested, &json!({})).0, Problem::LongExpression);
}
