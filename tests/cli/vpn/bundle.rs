use std::fs;
use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::shop::{Shop, files};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into()]);
    let found = folders.into_iter().any(|folder| folder.join(program).is_file());
    let required = std::env::var_os("QALYP_REQUIRE_REAL").is_some_and(|value| value == "1");
    assert!(found || !required, "this test needs {program}, and QALYP_REQUIRE_REAL=1 is set");
    if !found {
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "SKIPPED: needs {program}");
    }
    found
}

/// The text between the marks of a part.
fn part<'t>(bundle: &'t str, name: &str) -> &'t str {
    let rest = bundle.split(&format!("<{name}>\n")).nth(1).unwrap();
    rest.split(&format!("</{name}>")).next().unwrap()
}

#[test]
fn a_bundle_is_the_profile_of_the_build_with_its_parts() {
    let shop = Shop::issued();
    let out = shop.arg("out");
    let build = crate::cli::run::finish(
        &crate::cli::run::qalyp(&["build", "-o", &out, "--at=2026-11-23"]).dir(shop.path("shop")),
    );
    assert_eq!(build.code, 0, "{}", build.out);
    shop.done(&["bundle", "romashka-main", "--all-users", "-o", &shop.arg("all/")]);
    let bundles = files(&shop.path("all"));
    assert_eq!(bundles.len(), 15, "three users, five platforms");
    for (path, bundle) in &bundles {
        let bundle = std::str::from_utf8(bundle).unwrap();
        let profile =
            fs::read_to_string(shop.path(&format!("out/servers/romashka-main/vpn/{path}")))
                .unwrap();
        let mut filled = profile;
        for name in ["ca", "cert", "key", "tls-crypt-v2"] {
            let text = part(bundle, name);
            assert!(text.starts_with("-----BEGIN ") && text.ends_with("-----\n"), "{path}");
            filled = filled.replace(
                &format!("# qalyp-part: {name}\n"),
                &format!("<{name}>\n{text}</{name}>\n"),
            );
        }
        assert_eq!(bundle, filled, "{path}");
        assert_eq!(mode(&shop.path("all").join(path)), 0o600);
    }
    for folder in ["all", "all/aigerim", "all/aigerim/ios"] {
        assert_eq!(mode(&shop.path(folder)), 0o700, "{folder}");
    }
    // Nobody has another's key.
    let key = |user: &str| {
        let text = &bundles[&format!("{user}/ios/romashka-main.ovpn")];
        part(std::str::from_utf8(text).unwrap(), "key").to_owned()
    };
    assert_ne!(key("aigerim"), key("daulet"));
}

#[test]
fn openvpn_and_openssl_read_what_is_handed_out() {
    let shop = Shop::issued();
    if !has("openvpn") || !has("openssl") {
        return;
    }
    for platform in ["windows", "macos", "linux", "ios", "android"] {
        let out = shop.arg(&format!("{platform}.ovpn"));
        shop.done(&["bundle", "romashka-main", "aigerim", "--platform", platform, "-o", &out]);
        // Reads everything, asks for no connection: a proxy that is not there and one try.
        let read = Command::new("openvpn")
            .args([
                "--config",
                &out,
                "--dev",
                "null",
                "--connect-retry-max",
                "1",
                "--remote",
                "127.0.0.1",
                "9",
            ])
            .args([
                "--connect-timeout",
                "1",
                "--hand-window",
                "1",
                "--server-poll-timeout",
                "1",
                "--tls-exit",
            ])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&read.stdout).into_owned();
        for wrong in ["Options error", "Cannot load", "error:", "Cannot pre-load"] {
            assert!(!text.contains(wrong), "{platform}: {text}");
        }
        assert!(text.contains("link remote"), "{platform}: it got as far as the network: {text}");
    }
    let (key, passphrase) = (shop.arg("encrypted.ovpn"), shop.arg("passphrase"));
    shop.done(&[
        "bundle",
        "romashka-main",
        "aigerim",
        "--platform=windows",
        "-o",
        &key,
        "--generate-passphrase",
        &passphrase,
    ]);
    assert_eq!((mode(Path::new(&key)), mode(Path::new(&passphrase))), (0o600, 0o600));
    let bundle = fs::read_to_string(&key).unwrap();
    let pem = shop.path("key.pem");
    fs::write(&pem, part(&bundle, "key")).unwrap();
    assert!(bundle.contains("BEGIN ENCRYPTED PRIVATE KEY"));
    assert!(!bundle.contains(fs::read_to_string(&passphrase).unwrap().trim()));
    let opens = |with: &str| {
        let openssl = Command::new("openssl")
            .args(["pkey", "-noout", "-in"])
            .arg(&pem)
            .arg("-passin")
            .arg(with)
            .output();
        openssl.unwrap().status.success()
    };
    assert!(opens(&format!("file:{passphrase}")) && !opens("pass:something-else"));
}

