#!/bin/bash
# install.sh GROUP…: install the Debian packages of these groups (tools/packages.txt) that are missing, and npm when it
# is not there. Says what and why before it does anything. Only Debian 12; elsewhere it names the packages and stops.
set -euo pipefail
cd "$(dirname "$0")/.."

wanted() {
    awk -v groups=" $* " '!/^#/ && NF == 2 && index(groups, " " $1 " ") {print $2}' tools/packages.txt | sort -u
}

missing=()
for package in $(wanted "$@"); do
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
done
command -v npm >/dev/null || missing+=(npm)
[ ${#missing[@]} -gt 0 ] || exit 0

echo "缺少以下软件包（编译、运行或测试所需）/ These packages are missing ($*):"
printf '  %s\n' "${missing[@]}"
# shellcheck disable=SC1091
if ! . /etc/os-release || [ "${ID:-}" != debian ] || [ "${VERSION_ID:-}" != 12 ]; then
    echo "本系统不是 Debian 12，请先安装上述软件包（名称可能略有不同）后再运行。"
    echo "This is not Debian 12. Please install them (names may differ) and run again."
    exit 1
fi
as_root=()
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { echo "请以 root 运行，或安装 sudo。/ Run as root, or install sudo."; exit 1; }
    as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "安装完成。/ Installed."
