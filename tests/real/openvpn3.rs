//! What OpenVPN 3 makes of directives: not taken from the compiler's own lists, so that a mistake there shows here.

/// Directives that it follows.
const USED: &str = "client dev dev-type remote remote-random proto ca cert key tls-crypt-v2 verify-x509-name \
    remote-cert-tls tls-version-min tls-cert-profile tls-groups auth auth-nocache keepalive reneg-sec dhcp-option \
    dns block-ipv6 redirect-gateway block-outside-dns tun-mtu mssfix float server-poll-timeout route route-nopull \
    pull-filter";
/// Directives that it passes over.
const PASSED: &str = "data-ciphers data-ciphers-fallback ncp-ciphers explicit-exit-notify persist-key persist-tun \
    resolv-retry user group auth-retry connect-retry connect-retry-max connect-timeout compat-mode mute \
    tls-version-max reneg-bytes reneg-pkts replay-window disable-dco local lport bind mlock mtu-disc up down \
    route-up tls-verify plugin route-noexec setenv-safe nobind verb script-security sndbuf rcvbuf ecdh-curve \
    fast-io mute-replay-warnings tun-ipv6 txqueuelen";
/// What `setenv opt` does not rescue: removed directives, those of servers, those that are only pushed.
const FATAL: &str = "ncp-disable no-replay no-iv mtu-dynamic compat-names no-name-remapping server server-ipv6 \
    server-bridge push push-remove push-reset dh client-config-dir ccd-exclusive client-to-client duplicate-cn \
    ifconfig-push ifconfig-pool ifconfig-pool-persist iroute iroute-ipv6 max-clients tls-crypt-v2-verify \
    verify-client-cert client-connect auth-user-pass-verify topology ifconfig ifconfig-ipv6 route-gateway peer-id \
    auth-token echo ping ping-restart ping-exit protocol-flags key-derivation secret fragment mode tls-server";

fn among(list: &str, name: &str) -> bool {
    list.split_whitespace().any(|known| known == name)
}

/// What of a profile makes OpenVPN 3 refuse all of it.
pub(crate) fn refusals(profile: &str) -> Vec<String> {
    let (mut found, mut block, mut directives) = (Vec::new(), None::<String>, Vec::new());
    if profile.len() > 256 * 1024 {
        found.push("longer than 256 KiB".to_owned());
    }
    for line in profile.lines().map(str::trim) {
        if line.len() > 512 {
            found.push(format!("a line of {} characters", line.len()));
        }
        if let Some(name) = &block {
            if line == format!("</{name}>") {
                block = None;
            }
            continue;
        }
        if line.is_empty() || line.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = line.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) {
            directives.push(name);
            if !among("ca cert key tls-crypt-v2", name) {
                found.push(format!("the part {name}"));
            }
            block = Some(name.to_owned());
            continue;
        }
        let words: Vec<_> = line.split_whitespace().collect();
        let bad = match words[..] {
            ["setenv", "opt", name, ..] => among(FATAL, name),
            [name, ..] => !among(USED, name) && !among(PASSED, name) || name.len() > 64,
            [] => false,
        };
        if bad {
            found.push(line.to_owned());
        }
        directives.push(words[0]);
    }
    for wanted in ["client", "dev", "remote", "ca", "cert", "key", "tls-crypt-v2"] {
        if !directives.contains(&wanted) {
            found.push(format!("no {wanted}"));
        }
    }
    if block.is_some() {
        found.push("a part that does not end".to_owned());
    }
    found
}

#[test]
fn the_model_tells_names_apart() {
    let parts = "<ca>\nx\n</ca>\n<cert>\nserver\n</cert>\n<key>\nx\n</key>\n<tls-crypt-v2>\nx\n</tls-crypt-v2>\n";
    let good = format!(
        "client\ndev tun\nremote 192.0.2.1 1194 udp\nserver-poll-timeout 4\nsetenv opt block-dns\n# push\n{parts}"
    );
    assert_eq!(refusals(&good), Vec::<String>::new());
    for bad in [
        "server 10.0.0.0 255.0.0.0",
        "ping 10",
        "setenv opt topology subnet",
        "askpass",
        "log x",
        "remot x",
        "comp-lzo",
    ] {
        assert_eq!(refusals(&format!("{good}{bad}\n")), [bad]);
    }
    assert_eq!(refusals(&good.replace("client\n", "")), ["no client"]);
    assert_eq!(refusals(&good.replace("</ca>\n", "")).len(), 4);
}
