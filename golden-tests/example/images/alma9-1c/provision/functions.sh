#!/usr/bin/bash
# What the provisioning steps have in common. Sourced, never run:
#
#     #!/usr/bin/bash
#     # NN-name: one line that says what is here afterwards.
#     #
#     # More lines, if they are needed. All of this comment is what --help prints.
#     set -euo pipefail
#     . "$(dirname "${BASH_SOURCE[0]}")/functions.sh"
#     begin "$@"
#
# A step runs as root, in the order of the numbers or alone, and a second run changes nothing. Every function looks
# first and acts only where something differs; those marked * set $changed to true or false.
#
#   begin "$@"                           answers --help, asks for root, says which step runs. First of all
#   say TEXT…                            one line for whoever watches
#   fail TEXT…                           one line, and the step ends with 1
#
#   install_packages NAME…             * what is missing of these, in one transaction, without weak dependencies
#   remove_packages NAME…              * what is there of these
#   enable_module NAME STREAM          * a stream of a dnf module, such as nginx 1.24
#   trust_key NAME SOURCE FINGERPRINT  * a key for rpm, from a file or https address, if it is the one of the
#                                        fingerprint (40 digits); lies in /etc/pki/rpm-gpg/RPM-GPG-KEY-NAME then
#   lock_packages PATTERN…             * the installed packages that fit stay as they are when the rest is updated
#   version_of PACKAGE                   prints the version of an installed package
#   require_version NAME WANTED FOUND    ends the step if a program is of another version than the blueprint of the image
#                                        says: 1.24 is any 1.24.x, 16 any 16.x
#   require_at_least NAME WANTED FOUND   the same, but a newer one of the same major version is only told of
#
#   write_file PATH MODE OWNER         * standard input becomes the file, all at once. OWNER is user:group. Not at the
#                                        end of a pipe, where $changed would be lost: write_file … < <(command)
#   install_file FROM PATH MODE OWNER  * the same with a file
#   make_folder PATH MODE OWNER        * a folder, with its parents
#   link_to PATH TARGET                * a symbolic link PATH that leads to TARGET
#   remove_path PATH…                  * files and whole folders
#   place_files                        * the files of the image whose accounts and validators are there by now. Call it
#                                        after installing the programs that they belong to
#
#   find_archive PATTERN               prints the path of the one file in $QALYP_ARCHIVES that fits, nothing if there is
#                                      none; ends the step if there are several
#   check_digest FILE SHA256           ends the step if the file is another one
#   download ADDRESS SHA256 FILE       gets a file, unless it is there with this digest
#
#   enable_units UNIT…                 * start at boot. Nothing is started here
#   disable_units UNIT…                * do not
#   mask_units UNIT…                   * cannot be started at all
#   selinux_is_on                      whether files have labels here
#   label PATH…                        gives them the labels of the policy, where there is one
#
# Environment: QALYP_ARCHIVES is the folder with what the provider supplies (default /var/tmp/qalyp/archives).
#
# Small questions are asked in conditions, where `set -e` does not reach; $changed is read by the steps.
# shellcheck disable=SC2310,SC2034
set -euo pipefail
shopt -s inherit_errexit
umask 022
export LC_ALL=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# dnf, semanage and others are Python: no compiled leftovers that belong to no package.
export PYTHONDONTWRITEBYTECODE=1

provision=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
archives=${QALYP_ARCHIVES:-/var/tmp/qalyp/archives}
step=$(basename "${BASH_SOURCE[1]:-functions.sh}")
changed=false

# ---------------------------------------------------------------------------------------------------------------------
# Talking

say() {
    printf '%s: %s\n' "$step" "$*"
}

fail() {
    printf '%s: %s\n' "$step" "$*" >&2
    exit 1
}

begin() {
    case ${1:-} in
        "") ;;
        -h | --help)
            # The comment at the top of the step, without its marks.
            awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"
            exit 0
            ;;
        *) fail "takes no argument but --help" ;;
    esac
    ((EUID == 0)) || fail "wants to be root"
    say "$(awk 'NR == 2 { sub(/^# [^:]*: /, ""); print }' "$0")"
}

# ---------------------------------------------------------------------------------------------------------------------
# Packages

