# Read by the scripts beside it: talking to the terminal, and to the system's package manager.

say() { printf '%s\n' "$*"; }

stop() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Prints the prefix that makes a command run as root: nothing, or sudo where it asks no password.
# Fails where neither works.
root_prefix() {
    [ "$(id -u)" = 0 ] || { sudo -n true 2>/dev/null && say sudo; }
}

# packaging COMMAND...: runs it as root (prefix: empty or one word), asking nothing, telling errors alone.
packaging() {
    $prefix env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes "$@" </dev/null >/dev/null
}

# install_packages PACKAGE... : by apt-get, or say the exact line and stop.
install_packages() {
    command -v apt-get >/dev/null ||
        stop "This system lacks what these Debian packages bring; install that, then start again:" "$*"
    if ! prefix=$(root_prefix); then
        sudo=
        if command -v sudo >/dev/null; then sudo='sudo '; fi
        stop "This system lacks some packages. Install them (as root), then start again:

  ${sudo}apt-get update && ${sudo}apt-get install --yes --no-install-recommends $*
"
    fi
    say "Installing system packages: $*"
    # Finish first what an interrupted installation left half done: apt-get refuses all else. Where
    # that is not possible, apt-get says what to do.
    packaging dpkg --configure -a || :
    packaging apt-get update -qq || stop "apt-get update failed (see above): is the network there?"
    # Another installation on this system may be under way: its turn ends.
    packaging apt-get install -qq -o DPkg::Lock::Timeout=300 --yes --no-install-recommends "$@" ||
        stop "apt-get could not install $* (see above)."
}
