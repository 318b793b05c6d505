# Sourced by the other scripts: makes sure that Debian packages are there.

# install_missing COMMAND=PACKAGE…
# Installs the packages whose commands are missing; fails with a sentence that names them.
install_missing() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null 2>&1 || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -eq 0 ] && return 0

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        # -n: a script without a terminal must fail rather than wait for a password.
        if [ -t 0 ]; then as_root=(sudo); else as_root=(sudo -n); fi
    fi
    echo "Installing ${missing[*]} …" >&2
    if command -v apt-get >/dev/null 2>&1 &&
        "${as_root[@]}" apt-get update -qq >/dev/null &&
        DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
        return 0
    fi
    echo "These packages are missing and could not be installed: ${missing[*]}. Install them and try again." >&2
    return 1
}

# Fails with a sentence on how to get Rust when it is missing.
require_cargo() {
    # A shell that was open while Rust was installed does not know its folder yet.
    if ! command -v cargo >/dev/null 2>&1 && [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ]; then
        PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
    fi
    if ! command -v cargo >/dev/null 2>&1; then
        echo "Rust is missing; https://rustup.rs says how to install it (one command), then try again." >&2
        return 1
    fi
}

# Installs the libraries that a window opens at run time, where they are missing. They have no
# commands, so the loader's own list tells whether they are there.
install_window_libraries() {
    local pair missing=() known
    command -v ldconfig >/dev/null 2>&1 || PATH="$PATH:/sbin:/usr/sbin"
    known="$(ldconfig -p 2>/dev/null || true)"
    for pair in libXcursor.so.1=libxcursor1 libXi.so.6=libxi6 \
        libxkbcommon-x11.so.0=libxkbcommon-x11-0 libGL.so.1=libgl1; do
        case "$known" in *"${pair%%=*} "*) ;; *) missing+=("no-such-command=${pair#*=}") ;; esac
    done
    [ ${#missing[@]} -eq 0 ] || install_missing "${missing[@]}"
}

# Installs what the tests need that open windows on a display of their own.
install_window_tests() {
    install_window_libraries
    install_missing Xvfb=xvfb openbox=openbox xdotool=xdotool import=imagemagick xclip=xclip
}