#[test]
fn a_passphrase_of_ones_own_protects_the_key() {
    let shop = Shop::issued();
    let (out, file) = (shop.arg("x.ovpn"), shop.arg("own"));
    let args = [
        "bundle",
        "romashka-main",
        "aigerim",
        "--platform=linux",
        "-o",
        &out,
        "--passphrase-file",
        &file,
    ];
    fs::write(&file, "short\n").unwrap();
    assert!(shop.refused(&args).contains("12 characters"));
    assert!(!Path::new(&out).exists());
    fs::write(&file, "қалып құпия сөз 2026\nmore\n").unwrap();
    let (code, answer) = shop.json(&args);
    assert_eq!((code, &answer["files"][0]["encrypted"]), (0, &json!(true)));
    assert!(!answer.to_string().contains("құпия"));
    let several = shop.arg("several/");
    let lines = shop.arg("lines");
    shop.done(&[
        "bundle",
        "romashka-main",
        "--all-users",
        "--platform=ios",
        "-o",
        &several,
        "--generate-passphrase",
        &lines,
    ]);
    let lines = fs::read_to_string(lines).unwrap();
    let names: Vec<_> = lines
        .lines()
        .map(|line| line.strip_prefix("romashka-main\t").unwrap().split_once('\t').unwrap())
        .collect();
    assert_eq!(
        names.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
        ["aigerim", "daulet", "office-router"]
    );
    assert!(names[0].1.len() == 29 && names[0].1 != names[1].1);
}

#[test]
fn a_new_passphrase_goes_into_a_new_file_of_its_own() {
    let shop = Shop::issued();
    let one = |output: &str, passphrase: &str| {
        shop.vpn(&[
            "bundle",
            "romashka-main",
            "aigerim",
            "--platform=linux",
            "-o",
            output,
            "--generate-passphrase",
            passphrase,
        ])
    };
    let out = shop.arg("x.ovpn");
    fs::write(shop.path("there"), "theirs").unwrap();
    let same = format!("{}/../x.ovpn", shop.arg("shop"));
    let in_folder = shop.arg("all/aigerim/linux/romashka-main.ovpn");
    for (output, passphrase, said) in [
        (&*out, "./pass", "within the project"),
        (&*out, "-", "standard output"),
        (&*out, "/dev/null", "a device"),
        (&*out, &*shop.arg("there"), "is there already"),
        (&*out, &*shop.arg("operator"), "is there already"),
        (&*out, &*out, "a bundle and its passphrase"),
        (&*out, &*same, "a bundle and its passphrase"),
        (&*shop.arg("all/"), &*in_folder, "a bundle and its passphrase"),
    ] {
        let outcome = one(output, passphrase);
        assert_eq!(outcome.code, 2, "{passphrase}");
        assert!(outcome.err.contains(said), "{passphrase}: {}", outcome.err);
        assert!(!Path::new(&out).exists() && !shop.path("all").exists(), "{passphrase}");
    }
    assert_eq!(fs::read_to_string(shop.path("there")).unwrap(), "theirs");
    assert!(!shop.path("shop/-").exists());
    // Passphrases of a bundle that cannot be written do not stand in the way of the next try.
    let pass = shop.arg("pass");
    assert_eq!(one(&shop.arg("none/x.ovpn"), &pass).code, 2);
    assert!(!Path::new(&pass).exists());
    assert_eq!(one(&out, &pass).code, 0);
    assert_eq!((mode(Path::new(&out)), mode(Path::new(&pass))), (0o600, 0o600));
    // What is read has an end.
    let read = |file: &str| {
        let args = ["bundle", "romashka-main", "aigerim", "--platform=linux", "-o", &out];
        shop.refused(&[&args[..], &["--passphrase-file", file]].concat())
    };
    assert!(read("/dev/zero").contains("device"));
    fs::write(shop.path("long"), vec![b'x'; 1 << 20]).unwrap();
    assert!(read(&shop.arg("long")).contains("more than"));
}

