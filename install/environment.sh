# shellcheck shell=bash
# Sourced by every command of this folder: readies this checkout, and does nothing when all is there.
#
#   prepare_environment runtime   what the programs need: GnuPG and the packages of requirements.lock
#   prepare_environment tests     also the browsers, strace, readers of PDF, QR codes and pictures, tor, curl, faketime, nftables, systemd, a PostgreSQL server,
#                                 the workstation's sandbox with its converters, the packages of requirements-dev.lock, and what builds the Debian packages
#   prepare_environment booted    what boots Debian machines for tests, and no .venv
#   prepare_environment package   what builds the Debian packages: Debian's Python and packaging tools, and no .venv
#
# Afterwards kentongan_root is the checkout, and kentongan_python the interpreter of its .venv. Tools are run as
# `"$kentongan_python" -m TOOL`: the scripts in .venv/bin name the folder they were made in, and break in a long one.
# KENTONGAN_PYTHON=python3.12 chooses the Python that a new .venv is made with.
#
# The locks are written again, from pyproject.toml, by `install/lock`.

kentongan_root="$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)"
kentongan_python="$kentongan_root/.venv/bin/python"
# Both would put other code in front of ours.
unset PYTHONHOME PYTHONPATH

say() { printf '%s\n' "$*"; }

fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# $1 a Python: is it one of those that Kentongan is tested with?
supported_python() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

# Prints the first supported Python, or nothing.
find_python() {
    local candidate
    local -a candidates=(python3 python3.13 python3.12 python3.11 /usr/bin/python3)
    if [[ -n "${KENTONGAN_PYTHON:-}" ]]; then
        candidates=("$KENTONGAN_PYTHON")
    fi
    for candidate in "${candidates[@]}"; do
        if supported_python "$candidate"; then
            command -v -- "$candidate"
            return
        fi
    done
}

# $1 runtime, tests, booted or package: prints the Debian packages that are missing, one a line.
missing_packages() {
    local wanted python
    local -a wants=(gpg=gnupg gpg-agent=gnupg gpgconf=gnupg)
    if [[ "$1" == package || "$1" == tests ]]; then
        wants+=(git=git dpkg-buildpackage=dpkg-dev dh=debhelper help2man=help2man lintian=lintian reprepro=reprepro)
        wants+=(cmark-gfm=cmark-gfm)
    fi
    if [[ "$1" == booted ]]; then
        wants+=(mmdebstrap=mmdebstrap systemd-nspawn=systemd-container apt-ftparchive=apt-utils ip=iproute2)
        wants+=(tor=tor curl=curl)
    fi
    if [[ "$1" == tests ]]; then
        wants+=(firefox-esr=firefox-esr chromium-headless-shell=chromium-headless-shell)
        wants+=(strace=strace tor-gencert=tor curl=curl faketime=faketime systemd-analyze=systemd)
        wants+=(pdftotext=poppler-utils zbarimg=zbar-tools aa-enabled=apparmor ip=iproute2)
        wants+=(exiftool=libimage-exiftool-perl heif-enc=libheif-examples heif-dec=libheif-examples cwebp=webp)
        wants+=(bwrap=bubblewrap mat2=mat2 ffmpeg=ffmpeg bsdtar=libarchive-tools rsvg-convert=librsvg2-bin)
    fi
    for wanted in "${wants[@]}"; do
        command -v -- "${wanted%%=*}" >/dev/null || say "${wanted#*=}"
    done
    if [[ "$1" == tests && ! -x /usr/sbin/nft ]]; then
        say nftables
    fi
    # Debian keeps the encoder of HEIC pictures in a package that libheif does not need.
    if [[ "$1" == tests ]] && ! compgen -G "/usr/lib/*/libheif/plugins/libheif-x265.so" >/dev/null; then
        say libheif-plugin-x265
    fi
    # Debian's Python runs in the sandbox, and its libraries are not those of .venv.
    if [[ "$1" == tests ]]; then
        for wanted in seccomp=seccomp PIL=pil olefile=olefile; do
            /usr/bin/python3 -I -c "import ${wanted%%=*}" 2>/dev/null || say "python3-${wanted#*=}"
        done
        for wanted in sw=writer sc=calc sd=impress; do
            [[ -e "/usr/lib/libreoffice/program/lib${wanted%%=*}lo.so" ]] || say "libreoffice-${wanted#*=}-nogui"
        done
        perl -MArchive::Zip -e 1 2>/dev/null || say libarchive-zip-perl
    fi
    # Debian keeps the server's programs, one folder a version, away from PATH.
    if [[ "$1" == tests ]] && ! compgen -G "/usr/lib/postgresql/*/bin/postgres" >/dev/null; then
        say postgresql
    fi
    if [[ "$1" == booted ]]; then
        return
    fi
    # Debian's Python unpacks what goes into the packages.
    if [[ "$1" == package || "$1" == tests ]] && ! /usr/bin/python3 -m pip --version >/dev/null 2>&1; then
        say python3-pip
    fi
    if [[ "$1" == package ]]; then
        return
    fi
    if ! supported_python "$kentongan_python"; then
        python="$(find_python)"
        if [[ -z "$python" ]]; then
            say python3
            say python3-venv
        elif ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
            say "$(basename -- "$python")-venv"
        fi
    fi
}

