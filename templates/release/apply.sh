---
dialect: sh
mode: "0755"
---
#!/usr/bin/bash
# Brings this release into force on {{ server.name | comment }}: apply.sh [--dry-run] [--no-services]
#
# For a machine whose image has no /usr/libexec/qalyp/receive yet; where there is one, it is better: it verifies the signature. Here
# whoever unpacks the archive does that before, as the provider's page says:
#
#   ssh-keygen -Y verify -f allowed_signers -I provider -n qalyp-release -s ARCHIVE.sig <ARCHIVE
#
# The archive holds secrets, so it is unpacked as root into a folder that only root enters, such as /root/release or, better,
# /run/release, which is memory. Remove it afterwards.
#
# The answers are those of /usr/libexec/qalyp/apply; 2 also if this is not the machine, or not the place.
set -euo pipefail
umask 077
server={{ server.name | sh }}
{% raw %}
refuse() {
    printf 'apply.sh: %s\n' "$*" >&2
    exit 2
}

for argument; do
    case $argument in
        -h | --help)
            awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"
            exit 0
            ;;
        --dry-run | --no-services) ;;
        *) refuse "unknown argument $argument; see --help" ;;
    esac
done
((EUID == 0)) || refuse "wants to be root"

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# Somebody who can write to a folder above could exchange what lies below.
closed=false
folder=$here
while true; do
    owner=$(stat --format=%u -- "$folder") mode=$(stat --format=%a -- "$folder")
    [[ $owner == 0 ]] || refuse "$folder is not root's: unpack the archive as root, for example in /run/release"
    # A folder like /tmp, where everybody writes but nobody touches what is another's, is as good as one of root's.
    if ((8#$mode & 8#022)) && ! ((8#$mode & 8#1000)); then
        refuse "$folder can be written to by others: unpack the archive in a folder of root's, for example /run/release"
    fi
    if ! ((8#$mode & 8#077)); then
        closed=true
    fi
    [[ $folder != / ]] || break
    folder=$(dirname "$folder")
done
$closed || refuse "others can enter $here, and it holds secrets: chmod 0700 $here"

if [[ -r /etc/qalyp/server.env ]]; then
    # shellcheck source=/dev/null
    own=$(. /etc/qalyp/server.env && printf '%s' "${QALYP_SERVER:-}")
else
    own=$(cat /var/lib/qalyp/first-boot 2>/dev/null) || own=""
fi
[[ -n $own ]] || refuse "this machine does not know who it is: has its first boot ended well?"
[[ $own == "$server" ]] || refuse "this release is for $server, and this machine is $own"

parts=()
for part in image server secrets; do
    [[ -f $here/$part/release.tsv ]] || refuse "$here/$part/release.tsv is not there: is the archive unpacked whole?"
    parts+=("$part=$here/$part")
done
exec bash "$here/image/root/usr/libexec/qalyp/apply" "$@" "${parts[@]}"
{% endraw %}