install_packages() {
    local name missing=()
    changed=false
    for name; do
        rpm --quiet -q --whatprovides "$name" 2>/dev/null || missing+=("$name")
    done
    if ((${#missing[@]} > 0)); then
        say "install ${missing[*]}"
        dnf --assumeyes --setopt=install_weak_deps=False install "${missing[@]}"
        changed=true
    fi
}

remove_packages() {
    local name there=()
    changed=false
    for name; do
        if rpm --quiet -q "$name" 2>/dev/null; then
            there+=("$name")
        fi
    done
    if ((${#there[@]} > 0)); then
        say "remove ${there[*]}"
        dnf --assumeyes remove "${there[@]}"
        changed=true
    fi
}

enable_module() { # NAME STREAM
    local state=/etc/dnf/modules.d/$1.module
    changed=false
    if [[ -e $state ]] && grep -qx "stream=$2" "$state" && grep -qx 'state=enabled' "$state"; then
        return 0
    fi
    say "module $1, stream $2"
    # `switch-to` also changes a stream that was chosen before.
    dnf --assumeyes module switch-to "$1:$2"
    changed=true
}

trust_key() { # NAME SOURCE FINGERPRINT
    local file=/etc/pki/rpm-gpg/RPM-GPG-KEY-$1 wanted=${3^^} scratch found key_id
    changed=false
    # rpm calls a key by the last eight digits.
    key_id=${wanted: -8}
    if [[ -e $file ]] && rpm --quiet -q "gpg-pubkey-${key_id,,}" && [[ $(fingerprints "$file") == "$wanted" ]]; then
        return 0
    fi
    scratch=$(mktemp)
    case $2 in
        https://*) curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$scratch" "$2" ;;
        /*) cat "$2" >"$scratch" ;;
        *) fail "trust_key: $2 is neither a file nor an https address" ;;
    esac
    found=$(fingerprints "$scratch")
    if [[ $found != "$wanted" ]]; then
        rm -f "$scratch"
        fail "the key at $2 is ${found:-none}, not $wanted: nothing was imported"
    fi
    install_file "$scratch" "$file" 0644 root:root
    rm -f "$scratch"
    rpm --import "$file"
    say "trust key $wanted ($1)"
    changed=true
}

# Prints the fingerprints of the primary keys in a file, one a line.
fingerprints() {
    local home
    home=$(mktemp -d)
    gpg --homedir "$home" --batch --quiet --show-keys --with-colons "$1" 2>/dev/null |
        awk -F: '$1 == "pub" { primary = 1 } $1 == "sub" { primary = 0 } $1 == "fpr" && primary { print $10; primary = 0 }' || true
    rm -rf "$home"
}

lock_packages() {
    local list=/etc/dnf/plugins/versionlock.list installed pattern
    # The plugin wants the exact version: a bare name would allow every version and lock nothing.
    installed=$(for pattern; do
        rpm -qa --queryformat '%{NAME} %{NAME}-%|EPOCH?{%{EPOCH}}:{0}|:%{VERSION}-%{RELEASE}.*\n' "$pattern"
    done | sort -u)
    [[ -n $installed ]] || fail "lock_packages: nothing is installed of $*"
    # Lines of other packages stay; what stood there for these is replaced.
    write_file "$list" 0644 root:root < <(
        awk -v installed="$installed" '
            BEGIN { count = split(installed, lines, "\n"); for (i = 1; i <= count; i++) { split(lines[i], word, " "); names[word[1]] = 1; want[i] = word[2] } }
            { name = $0; sub(/-[0-9]+:.*/, "", name); if (!(name in names)) print }
            END { for (i = 1; i <= count; i++) print want[i] }
        ' "$([[ -e $list ]] && echo "$list" || echo /dev/null)"
    )
}

version_of() { # PACKAGE
    rpm --query --queryformat '%{VERSION}\n' "$1" | sort --unique --version-sort | tail -n 1
}

require_version() { # NAME WANTED FOUND
    # The files of the image are written for the version that was promised, and another one is not what was sold.
    if [[ $3 != "$2" && $3 != "$2".* ]]; then
        fail "$1 is ${3:-not there}, and the blueprint of the image promises $2: install it from a repository that has" \
            "$2, or write the version that there is under software in the blueprint of the image, and build it anew"
    fi
}

require_at_least() { # NAME WANTED FOUND
    if [[ ${3%%.*} != "${2%%.*}" ]] || ! printf '%s\n' "$2" "$3" | sort --check=quiet --version-sort; then
        require_version "$@"
    elif [[ $3 != "$2" && $3 != "$2".* ]]; then
        say "$1 is $3, newer than the $2 of the blueprint of the image"
    fi
}

# ---------------------------------------------------------------------------------------------------------------------
# Files

selinux_is_on() {
    [[ -e /sys/fs/selinux/enforce ]] && command -v restorecon >/dev/null
}

label() {
    if selinux_is_on; then
        restorecon -F "$@"
    fi
}

# Whether a file, link or folder has this mode and owner.
is_like() { # PATH MODE OWNER
    [[ $(stat --format='%04a %U:%G' "$1") == "$2 $3" ]]
}

write_file() { # PATH MODE OWNER
    local text new
    changed=false
    [[ ! -d $1 ]] || fail "$1 is a folder"
    text=$(mktemp)
    cat >"$text"
    if [[ -f $1 && ! -L $1 ]] && cmp -s "$text" "$1" && is_like "$1" "$2" "$3"; then
        rm -f "$text"
        return 0
    fi
    mkdir -p "$(dirname "$1")"
    # Beside the old one, which it replaces in one step.
    new=$(mktemp "$1.XXXXXX")
    cat "$text" >"$new"
    rm -f "$text"
    chown "$3" "$new"
    chmod "$2" "$new"
    mv -fT "$new" "$1"
    label "$1"
    say "write $1"
    changed=true
}

install_file() { # FROM PATH MODE OWNER
    write_file "$2" "$3" "$4" <"$1"
}

make_folder() { # PATH MODE OWNER
    changed=false
    if [[ -d $1 ]] && is_like "$1" "$2" "$3"; then
        return 0
    fi
    mkdir -p "$1"
    chown "$3" "$1"
    chmod "$2" "$1"
    label "$1"
    say "folder $1"
    changed=true
}

link_to() { # PATH TARGET
    changed=false
    if [[ -L $1 && $(readlink "$1") == "$2" ]]; then
        return 0
    fi
    [[ ! -d $1 || -L $1 ]] || fail "$1 is a folder"
    mkdir -p "$(dirname "$1")"
    # A link cannot be changed, only replaced: made beside it and renamed, there is one at every moment.
    ln -sfT "$2" "$1.new"
    mv -fT "$1.new" "$1"
    label "$1"
    say "link $1 to $2"
    changed=true
}

remove_path() {
    local path
    changed=false
    for path; do
        if [[ -e $path || -L $path ]]; then
            rm -rf -- "$path"
            say "remove $path"
            changed=true
        fi
    done
}

place_files() {
    local out
    changed=false
    # The image's own copy may not be there yet, or be an older one.
    out=$(bash "$provision/../root/usr/libexec/qalyp/apply" --defer --no-services "image=$provision/..")
    if [[ -n $out ]]; then
        printf '%s\n' "$out"
        changed=true
    fi
}

# ---------------------------------------------------------------------------------------------------------------------
# What is brought along

find_archive() { # PATTERN
    local found=()
    mapfile -t found < <(cd "$archives" 2>/dev/null && compgen -G "$1" | sort)
    case ${#found[@]} in
        0) ;;
        1) printf '%s\n' "$archives/${found[0]}" ;;
        *) fail "$archives has several of $1: ${found[*]}" ;;
    esac
}

check_digest() { # FILE SHA256
    local found
    found=$(sha256sum <"$1")
    found=${found%% *}
    [[ $found == "$2" ]] || fail "$1 has the digest $found, not $2"
}

download() { # ADDRESS SHA256 FILE
    local new
    changed=false
    if [[ -f $3 ]] && sha256sum --check --status <<<"$2  $3"; then
        return 0
    fi
    mkdir -p "$(dirname "$3")"
    new=$(mktemp "$3.XXXXXX")
    curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$new" "$1" || {
        rm -f "$new"
        fail "cannot get $1"
    }
    (check_digest "$new" "$2") || {
        rm -f "$new"
        fail "$1 is not what was expected"
    }
    chmod 0644 "$new"
    mv -f "$new" "$3"
    say "download $1"
    changed=true
}

# ---------------------------------------------------------------------------------------------------------------------
# Units

unit_state() {
    systemctl is-enabled "$1" 2>/dev/null || true
}

enable_units() {
    local unit units=()
    changed=false
    for unit; do
        case $(unit_state "$unit") in
            # The last three are started by others, or cannot be enabled under this name.
            enabled | static | alias | generated) ;;
            # Also `enabled-runtime`, which is gone after the next start.
            *) units+=("$unit") ;;
        esac
    done
    if ((${#units[@]} > 0)); then
        say "enable ${units[*]}"
        systemctl --quiet enable "${units[@]}"
        changed=true
    fi
}

disable_units() {
    local unit state
    changed=false
    for unit; do
        state=$(unit_state "$unit")
        if [[ $state == enabled || $state == enabled-runtime ]]; then
            say "disable $unit"
            systemctl --quiet disable "$unit"
            changed=true
        fi
    done
}

mask_units() {
    local unit
    changed=false
    for unit; do
        if [[ $(unit_state "$unit") != masked ]]; then
            say "mask $unit"
            systemctl --quiet mask "$unit"
            changed=true
        fi
    done
}
