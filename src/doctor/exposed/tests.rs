//! Nothing that looks like a key stands in this file: each is put together when the test runs, so that
//! the look through this repository finds nothing here.

use super::{Exposure, Kind, Values, scan};

/// The standard alphabet.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    for three in bytes.chunks(3) {
        let at = |index: usize| u32::from(*three.get(index).unwrap_or(&0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let six = (bits >> (18 - 6 * digit)) & 63;
            out.push(if digit > three.len() { '=' } else { char::from(ALPHABET[six as usize]) });
        }
    }
    out
}

/// Bytes that repeat nothing soon.
fn noise(count: u32) -> Vec<u8> {
    (0..count)
        .map(|it| u8::try_from((it.wrapping_mul(2_654_435_761) >> 13) & 0xff).unwrap())
        .collect()
}

fn armour(label: &str, bytes: &[u8]) -> String {
    let body = encode(bytes);
    let lines: Vec<_> =
        body.as_bytes().chunks(64).map(|it| std::str::from_utf8(it).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn key(label: &str) -> String {
    armour(label, &noise(138))
}

fn kinds(path: &str, text: &str) -> Vec<(Kind, u32)> {
    scan(path, text.as_bytes(), &Values::default())
        .into_iter()
        .map(|it| (it.kind, it.line))
        .collect()
}

fn only(path: &str, text: &str) -> Kind {
    let found = kinds(path, text);
    assert_eq!(found.len(), 1, "{found:?} in\n{text}");
    found[0].0.clone()
}

#[test]
fn private_keys_of_all_kinds_are_found() {
    for label in [
        "PRIVATE KEY",
        "RSA PRIVATE KEY",
        "EC PRIVATE KEY",
        "DSA PRIVATE KEY",
        "OPENSSH PRIVATE KEY",
        "PGP PRIVATE KEY BLOCK",
        "ANY NEW PRIVATE KEY",
    ] {
        let text = format!("before\n{}after\n", key(label));
        assert_eq!(kinds("a.txt", &text), [(Kind::PrivateKey, 2)], "{label}");
        let cut = key(label).lines().take(2).collect::<Vec<_>>().join("\n");
        assert_eq!(only("a.txt", &cut), Kind::PrivateKey, "half of a key is most of it");
        assert_eq!(only("a.txt", &key(label).replace('\n', "\r\n")), Kind::PrivateKey);
    }
    assert_eq!(only("a", &key("ENCRYPTED PRIVATE KEY")), Kind::LockedKey);
    let headers = "RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n";
    let locked = key("RSA PRIVATE KEY").replacen("RSA PRIVATE KEY-----\n", headers, 1);
    assert_eq!(only("a", &locked), Kind::LockedKey);
    let ssh2 = key("X").replace("-----BEGIN X-----", "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----");
    assert_eq!(only("a", &ssh2), Kind::LockedKey);
    for part in ["Static key V1", "tls-crypt-v2 server key", "tls-crypt-v2 client key"] {
        let found = only("ta.key", &key(&format!("OpenVPN {part}")));
        assert!(matches!(found, Kind::OpenVpn(_)), "{found:?}");
    }
    let hex: String = noise(256).iter().map(|it| format!("{it:02x}")).collect();
    let lines: Vec<_> =
        hex.as_bytes().chunks(32).map(|it| std::str::from_utf8(it).unwrap()).collect();
    let label = "OpenVPN Static key V1";
    let text = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"));
    assert!(matches!(only("ta.key", &text), Kind::OpenVpn(_)));
}

#[test]
fn keys_are_found_however_they_are_wrapped() {
    let plain = key("EC PRIVATE KEY");
    let indented: String = plain.lines().map(|line| format!("      {line}\n")).collect();
    let in_yaml = format!("tls:\n  key: |\n{indented}next: 1\n");
    assert_eq!(kinds("a.yaml", &in_yaml), [(Kind::PrivateKey, 3)]);
    let in_json = format!("{{\"key\": \"{}\"}}\n", plain.replace('\n', "\\n"));
    assert_eq!(only("a.json", &in_json), Kind::PrivateKey);
    let in_program: String = plain.lines().map(|line| format!("    \"{line}\\n\" +\n")).collect();
    assert_eq!(only("A.java", &in_program), Kind::PrivateKey);
    let in_comment: String = plain.lines().map(|line| format!("# {line}\n")).collect();
    assert_eq!(only("a.conf", &in_comment), Kind::PrivateKey);
    for before in ["", "x", "xy", "xyz: "] {
        let base64 = encode(format!("{before}{plain}").as_bytes());
        let lines: Vec<_> =
            base64.as_bytes().chunks(76).map(|it| std::str::from_utf8(it).unwrap()).collect();
        let text = format!("data:\n  tls.key: |\n    {}\nnext: 1\n", lines.join("\n    "));
        let found = scan("a.txt", text.as_bytes(), &Values::default());
        assert_eq!(
            found,
            [Exposure { kind: Kind::PrivateKey, line: 3, wrapped: true }],
            "{before:?}"
        );
    }
    let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let found = scan("a.txt", &[&[0xff, 0xfe], &wide[..]].concat(), &Values::default());
    assert_eq!(found[0].kind, Kind::PrivateKey, "as Windows writes text");
    let binary = [&[0, 1, 2, 0], plain.as_bytes(), &[0, 0]].concat();
    assert_eq!(
        scan("a.img", &binary, &Values::default()),
        [Exposure { kind: Kind::PrivateKey, line: 1, wrapped: false }]
    );
}

/// A structure of DER around `inner`.
fn der(tag: u8, inner: &[u8]) -> Vec<u8> {
    let length = match inner.len() {
        short @ 0..=0x7f => vec![u8::try_from(short).unwrap()],
        long => [&[0x82], &u16::try_from(long).unwrap().to_be_bytes()[..]].concat(),
    };
    [&[tag], &length[..], inner].concat()
}

#[test]
fn keys_without_armour_are_found() {
    let version = |it: u8| vec![0x02, 0x01, it];
    let algorithm = der(0x30, &[0x06, 0x03, 0x2b, 0x65, 0x70]);
    let pkcs8 = der(0x30, &[version(0), algorithm.clone(), der(0x04, &noise(34))].concat());
    let modulus = der(0x02, &noise(257));
    let pkcs1 = der(0x30, &[version(0), modulus, noise(300)].concat());
    let sec1 = der(0x30, &[version(1), der(0x04, &noise(32)), noise(40)].concat());
    let data = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    let pkcs12 = der(0x30, &[version(3), der(0x30, &[&data[..], &noise(400)].concat())].concat());
    let pbes2 = [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
    let locked = der(0x30, &[der(0x30, &[&pbes2[..], &noise(60)].concat()), noise(100)].concat());
    let certificate = der(0x30, &[der(0x30, &noise(300)), noise(60)].concat());
    let cases = [
        (pkcs8, Some(Kind::PrivateKey)),
        (pkcs1, Some(Kind::PrivateKey)),
        (sec1, Some(Kind::PrivateKey)),
        (pkcs12, Some(Kind::LockedKey)),
        (locked, Some(Kind::LockedKey)),
        (certificate, None),
    ];
    for (bytes, kind) in cases {
        let found =
            |bytes: &[u8]| scan("a", bytes, &Values::default()).first().map(|it| it.kind.clone());
        assert_eq!(found(&bytes), kind, "{bytes:02x?}");
        assert_eq!(found(format!("key: {}\n", encode(&bytes)).as_bytes()), kind, "in base64");
        let most = &bytes[..bytes.len() - 1];
        assert_eq!(found(most), None, "what is no whole structure is something else");
    }
}

#[test]
fn identities_tokens_and_addresses_are_found() {
    let bech32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN54KHCE";
    let identity = format!("{}KEY-1{bech32}", "AGE-SECRET-");
    assert_eq!(kinds("k.txt", &format!("# made\n{identity}\n")), [(Kind::AgeIdentity, 2)]);
    for before in ["", "x", "xy"] {
        let text = format!("data: {}\n", encode(format!("{before}{identity}\n").as_bytes()));
        assert_eq!(only("k.txt", &text), Kind::AgeIdentity, "{before:?}");
    }
    let word = "aZ09bY18cX27dW36eV45fU54gT63hS72iR81jQ90kP";
    for prefix in [["gh", "p_"], ["glp", "at-"], ["gl", "sa_"], ["xo", "xb-"]] {
        let text = format!("x = {}{word}\n", prefix.concat());
        assert!(matches!(only("a.md", &text), Kind::Token(_)), "{text}");
    }
    let bot = format!("bot 123456789:A{}", &format!("A{word}")[..34]);
    assert_eq!(only("a.md", &bot), Kind::Token("a token of a Telegram bot"));
    let address = format!("postgres://usr1cv8:{}@10.0.0.1/base", ["kX9v", "Qm2L"].concat());
    assert_eq!(only("a.md", &address), Kind::Address);
    let putty = |private: &str| {
        let lines = "Encryption: none\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 1\n";
        format!("PuTTY-User-Key-File-3: ssh-ed25519\n{lines}{private}\n")
    };
    assert_eq!(only("a.ppk", &putty(&encode(&noise(36)))), Kind::PrivateKey);
    assert_eq!(kinds("a.md", &putty("…")), []);
}

#[test]
fn a_profile_is_one_finding() {
    let bundle = format!(
        "client\nremote vpn.example 1194\n<ca>\n{}</ca>\n<cert>\n{}</cert>\n<key>\n{}</key>\n<tls-crypt-v2>\n{}</tls-crypt-v2>\n",
        key("CERTIFICATE"),
        key("CERTIFICATE"),
        key("PRIVATE KEY"),
        key("OpenVPN tls-crypt-v2 client key"),
    );
    let line = u32::try_from(bundle.lines().position(|it| it == "<key>").unwrap()).unwrap() + 1;
    assert_eq!(kinds("a.ovpn", &bundle), [(Kind::Bundle, line)]);
    let public = bundle
        .replace(&key("PRIVATE KEY"), "")
        .replace(&key("OpenVPN tls-crypt-v2 client key"), "");
    assert_eq!(kinds("a.ovpn", &public), []);
}

#[test]
fn a_release_is_found_by_what_it_holds() {
    let archive = |names: &[&str]| {
        let mut tar = tar::Builder::new(Vec::new());
        for name in names {
            let mut header = tar::Header::new_ustar();
            header.set_size(700);
            header.set_mode(0o600);
            tar.append_data(&mut header, name, &noise(700)[..]).unwrap();
        }
        tar.into_inner().unwrap()
    };
    let found = scan(
        "a.tar",
        &archive(&["image/release.tsv", "server/root/a", "secrets/root/b"]),
        &Values::default(),
    );
    assert_eq!(found, [Exposure { kind: Kind::Release, line: 1, wrapped: false }]);
    assert_eq!(
        scan("a.tar", &archive(&["image/release.tsv", "server/root/a"]), &Values::default()),
        []
    );
    assert_eq!(scan("a.tar", &archive(&["docs/secrets/b"]), &Values::default()), []);
}

#[test]
fn what_is_public_is_not_found() {
    let digest: String = noise(32).iter().map(|it| format!("{it:02x}")).collect();
    for (path, text) in [
        ("a.crt", key("CERTIFICATE")),
        ("a.pub", key("PUBLIC KEY")),
        ("a.pub", key("RSA PUBLIC KEY")),
        ("crl.pem", key("X509 CRL")),
        ("a.csr", key("CERTIFICATE REQUEST")),
        ("dh.pem", key("DH PARAMETERS")),
        ("a.age", key("AGE ENCRYPTED FILE")),
        ("a.sig", key("SSH SIGNATURE")),
        ("a.yaml", encode(key("CERTIFICATE").as_bytes())),
        ("id.pub", format!("ssh-ed25519 {} admin@example\n", encode(&noise(51)))),
        ("lock.yaml", format!("- name: grafana/admin\n  value: {digest}\n  file: {digest}\n")),
        ("a.yaml", format!("sha256: {digest}\ndigest: sha256:{digest}\n")),
        ("SHA256SUMS", format!("{digest}  almalinux.qcow2\n")),
        ("doc.md", "Write `-----BEGIN PRIVATE KEY-----` first, and `-----END PRIVATE KEY-----` last.\n".into()),
        ("a.rs", "text.contains(\"-----BEGIN EC PRIVATE KEY-----\") && x.len() > 20 && y.is_empty()\n".into()),
        ("doc.md", format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", "x".repeat(64))),
        ("a.rs", "(\"-----BEGIN OPENSSH PRIVATE KEY-----\", Secret),\n(\"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kdjq\", Checksum)\n".into()),
        ("doc.md", "-----BEGIN PRIVATE KEY-----\nMIIEvQ...\n-----END PRIVATE KEY-----\n".into()),
        ("doc.md", "AGE-SECRET-KEY-1…, and AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ\n".into()),
        ("doc.md", "postgres://user:password@host, https://user:${PASSWORD}@host\n".into()),
        ("a.conf.j2", "password: {{ secret('grafana/admin') | yaml }}\n".into()),
        ("a.ini", "password = $__file{/etc/qalyp/secrets/grafana/admin}\n".into()),
        ("a.yaml", "key: MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0Z3VS5JJcds3xfn\n".into()),
    ] {
        assert_eq!(kinds(path, &text), [], "{path}:\n{text}");
    }
}

#[test]
fn nothing_makes_it_fall() {
    for text in [
        "BEGIN ",
        "-----BEGIN ",
        "-----BEGIN PRIVATE KEY-----",
        "LS0tLS1CRUdJTi",
        "://",
        "://@",
        "M",
        "\\",
    ] {
        for cut in 0..=text.len() {
            scan("a.yaml", &text.as_bytes()[..cut], &Values::default());
            scan("a.yaml", format!("{}\\", &text[..cut]).as_bytes(), &Values::default());
        }
    }
    scan("a.yaml", &[0xff, 0xfe, 0], &Values::default());
    scan("a.yaml", "пароль: \u{301}é=\u{0}".as_bytes(), &Values::default());
}

#[test]
fn a_mark_with_a_reason_allows_one_place() {
    let plain = key("EC PRIVATE KEY");
    let marked = format!("# qalyp: not-a-secret (vector of RFC 9500)\n{plain}");
    assert_eq!(kinds("a.pem", &marked), []);
    assert_eq!(kinds("a.pem", &format!("{marked}\n{plain}")).len(), 1);
    assert_eq!(kinds("a.pem", &format!("# qalyp: not-a-secret\n{plain}")).len(), 1);
}

#[test]
fn a_value_of_the_vault_is_called_by_its_name() {
    let value = ["kX9v", "Qm2LpZ7w", "Rt4n"].concat();
    let mut values = Values::default();
    values.add("shop/grafana/admin".to_owned(), format!("{value}\n").as_bytes());
    let found = |path: &str, text: &str| {
        let found = scan(path, text.as_bytes(), &values).into_iter();
        found.map(|it| (it.kind, it.line)).collect::<Vec<_>>()
    };
    let named = Kind::Value("shop/grafana/admin".to_owned());
    assert_eq!(found("notes.md", &format!("a\n{value}\n")), [(named.clone(), 2)]);
    // What is found by its key as well is said once.
    assert_eq!(found("a.yaml", &format!("password: {value}\n")), [(named.clone(), 1)]);
    assert_eq!(found("a.bin", &format!("\0\0{value}\0")), [(named, 1)]);
    let marked = format!("# qalyp: not-a-secret of a test\n{value}\n");
    assert_eq!(found("notes.md", &marked), []);
}

#[test]
fn a_letter_is_found_where_it_tells_a_password() {
    let letter = format!(
        "Hello\n| Monitoring | login `admin`, password {}; change it |\n",
        ["kX9v", "Qm2LpZ7w"].concat()
    );
    assert_eq!(kinds("letters/shop.md", &letter), [(Kind::Letter, 2)]);
    assert_eq!(kinds("letters/shop.rs", &letter), []);
}
