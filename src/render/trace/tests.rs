use std::collections::BTreeMap;

use proptest::prelude::{Just, Strategy, prop_assert_eq};
use serde_json::{Value as Json, json};

use super::*;
use crate::render::{Data, TemplateSet};

fn server() -> Json {
    json!({
        "name": "romashka-main",
        "memory": 8192,
        "hsts": true,
        "vpn": null,
        "web": {"access": ["10.8.12.0/24", "10.8.0.0/16"], "timeout": 3600},
        "empty": [],
        "titles": {"ru": "Ромашка", "kk": "Түймедақ"},
        "infobases": [
            {"name": "accounting", "publication": {"path": "/accounting", "access": []}},
            {"name": "crm", "publication": null},
            {"name": "trade", "publication": {"path": "/trade", "access": ["10.0.0.0/8"]}},
        ],
    })
}

fn trace_of(body: &str) -> (Trace, String) {
    let file = format!("---\ndialect: sh\n---\n{body}");
    let set = TemplateSet::new([("t".to_owned(), file.clone())], BTreeMap::new()).unwrap();
    let context = Context::new().with("server", &Data::new(&server()).unwrap());
    let path = ContextPath::root("server").key("infobases").index(2);
    let context = context.with_part("infobase", &path).unwrap();
    let engine = Engine::new(&set).unwrap();
    let template = set.get("t").unwrap();
    let trace = engine.trace(template, &context).unwrap();
    assert_eq!(trace.text, engine.render(template, &context).unwrap());
    (trace, file)
}

/// Each expression that wrote something: its output, and what it read.
fn reads(body: &str) -> Vec<(String, String)> {
    let (trace, _) = trace_of(body);
    trace
        .pieces
        .iter()
        .filter_map(|piece| match &piece.origin {
            Origin::Literal => None,
            Origin::Expression { reads, .. } => {
                Some((trace.text[piece.output.clone()].to_owned(), listed(reads)))
            }
        })
        .collect()
}