#[test]
fn a_page_holds_the_profile_and_a_code_leads_to_a_link() {
    let shop = Shop::issued();
    let url = "https://bulut.example/once/4711?k=a%20b";
    let mut titles = Vec::new();
    for language in ["kk", "ru", "en"] {
        let out = shop.arg(&format!("{language}.html"));
        let told = shop.done(&[
            "bundle",
            "romashka-main",
            "aigerim",
            "--platform=ios",
            "--page",
            "--language",
            language,
            "-o",
            &out,
        ]);
        assert!(told.contains("2953 bytes"), "{told}");
        let page = fs::read_to_string(&out).unwrap();
        assert_eq!(mode(Path::new(&out)), 0o600);
        assert!(
            page.contains(&format!("lang=\"{language}\"")) && page.contains("romashka-main.ovpn")
        );
        assert!(!page.contains("src=") && !page.contains("<script") && !page.contains("url("));
        titles.push(page.split("<title>").nth(1).unwrap().split('<').next().unwrap().to_owned());
    }
    titles.dedup();
    assert_eq!(titles.len(), 3);
    // The customer's language is that of his contact.
    let out = shop.arg("own.html");
    shop.done(&[
        "bundle",
        "romashka-main",
        "aigerim",
        "--platform=android",
        "--page",
        "-o",
        &out,
        "--url",
        url,
    ]);
    let page = fs::read_to_string(&out).unwrap();
    assert!(page.contains("lang=\"ru\"") && page.contains("<svg"));
    assert!(page.contains(&format!("openvpn://import-profile/{url}")));
    let told = shop.done(&[
        "bundle",
        "romashka-main",
        "aigerim",
        "--platform=android",
        "-o",
        &shop.arg("b.ovpn"),
        "--url",
        url,
    ]);
    assert!(told.contains('█') && told.contains("3.3.6"));
    for wrong in ["http://bulut.example/x", "https://bulut.example/a b"] {
        let said = shop.refused(&[
            "bundle",
            "romashka-main",
            "aigerim",
            "--platform=ios",
            "-o",
            &out,
            "--url",
            wrong,
        ]);
        assert!(!said.contains(wrong), "{said}");
    }
}

#[test]
fn a_bundle_goes_where_it_is_safe() {
    let shop = Shop::issued();
    let one = |output: &str| {
        shop.vpn(&["bundle", "romashka-main", "aigerim", "--platform=linux", "-o", output])
    };
    for inside in ["./", "x.ovpn", "new/folder/", "keys/x.ovpn", &shop.arg("shop/x.ovpn")] {
        let outcome = one(inside);
        assert_eq!(outcome.code, 2, "{inside}");
        let within = if inside.starts_with("keys") { "the folder of keys" } else { "the project" };
        assert!(outcome.err.contains(&format!("within {within}")), "{}", outcome.err);
    }
    for device in ["/dev/null", "/dev/stdout"] {
        let outcome = one(device);
        assert_eq!(outcome.code, 2, "{device}");
        assert!(outcome.err.contains("a device"), "{}", outcome.err);
        let there = fs::metadata("/dev/null").unwrap().file_type();
        assert!(there.is_char_device(), "the device is still one");
    }
    let repository = shop.path("repository");
    assert!(Command::new("git").args(["init", "-q"]).arg(&repository).status().unwrap().success());
    for place in ["repository/x.ovpn", "repository/new/"] {
        assert!(one(&shop.arg(place)).err.contains("git would take it up"), "{place}");
    }
    fs::write(repository.join(".gitignore"), "new/\n").unwrap();
    assert_eq!(one(&shop.arg("repository/new/")).code, 0);
    let stdout = one("-");
    assert_eq!((stdout.code, stdout.err.as_str()), (0, ""));
    assert!(stdout.out.ends_with("</tls-crypt-v2>\n"), "the bundle and nothing else");
    // A link is replaced and not followed, whatever the umask.
    let (out, elsewhere) = (shop.path("x.ovpn"), shop.path("elsewhere"));
    fs::write(&elsewhere, "theirs").unwrap();
    std::os::unix::fs::symlink(&elsewhere, &out).unwrap();
    assert_eq!(one(out.to_str().unwrap()).code, 0);
    assert_eq!(fs::read_to_string(&elsewhere).unwrap(), "theirs");
    assert_eq!(mode(&out), 0o600);
    assert!(one("/nowhere/x.ovpn").err.contains("/nowhere/x.ovpn"));
    assert!(
        shop.refused(&["bundle", "romashka-main", "aigerim", "--platform=linux"])
            .contains("`-o FILE`")
    );
}

