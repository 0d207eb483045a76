#!/usr/bin/env bash
# Everything that proves this repository. Needs the Rust toolchain; the real programs that read our
# output (nginx, PostgreSQL, cloud-init …) are installed where that is allowed, and a test without
# its program says that it was skipped. The last line counts: `N passed, N failed, N skipped`.
#
#   CI=true          nothing may be skipped
#   QALYP_INSTALL=0  install nothing
#
# The steps are functions that `check` calls by name, which shellcheck cannot see:
# shellcheck disable=SC2317

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Servers' programs are not on everybody's path.
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"
for folder in /usr/lib/postgresql/*/bin; do
    [[ -d $folder ]] && PATH="$PATH:$folder"
done

in_ci=false
if [[ ${CI:-} == true ]]; then
    in_ci=true
    export QALYP_REQUIRE_REAL=1
fi

work=$(mktemp -d)
# Set while packages are being installed: a file of ours that keeps their servers from starting.
own_policy=""
clean_up() {
    rm -rf "$work"
    if [[ -n $own_policy ]]; then as_root rm -f "$own_policy"; fi
}
trap clean_up EXIT

passed=0 failed=0 skipped=0
failures=()
skips=()

# Runs a command as one check: `check NAME COMMAND…`.
check() {
    local name=$1 start=$SECONDS
    shift
    printf '\n== %s\n' "$name"
    if "$@"; then
        passed=$((passed + 1))
        printf '== %s: passed in %d s\n' "$name" $((SECONDS - start))
    else
        failed=$((failed + 1))
        failures+=("$name")
        printf '== %s: FAILED in %d s\n' "$name" $((SECONDS - start))
    fi
}

skip() {
    skipped=$((skipped + 1))
    skips+=("$1: needs $2")
    printf '\n== %s: skipped, needs %s\n' "$1" "$2"
}

# ---------------------------------------------------------------------------------------------
# Programs

# A program that a test runs, or a file that it needs, and the Debian package that brings it.
programs=(
    nginx:nginx
    apache2:apache2
    apxs:apache2-dev
    cloud-init:cloud-init
    pebble:pebble
    certbot:certbot
    named-checkzone:bind9-utils
    postgres:postgresql
    psql:postgresql
    restic:restic
    jq:jq
    zstd:zstd
    openvpn:openvpn
    /usr/lib/nginx/modules/ngx_stream_module.so:libnginx-mod-stream
    promtool:prometheus
    prometheus:prometheus
    prometheus-node-exporter:prometheus-node-exporter
    prometheus-postgres-exporter:prometheus-postgres-exporter
    prometheus-nginx-exporter:prometheus-nginx-exporter
    prometheus-apache-exporter:prometheus-apache-exporter
    prometheus-blackbox-exporter:prometheus-blackbox-exporter
    ping:iputils-ping
    dig:bind9-dnsutils
    dnsmasq:dnsmasq-base
    systemd:systemd
    systemd-analyze:systemd
    systemd-tmpfiles:systemd
    systemd-sysusers:systemd
    unzip:unzip
    zip:zip
    ar:binutils
    nft:nftables
    xmllint:libxml2-utils
    shellcheck:shellcheck
    curl:curl
    openssl:openssl
    ip:iproute2
    ss:iproute2
    strace:strace
    sshd:openssh-server
    ssh-keygen:openssh-client
    age:age
    python3:python3
    locale-gen:locales
    hostname:hostname
    unshare:util-linux
    nsenter:util-linux
    runuser:util-linux
    cc:gcc
    chromium:chromium
    pdfinfo:poppler-utils
    packer:packer
    parted:parted
    sfdisk:fdisk
)

# Prints the packages whose programs are not here, each once.
missing_packages() {
    local entry
    {
        for entry in "${programs[@]}"; do
            [[ ${entry%%:*} == /* && -e ${entry%%:*} ]] || command -v "${entry%%:*}" >/dev/null ||
                printf '%s\n' "${entry##*:}"
        done
        # Debian's Python makes no environments without it.
        python3 -c 'import ensurepip' 2>/dev/null || printf 'python3-venv\n'
    } | sort -u
}

as_root() {
    if [[ $EUID == 0 ]]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    [[ ${QALYP_INSTALL:-1} != 0 ]] || return 1
    command -v apt-get >/dev/null || return 1
    [[ $EUID == 0 ]] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@"
}

disable() {
    as_root systemctl disable --quiet --now "$1" 2>/dev/null || true
}

# Installs packages without letting a server of theirs run, now or after the next start: the tests
# start what they need for themselves.
install_packages() {
    local policy=/usr/sbin/policy-rc.d package
    if [[ ! -e $policy ]]; then
        own_policy=$policy
        printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
        as_root chmod 755 $policy
    fi
    apt_get update || printf 'apt-get update failed; trying with what it knows\n'
    if ! apt_get install --yes --no-install-recommends "$@" >/dev/null; then
        # One package that is not to be had must not keep the others away.
        for package in "$@"; do
            apt_get install --yes --no-install-recommends "$package" >/dev/null ||
                printf 'cannot install %s\n' "$package"
        done
    fi
    if [[ -n $own_policy ]]; then as_root rm -f "$own_policy"; fi
    own_policy=""
    for package in "$@"; do
        case $package in
            nginx | apache2 | postgresql | openvpn | nftables | chrony) disable "$package" ;;
            openssh-server) disable ssh ;;
            # Not on a machine that it did not set up.
            cloud-init) as_root touch /etc/cloud/cloud-init.disabled || true ;;
        esac
    done
}

mapfile -t packages < <(missing_packages)
if ((${#packages[@]} > 0)); then
    if may_install; then
        printf 'Installing %s\n' "${packages[*]}"
        install_packages "${packages[@]}"
        for folder in /usr/lib/postgresql/*/bin; do
            [[ -d $folder && :$PATH: != *:$folder:* ]] && PATH="$PATH:$folder"
        done
        mapfile -t packages < <(missing_packages)
    fi
    if ((${#packages[@]} > 0)); then
        printf 'Not installed, tests that need them are skipped: %s\n' "${packages[*]}"
    fi
fi

# The reader of kickstarts is in no package of Debian: a folder of the build's own gets its wheel.
if [[ ${QALYP_INSTALL:-1} != 0 ]] && ! command -v ksvalidator >/dev/null && command -v python3 >/dev/null; then
    tools=target/python-tools
    if [[ ! -x $tools/bin/ksvalidator ]]; then
        { python3 -m venv "$tools" && "$tools/bin/pip" install --quiet --disable-pip-version-check \
            'pykickstart==3.78'; } || printf 'cannot install pykickstart\n'
    fi
    PATH=$PATH:$PWD/$tools/bin
fi

# ---------------------------------------------------------------------------------------------
# Rust

# A part of the toolchain, added where rustup can do so.
has_component() {
    cargo "$1" --version >/dev/null 2>&1 && return
    [[ ${QALYP_INSTALL:-1} != 0 ]] && command -v rustup >/dev/null &&
        rustup component add "$2" >/dev/null 2>&1 && cargo "$1" --version >/dev/null 2>&1
}

# The Rust tests, each counted. A test that is skipped passes for cargo, so it is moved over here.
rust_tests() {
    local log=$work/tests.log status=0 counts said
    cargo test --locked --no-fail-fast 2>&1 | tee "$log" || status=$?
    counts=$(awk '/^test result: / {
        for (i = 2; i <= NF; i++) {
            if ($i ~ /^passed/) p += $(i - 1)
            if ($i ~ /^failed/) f += $(i - 1)
            if ($i ~ /^ignored/) s += $(i - 1)
        }
    } END { print p + 0, f + 0, s + 0 }' "$log")
    read -r rust_passed rust_failed rust_skipped <<<"$counts"
    mapfile -t said < <(grep -o 'SKIPPED: needs .*' "$log" | sed 's/^SKIPPED: //')
    local notes=${#said[@]}
    if ((rust_skipped > 0)); then skips+=("$rust_skipped tests are marked as ignored"); fi
    if ((notes > 0)); then
        mapfile -t -O "${#skips[@]}" skips < <(printf '%s\n' "${said[@]}" | sort | uniq -c |
            awk '{ count = $1; $1 = ""; print count " tests:" $0 }')
    fi
    if ((status != 0 && rust_failed == 0)); then
        rust_failed=1
        failures+=("cargo test: it ended with status $status before the tests could run")
    fi
    ((notes <= rust_passed)) || notes=$rust_passed
    passed=$((passed + rust_passed - notes))
    failed=$((failed + rust_failed))
    skipped=$((skipped + rust_skipped + notes))
    if ((rust_failed > 0)); then
        mapfile -t -O "${#failures[@]}" failures < <(sed -n 's/^test \(.*\) \.\.\. FAILED$/\1/p' "$log")
    fi
}

# The first of the two commands that the README promises, that a second run finds nothing to do, and
# that the tree is what its manifests say.
example() {
    local qalyp=(cargo run --release --locked --quiet --)
    "${qalyp[@]}" build -o "$work/out" || return
    "${qalyp[@]}" diff -o "$work/out" || return
    "${qalyp[@]}" verify "$work/out"
}

own_scripts() {
    local scripts
    mapfile -t scripts < <(find . -path ./target -prune -o -path ./out -prune -o -path ./templates -prune -o \
        -type f \( -name '*.sh' -o -path './.ci/*' \) -print)
    shellcheck "${scripts[@]}"
}

if command -v shellcheck >/dev/null; then
    check 'shellcheck' own_scripts
else
    skip 'shellcheck' 'shellcheck'
fi
if has_component fmt rustfmt; then
    check 'cargo fmt' cargo fmt --check
else
    skip 'cargo fmt' 'rustfmt'
fi
if has_component clippy clippy; then
    check 'cargo clippy' cargo clippy --locked --all-targets -- -D warnings
else
    skip 'cargo clippy' 'clippy'
fi
check 'cargo doc' env RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps
check 'the example' example
printf '\n== cargo test\n'
start=$SECONDS
rust_tests
printf '\n== cargo test: %d s\n' $((SECONDS - start))

# ---------------------------------------------------------------------------------------------
# Result

printf '\n== all of it took %d s\n' $SECONDS
if ((${#failures[@]} > 0)); then
    printf 'failed: %s\n' "${failures[@]}"
fi
if ((${#skips[@]} > 0)); then
    printf 'skipped: %s\n' "${skips[@]}"
fi
status=0
if ((failed > 0)); then status=1; fi
if $in_ci && ((skipped > 0)); then
    printf 'In CI nothing may be skipped.\n'
    status=1
fi
printf '%d passed, %d failed, %d skipped\n' $passed $failed $skipped
exit $status