# $1 runtime, tests, booted or package
install_packages() {
    local -a missing
    mapfile -t missing < <(missing_packages "$1" | sort -u)
    if ((${#missing[@]} == 0)); then
        return
    fi
    local line="apt-get install -y --no-install-recommends ${missing[*]}"
    if ! command -v apt-get >/dev/null; then
        fail "Kentongan needs these Debian packages, and this machine has no apt-get: ${missing[*]}"
    fi
    if ((EUID != 0)); then
        fail "Kentongan needs some Debian packages. Run this as root, then try again:"$'\n'"    $line"
    fi
    say "Installing Debian packages: ${missing[*]}"
    local -a apt=(env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300)
    "${apt[@]}" update >/dev/null || fail "apt-get update failed; its message stands above."
    "${apt[@]}" install -y --no-install-recommends "${missing[@]}" >/dev/null ||
        fail "This failed; its message stands above: $line"
    if [[ -n "$(missing_packages "$1")" ]]; then
        fail "The packages were installed, and still something is missing of: ${missing[*]}"
    fi
}

# Makes .venv, or keeps the one that is there and works.
make_venv() {
    local python
    if supported_python "$kentongan_python" && "$kentongan_python" -m pip --version >/dev/null 2>&1; then
        return
    fi
    python="$(find_python)"
    if [[ -z "$python" ]]; then
        fail "Kentongan needs Python 3.11, 3.12 or 3.13, and found none${KENTONGAN_PYTHON:+ in $KENTONGAN_PYTHON}."
    fi
    say "Making .venv with $("$python" --version)."
    "$python" -m venv --clear -- "$kentongan_root/.venv" || fail "Python could not make $kentongan_root/.venv."
}

# $1 a lock file: installs exactly its packages, unless that was done already.
install_lock() {
    local lock="$kentongan_root/$1" stamp="$kentongan_root/.venv/$1.stamp" sum
    sum="$(sha256sum <"$lock")"
    if [[ -f "$stamp" && "$(<"$stamp")" == "$("$kentongan_python" --version 2>/dev/null) $sum" ]]; then
        return
    fi
    make_venv
    say "Installing the Python packages of $1."
    # Only wheels: building from source would fetch build tools that no hash binds. One package of the Firefox driver
    # has no wheel; only the tests use it.
    "$kentongan_python" -m pip --disable-pip-version-check --no-input install --quiet --require-hashes --no-deps \
        --no-compile --only-binary :all: --no-binary mozprofile --requirement "$lock" ||
        fail "The Python packages could not be installed; the message stands above. Is the network there? Try again."
    # pip would compile them on one core. A file that is no Python of this version is left to whoever imports it.
    "$kentongan_python" -m compileall -q -j 0 "$kentongan_root/.venv/lib" >/dev/null 2>&1 || true
    say "$("$kentongan_python" --version) $sum" >"$stamp"
}

# $1 runtime, tests, booted or package
prepare_environment() {
    install_packages "$1"
    if [[ "$1" == package || "$1" == booted ]]; then
        return
    fi
    # One at a time: a demo and a test run may start together. The lock is on the folder, and needs no file.
    (
        flock 9
        install_lock requirements.lock
        if [[ "$1" == tests ]]; then
            install_lock requirements-dev.lock
        fi
    ) 9<"$kentongan_root" || exit 1
}