#[test]
fn who_has_no_good_certificate_gets_no_bundle() {
    let shop = Shop::new();
    let out = shop.arg("x.ovpn");
    let ask = |server: &str, user: &str, more: &[&str]| {
        shop.refused(
            &[&["bundle", server, user, "--platform=linux", "-o", &out][..], more].concat(),
        )
    };
    assert!(ask("romashka-main", "aigerim", &[]).contains("qalyp vpn issue romashka-main"));
    shop.done(&["issue", "--yes"]);
    assert!(ask("romashka-main", "aigerimm", &[]).contains("did you mean `aigerim`?"));
    assert!(ask("romashka-mian", "aigerim", &[]).contains("`romashka-main`"));
    assert!(ask("romashka-main", "../../etc/passwd", &[]).contains("no VPN user"));
    let later = ask("romashka-main", "aigerim", &["--at=2028-11-24T12:00:00+05:00"]);
    assert!(later.contains("ended") && later.contains("qalyp vpn renew"), "{later}");
    shop.edit("        - {name: office-router}\n", "");
    assert!(ask("romashka-main", "office-router", &[]).contains("loses access"));
    let key = "shop/keys/vault/romashka-main/vpn/users/daulet/key.age";
    let other = "shop/keys/vault/romashka-main/vpn/users/aigerim/key.age";
    fs::copy(shop.path(other), shop.path(key)).unwrap();
    ask("romashka-main", "daulet", &[]);
    assert!(!Path::new(&out).exists());
}

#[test]
fn hostile_names_stay_names() {
    let shop = Shop::new();
    let names = ["_", "a.b@c", "0-0", "x.ovpn", "A_B-c.d@e"];
    let listed: String =
        names.iter().map(|name| format!("        - {{name: \"{name}\"}}\n")).collect();
    shop.edit("        - {name: office-router}\n", &listed);
    shop.done(&["issue", "romashka-main", "--yes"]);
    shop.done(&[
        "bundle",
        "romashka-main",
        "--all-users",
        "--platform=linux",
        "--page",
        "-o",
        &shop.arg("all/"),
    ]);
    for name in names {
        assert!(shop.path(&format!("all/{name}/linux/romashka-main.html")).is_file(), "{name}");
    }
    for hostile in ["../x", "a b", "a/b", "<b>", "-o", ".", "a\\\\n"] {
        let shop = Shop::new();
        shop.edit("{name: office-router}", &format!("{{name: \"{hostile}\"}}"));
        assert_eq!(shop.vpn(&["issue", "--yes"]).code, 2, "{hostile}");
    }
}

#[test]
fn a_template_of_the_project_is_held_to_what_clients_take() {
    let shop = Shop::issued();
    let template = shop.path("shop/templates/server/vpn/profile.ovpn");
    fs::create_dir_all(template.parent().unwrap()).unwrap();
    let project = shop.path("shop/qalyp.yaml");
    let text = fs::read_to_string(&project).unwrap();
    if !text.contains("\ntemplates:") {
        fs::write(&project, text + "\ntemplates: templates\n").unwrap();
    }
    let shipped = include_str!("../../../templates/server/vpn/profile.ovpn");
    let out = shop.arg("x.ovpn");
    let bundle = ["bundle", "romashka-main", "aigerim", "--platform=linux", "-o", &out];
    fs::write(&template, shipped.replace("verb 3", "verb 4\nmssfix 1300")).unwrap();
    shop.done(&bundle);
    assert!(fs::read_to_string(&out).unwrap().contains("verb 4\nmssfix 1300\n"));
    fs::remove_file(&out).unwrap();
    for (from, to, said) in [
        ("verb 3", "topology subnet", "E0318"),
        ("# qalyp-part: key\n", "", "E0318"),
        ("verb 3", "{{ server.nothing }}", "server.nothing"),
    ] {
        fs::write(&template, shipped.replace(from, to)).unwrap();
        let outcome = shop.vpn(&bundle);
        assert_eq!(outcome.code, 2);
        assert!(outcome.err.contains(said), "{}", outcome.err);
    }
    assert!(!Path::new(&out).exists());
}
