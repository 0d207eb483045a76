use proptest::prelude::*;

use super::{codes, server};

fn published(paths: &[&str]) -> Vec<&'static str> {
    let infobases: Vec<_> = paths
        .iter()
        .enumerate()
        .map(|(i, path)| format!("{{name: base-{i}, publication: {{path: \"{path}\"}}}}"))
        .collect();
    codes(&server(&format!("infobases: [{}]", infobases.join(", "))))
}

#[test]
fn a_path_needs_no_escaping_anywhere() {
    for right in ["/a", "/a/b", "/A_b-c.d1", "/1c", "/a/.b"] {
        assert_eq!(published(&[right]), [""; 0], "{right}");
    }
    for wrong in [
        "a", "/", "//", "/a/", "/a//b", "/a/../b", "/./a", "/a b", "/а", "/a%20b", "/a?b", "/a#b",
        "/a;b", "/~a",
    ] {
        assert_eq!(published(&[wrong]), ["E0171"], "{wrong}");
    }
    assert_eq!(published(&[&format!("/{}", "a".repeat(199))]), [""; 0]);
    assert_eq!(published(&[&format!("/{}", "a".repeat(200))]), ["E0171"]);
    for reserved in ["/.well-known", "/.well-known/a", "/Server-Status", "/icons/a", "/.hidden"] {
        assert_eq!(published(&[reserved]), ["E0172"], "{reserved}");
    }
}

#[test]
fn a_path_collides_below_and_above_and_in_any_case() {
    assert_eq!(published(&["/a", "/ab", "/a-b"]), [""; 0]);
    assert_eq!(published(&["/a", "/A"]), ["E0173"]);
    assert_eq!(published(&["/a/b/c", "/A"]), ["E0173"]);
    assert_eq!(published(&["/a", "/a/b", "/a/b/c"]), ["E0173", "E0173"]);
}

#[test]
fn a_service_answers_at_its_name_unless_it_says_otherwise() {
    let services = |list: &str| {
        let publication = format!("{{path: /a, http-services: {{services: [{list}]}}}}");
        codes(&server(&format!("infobases: [{{name: a, publication: {publication}}}]")))
    };
    assert_eq!(services("{name: Api}, {name: Other}"), [""; 0]);
    assert_eq!(services("{name: Api}, {name: api}"), ["E0175"]);
    assert_eq!(services("{name: Api}, {name: Other, root-url: API}"), ["E0175"]);
    assert_eq!(services("{name: Api, root-url: a/b}"), [""; 0]);
    for wrong in ["/a", "a/", "a//b", "..", "a b", "\"\\u0431\""] {
        assert_eq!(services(&format!("{{name: Api, root-url: {wrong}}}")), ["E0176"], "{wrong}");
    }
    assert_eq!(services("{name: Заказы_1}"), [""; 0]);
    assert_eq!(services("{name: 1Заказ}"), ["E0174"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The look-up of ancestors finds a collision exactly if comparing all pairs does.
    #[test]
    fn collisions_are_those_of_all_pairs(paths in prop::collection::vec("(/[aAb]{1,2}){1,3}", 1..7)) {
        let texts: Vec<&str> = paths.iter().map(String::as_str).collect();
        let lower: Vec<_> = paths.iter().map(|path| path.to_lowercase()).collect();
        let under = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}/"));
        let clash = (0..lower.len()).any(|i| {
            (0..i).any(|j| under(&lower[i], &lower[j]) || under(&lower[j], &lower[i]))
        });
        prop_assert_eq!(!published(&texts).is_empty(), clash);
    }
}