fn listed(paths: &[ContextPath]) -> String {
    paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

/// What the headers around the first piece with this text read.
fn around(body: &str, text: &str) -> Vec<String> {
    let (trace, _) = trace_of(body);
    let piece = trace.pieces.iter().find(|piece| trace.text[piece.output.clone()].contains(text));
    let under = &piece.expect("no piece has the text").under;
    under.iter().map(|h| format!("{} {}: {}", h.word, h.text, listed(&h.reads))).collect()
}

fn assert_reads(body: &str, expected: &[(&str, &str)]) {
    let expected: Vec<_> =
        expected.iter().map(|(text, paths)| ((*text).to_owned(), (*paths).to_owned())).collect();
    assert_eq!(reads(body), expected, "{body}");
}

#[test]
fn pieces_cover_the_output_and_point_into_the_file() {
    let body = "a {{ server.name | bare }}\n{% if server.hsts %}\n  b\n{% endif %}\n{# no #}\nc {{- server.memory | bare -}} \n d\n";
    let (trace, file) = trace_of(body);
    let mut end = 0;
    for piece in &trace.pieces {
        assert_eq!(piece.output.start, end);
        end = piece.output.end;
        let source = &file[piece.template.clone()];
        let line = file[..piece.template.start].matches('\n').count() + 1;
        assert_eq!(usize::try_from(piece.line).unwrap(), line);
        match &piece.origin {
            Origin::Literal => assert_eq!(source, &trace.text[piece.output.clone()]),
            Origin::Expression { text, .. } => assert_eq!(source, text),
        }
    }
    assert_eq!(end, trace.text.len());
}

#[test]
fn an_expression_tells_what_it_read() {
    assert_reads("{{ server.name | bare }}", &[("romashka-main", "server.name")]);
    assert_reads("{{ infobase.name | sh }}", &[("'trade'", "server.infobases[2].name")]);
    assert_reads(
        "{{ cat(server.name, '-', server.memory) | bare }}",
        &[("romashka-main-8192", "server.name server.memory")],
    );
    assert_reads("{{ 'x' | bare }}", &[("x", "")]);
    assert_reads("{{ secret('a/b') | bare }}", &[("/etc/qalyp/secrets/a/b", "")]);
    assert_reads(
        "{{ (server.name if server.hsts else server.memory) | bare }}",
        &[("romashka-main", "server.hsts server.name")],
    );
    assert_reads("{{ (server.vpn is none) | sh }}", &[("true", "server.vpn")]);
    assert_reads("{{ server.web | length | sh }}", &[("2", "server.web")]);
    assert_reads("{{ server['name'] | bare }}", &[("romashka-main", "server.name")]);
    assert_reads(
        "{{ server.infobases[-1].name | bare }}",
        &[("trade", "server.infobases[2].name")],
    );
    assert_reads(
        "{{ ('10.8.0.0/16' in server.web.access) | sh }}",
        &[("true", "server.web.access[0] server.web.access[1]")],
    );
    assert_reads("{{ (server.empty == []) | sh }}", &[("true", "server.empty")]);
}

#[test]
fn a_loop_variable_is_the_place_that_it_stands_for() {
    assert_reads(
        "{% for net in server.web.access %}{{ net | bare }}{% endfor %}",
        &[("10.8.12.0/24", "server.web.access[0]"), ("10.8.0.0/16", "server.web.access[1]")],
    );
    assert_reads(
        "{% for i in server.infobases if i.publication is not none %}{{ loop.index | sh }}{{ i.name | bare }}{% endfor %}",
        &[
            ("1", ""),
            ("accounting", "server.infobases[0].name"),
            ("2", ""),
            ("trade", "server.infobases[2].name"),
        ],
    );
    assert_reads(
        "{% for i in server.infobases if i.publication %}{% for net in i.publication.access %}{{ net | bare }}{% else %}{{ i.name | bare }}{% endfor %}{% endfor %}",
        &[
            ("accounting", "server.infobases[0].name"),
            ("10.0.0.0/8", "server.infobases[2].publication.access[0]"),
        ],
    );
    assert_reads(
        "{% for net in server.web.access | sort %}{{ net | bare }}{% endfor %}",
        &[
            ("10.8.0.0/16", "server.web.access[0] server.web.access[1]"),
            ("10.8.12.0/24", "server.web.access[0] server.web.access[1]"),
        ],
    );
    assert_reads(
        "{% for i in server.infobases | sort(attribute='name', reverse=true) %}{{ i.name | bare }} {% endfor %}",
        &[
            ("trade", "server.infobases[2].name"),
            ("crm", "server.infobases[1].name"),
            ("accounting", "server.infobases[0].name"),
        ],
    );
    assert_reads(
        "{% for key, title in server.titles | items %}{{ key | bare }}{{ title | sh }}{% endfor %}",
        &[
            ("kk", "server.titles.kk server.titles.ru"),
            ("'Түймедақ'", "server.titles.kk server.titles.ru"),
            ("ru", "server.titles.kk server.titles.ru"),
            ("'Ромашка'", "server.titles.kk server.titles.ru"),
        ],
    );
    assert_reads(
        "{% for key in server.titles %}{{ server.titles[key] | sh }}{% endfor %}",
        &[("'Түймедақ'", "server.titles.kk"), ("'Ромашка'", "server.titles.ru")],
    );
    assert_reads(
        "{% for pair in [['a', server.name], ['b', server.memory]] %}{{ pair[1] | bare }} {% endfor %}",
        &[("romashka-main", "server.name server.memory"), ("8192", "server.name server.memory")],
    );
}

#[test]
fn a_set_variable_remembers() {
    assert_reads(
        "{% set a = cat(server.name, '!') %}{% set b = a %}{{ server.memory | sh }}{{ b | sh }}",
        &[("8192", "server.memory"), ("'romashka-main!'", "server.name")],
    );
    assert_reads(
        "{% set web = server.web %}{{ web.timeout | sh }}{% set x, y = 1, server.memory %}{{ y | sh }}",
        &[("3600", "server.web.timeout"), ("8192", "server.memory")],
    );
    assert_reads(
        "{% if server.hsts %}{% set a = server.name %}{% else %}{% set a = server.memory %}{% endif %}{{ a | bare }}",
        &[("romashka-main", "server.name")],
    );
    // A variable of a loop does not leave it.
    assert_reads(
        "{% set a = server.name %}{% for a in server.web.access %}{{ a | bare }} {% endfor %}{{ a | bare }}",
        &[
            ("10.8.12.0/24", "server.web.access[0]"),
            ("10.8.0.0/16", "server.web.access[1]"),
            ("romashka-main", "server.name"),
        ],
    );
    // Set in a branch that was not taken, and a name of the context.
    assert_reads(
        "{% if not server.hsts %}{% set server = 1 %}{% endif %}{{ server.name | bare }}",
        &[("romashka-main", "server.name")],
    );
}

#[test]
fn headers_are_those_of_this_very_pass() {
    let body = "{% for i in server.infobases %}\n{% if i.publication %}\n  at {{ i.publication.path | bare }}\n{% elif server.hsts %}\n  {{ i.name | bare }} no\n{% else %}\nx\n{% endif %}\n{% endfor %}\n";
    let each = "for i in server.infobases: server.infobases";
    assert_eq!(around(body, "at "), [each, "if i.publication: server.infobases[0].publication"]);
    assert_eq!(
        around(body, " no"),
        [
            each,
            "if i.publication: server.infobases[1].publication",
            "elif server.hsts: server.hsts"
        ]
    );
    assert_eq!(around(body, "/trade"), [each, "if i.publication: server.infobases[2].publication"]);
}

#[test]
fn headers_of_literal_text_without_expressions() {
    let body = "{% for i in server.infobases %}{% if not i.publication %}A{% endif %}{% if i.publication %}B{% endif %}{% endfor %}";
    let (trace, _) = trace_of(body);
    let under: Vec<_> = trace
        .pieces
        .iter()
        .map(|piece| (&trace.text[piece.output.clone()], listed(&piece.under[1].reads)))
        .collect();
    let publication = |index: usize| format!("server.infobases[{index}].publication");
    assert_eq!(under, [("B", publication(0)), ("A", publication(1)), ("B", publication(2))]);
}

#[test]
fn the_condition_of_a_loop_belongs_to_it() {
    let body =
        "{% for i in server.infobases if i.publication %}x {{ i.name | bare }}\n{% endfor %}";
    assert_eq!(
        around(body, "x "),
        ["for i in server.infobases if i.publication: server.infobases[0].publication \
          server.infobases[1].publication server.infobases[2].publication"]
    );
}

#[test]
fn lines_are_cut_out() {
    let (trace, _) = trace_of("one\ntwo {{ server.name | bare }} and\nthree\n\nfive");
    let line = |number| {
        let pieces = trace.at_line(number).unwrap();
        let text = |piece: &Piece| (trace.text[piece.output.clone()].to_owned(), piece.line);
        pieces.iter().map(text).collect::<Vec<_>>()
    };
    let piece = |text: &str, line| (text.to_owned(), line);
    assert_eq!(line(1), [piece("one\n", 4)]);
    assert_eq!(line(2), [piece("two ", 5), piece("romashka-main", 5), piece(" and\n", 5)]);
    assert_eq!(line(3), [piece("three\n", 6)]);
    assert_eq!(line(4), [piece("\n", 7)]);
    assert_eq!(line(5), [piece("five", 8)]);
    assert_eq!((trace.at_line(0), trace.at_line(6)), (None, None));
}

#[test]
fn white_space_and_raw_text_stay() {
    for body in [
        "  {% if server.hsts %}  \n  a\n  {%- endif %}\n\n {{- server.name | bare -}} \n b{#- c -#} \n}d",
        "{% raw %}\n {{ $x }} {% endraw -%}\n  {{ server.name | bare }}",
        "{%- for n in server.web.access -%}\n  {{- n | bare }}\n{%+ if loop.last %}.{% endif %}\n{%- endfor -%}\n",
        "\n\n   {{ server.memory | sh }}{{ server.memory | sh }}\n\t{% set a = 1 %}\t{\n}\n{% if a %}{ {% endif %}}",
        "{% for i in [] %}{% else %}\n none\n{% endfor %}{{ '' | sh }}{{ cat() | comment }}!",
    ] {
        let (trace, _) = trace_of(body);
        assert_eq!(
            trace.pieces.iter().map(|piece| piece.output.len()).sum::<usize>(),
            trace.text.len()
        );
    }
}

/// Templates from a grammar: every statement, with and without marks for white space, nested.
fn random_template() -> impl Strategy<Value = String> {
    let space = proptest::sample::select(vec!["", " ", "\n", "  \n\t", "a", " {b\n", "}\n ", "ы"]);
    let mark = proptest::sample::select(vec!["", "-", "+"]);
    let value = proptest::sample::select(vec![
        "server.name",
        "server.memory",
        "server.titles['ru']",
        "cat(n, '}}')",
        "infobase.publication.path",
        "n",
        "''",
    ]);
    let condition = proptest::sample::select(vec![
        "server.vpn is none",
        "not server.hsts",
        "n == server.memory",
        "server.web.access",
        "infobase.name in ['trade']",
    ]);
    let list = proptest::sample::select(vec![
        "server.web.access",
        "server.infobases | map(attribute='name')",
        "server.empty",
        "[1, n]",
        "range(2) if server.hsts",
        "server.web.access | reverse if n != server.name",
        "server.titles",
    ]);
    let text = space.clone().prop_map(str::to_owned);
    let output = (mark.clone(), value.clone(), mark.clone()).prop_map(|(open, value, close)| {
        let close = if close == "+" { "" } else { close };
        format!("{{{{{open} {value} | sh {close}}}}}")
    });
    let set = (mark.clone(), value, mark.clone())
        .prop_map(|(open, value, close)| format!("{{%{open} set n = {value} {close}%}}"));
    let comment = Just("{# n #}".to_owned());
    let leaf = proptest::prop_oneof![3 => text, 3 => output, 1 => set, 1 => comment];
    let tree = leaf.prop_recursive(4, 24, 4, move |inner| {
        let block = proptest::collection::vec(inner, 0..4).prop_map(|parts| parts.concat());
        let marks = (mark.clone(), mark.clone(), mark.clone());
        let branch = (marks.clone(), condition.clone(), block.clone(), block.clone()).prop_map(
            |((a, b, c), condition, yes, no)| {
                format!("{{%{a} if {condition} {b}%}}{yes}{{% else {c}%}}{no}{{%{c} endif {a}%}}")
            },
        );
        let each = (marks, list.clone(), block.clone(), block).prop_map(
            |((a, b, c), list, body, none)| {
                format!("{{%{a} for n in {list} {b}%}}{body}{{%{c} else %}}{none}{{% endfor {b}%}}")
            },
        );
        proptest::prop_oneof![branch, each]
    });
    proptest::collection::vec(tree, 1..6)
        .prop_map(|parts| format!("{{% set n = 'n' %}}{}", parts.concat()))
}

proptest::proptest! {
    /// `trace_of` fails if the traced text is not the rendered one.
    #[test]
    fn tracing_changes_nothing(body in random_template()) {
        let (trace, file) = trace_of(&body);
        let mut end = 0;
        for piece in &trace.pieces {
            prop_assert_eq!(piece.output.start, end);
            end = piece.output.end;
            if piece.origin == Origin::Literal {
                prop_assert_eq!(&file[piece.template.clone()], &trace.text[piece.output.clone()]);
            }
        }
        prop_assert_eq!(end, trace.text.len());
    }
}
