use super::*;

fn value(form: Form, text: &str) -> Result<String, ValueFault> {
    let tidied = tidy(form, &Secret::from(text.to_owned()))?;
    Ok(tidied.expose_text().unwrap().to_owned())
}

/// A certificate and its key, in PEM.
fn pair() -> (String, String) {
    let key = rcgen::KeyPair::generate().unwrap();
    let facts = rcgen::CertificateParams::new(vec!["romashka.example.kz".to_owned()]).unwrap();
    (facts.self_signed(&key).unwrap().pem(), key.serialize_pem())
}

#[test]
fn one_line_is_what_the_editor_left() {
    for text in ["long-enough-1", "long-enough-1\n", "long-enough-1\r\n", "\u{feff}long-enough-1\n"]
    {
        assert_eq!(value(Form::Line, text).as_deref(), Ok("long-enough-1"), "{text:?}");
        assert_eq!(value(Form::Password, text).as_deref(), Ok("long-enough-1"), "{text:?}");
    }
    assert_eq!(value(Form::Line, "пароль с пробелом").as_deref(), Ok("пароль с пробелом"));
    for (text, fault) in [
        ("", ValueFault::Empty),
        ("\n", ValueFault::Empty),
        ("a\nb", ValueFault::Lines),
        ("a\n\n", ValueFault::Lines),
        ("a\0b", ValueFault::Control { line: 1 }),
        ("a\tb", ValueFault::Control { line: 1 }),
        ("a\u{1b}[2Jb", ValueFault::Control { line: 1 }),
        (" a", ValueFault::Padded),
        ("a ", ValueFault::Padded),
    ] {
        assert_eq!(value(Form::Line, text), Err(fault), "{text:?}");
    }
    assert_eq!(value(Form::Password, "12345678901"), Err(ValueFault::Short { least: 12 }));
    assert_eq!(value(Form::Line, &"a".repeat(5_000)), Err(ValueFault::TooBig { most: 4096 }));
    assert_eq!(tidy(Form::Line, &Secret::new(vec![0xff])), Err(ValueFault::NotText));
    let huge = Secret::new(vec![b'a'; LARGEST + 1]);
    assert_eq!(tidy(Form::Text, &huge), Err(ValueFault::TooBig { most: LARGEST }));
}

#[test]
fn certificates_are_read_to_the_end() {
    let (certificate, key) = pair();
    let chain = format!("{certificate}\n{certificate}");
    assert!(value(Form::Certificates, &chain).unwrap().ends_with("-----\n"));
    // Line ends of Windows become those of the server.
    let windows = certificate.replace("\r\n", "\n").replace('\n', "\r\n");
    assert!(!value(Form::Certificates, &windows).unwrap().contains('\r'));
    let wrong = |text: &str| value(Form::Certificates, text).unwrap_err();
    assert!(matches!(wrong("hello"), ValueFault::NoPem { .. }));
    assert!(matches!(wrong(&key), ValueFault::OtherPem { .. }));
    assert!(matches!(wrong(&format!("{certificate}{key}")), ValueFault::OtherPem { .. }));
    let cut = &certificate[..certificate.len() / 2];
    assert!(matches!(wrong(cut), ValueFault::BadPem { .. }));
    assert!(matches!(wrong(&format!("{certificate}{cut}")), ValueFault::BadPem { .. }));
    let other = certificate.replacen("MII", "MIJ", 1);
    assert!(matches!(wrong(&other), ValueFault::BadPem { .. }));
}

#[test]
fn a_private_key_is_one_and_open() {
    let (certificate, key) = pair();
    assert!(value(Form::PrivateKey, &key).is_ok());
    let wrong = |text: &str| value(Form::PrivateKey, text).unwrap_err();
    assert!(matches!(wrong(&certificate), ValueFault::OtherPem { .. }));
    assert!(matches!(wrong(&format!("{key}{key}")), ValueFault::OtherPem { .. }));
    let encrypted = key.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY");
    assert_eq!(wrong(&encrypted), ValueFault::Encrypted);
    let lines: Vec<&str> = key.lines().collect();
    let shorter = format!("{}\n{}\n{}\n", lines[0], lines[1], lines[lines.len() - 1]);
    assert!(matches!(wrong(&shorter), ValueFault::BadPem { .. }));
}

#[test]
fn files_of_lines_are_read_line_by_line() {
    let hosts = "# ours\n[backup.example]:2222 ssh-ed25519 AAAAC3Nz\n@revoked * ssh-rsa AAAAB3Nz\n";
    assert_eq!(value(Form::KnownHosts, hosts).as_deref(), Ok(hosts));
    let wrong = value(Form::KnownHosts, "backup.example\n");
    assert!(matches!(wrong, Err(ValueFault::Line { line: 1, .. })));
    let form = Form::InfobaseAdministrators;
    assert!(value(form, "accounting\tАдминистратор\tsecret\ntrade\tAdmin\t").is_ok());
    let wrong = value(form, "accounting\tA\tx\naccounting Администратор secret");
    assert!(matches!(wrong, Err(ValueFault::Line { line: 2, .. })));
}

#[test]
fn an_ssh_key_has_to_open_by_itself() {
    let key = super::super::random::Recipe::SshKey.make("shop").unwrap();
    let text = key.expose_text().unwrap();
    assert_eq!(value(Form::SshKey, text).as_deref(), Ok(text));
    assert!(matches!(value(Form::SshKey, "x"), Err(ValueFault::NoPem { .. })));
    let lines: Vec<&str> = text.lines().collect();
    let cut = [&lines[..2], &lines[3..]].concat().join("\n");
    assert!(matches!(value(Form::SshKey, &cut), Err(ValueFault::BadPem { .. })));
}
