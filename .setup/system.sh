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
    # $prefix is empty or one word.
    $prefix apt-get update -qq || stop "apt-get update failed (see above): is the network there?"
    $prefix env DEBIAN_FRONTEND=noninteractive DEBCONF_NOWARNINGS=yes \
        apt-get install -qq --yes --no-install-recommends "$@" </dev/null >/dev/null ||
        stop "apt-get could not install $* (see above)."
}
