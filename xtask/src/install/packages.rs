//! The Debian packages, each with its reason. Data only.

/// One package of Debian 12 and what it is for.
pub struct Package {
    /// Its name, as `apt-get install` takes it.
    pub name: &'static str,
    /// Why MedConsult wants it.
    pub reason: &'static str,
}

const fn package(name: &'static str, reason: &'static str) -> Package {
    Package { name, reason }
}

/// Wanted to build and start the server.
pub const SERVER: &[Package] = &[
    package("build-essential", "the C compiler and linker"),
    package("pkg-config", "finds the libraries below"),
    package("libpq-dev", "the server's PostgreSQL client"),
    package("libpq5", "the server's PostgreSQL client"),
];

/// Wanted to build the app.
pub const APP: &[Package] = &[
    package("cmake", "builds Opus, the sound codec"),
    package("nasm", "assembles the fast paths of codecs"),
    package("clang", "reads C headers for Rust"),
    package("libclang-dev", "reads C headers for Rust"),
    package("libasound2-dev", "sound in and out"),
    package("libvpx-dev", "VP8, the picture codec"),
    package("libwebkit2gtk-4.1-dev", "the app's window"),
    package("libgtk-3-dev", "the app's window"),
    package("librsvg2-dev", "the app's icons"),
    package("libayatana-appindicator3-dev", "the app's tray icon"),
    package("libxdo-dev", "the app's menus"),
    package("libdbus-1-dev", "desktop notifications"),
];

/// Wanted to show the app, also on a machine with no screen.
pub const WINDOW: &[Package] = &[
    package(
        "gstreamer1.0-plugins-base",
        "sound and picture in the window",
    ),
    package("gstreamer1.0-plugins-good", "VP8 and Opus in the window"),
    package("xvfb", "a screen where there is none"),
    package("xauth", "access to that screen"),
    package("dbus", "the session bus for notifications"),
    package("dbus-x11", "the session bus for notifications"),
];

/// Wanted to take a picture of the screen.
pub const SCREENSHOT: &[Package] = &[package("imagemagick", "takes the picture")];

/// Wanted by the tests only.
pub const TEST: &[Package] = &[
    package(
        "postgresql",
        "the second database that every store test runs on",
    ),
    package("clamav-daemon", "a virus scanner, for files in chats"),
    package("coturn", "a relay, for the calls that need one"),
    package("nginx-light", "a proxy in front of the server"),
    package("tinyproxy-bin", "a proxy in front of the app"),
    package("webkit2gtk-driver", "steers the app's window"),
    package("chromium", "shows every screen to the accessibility checks"),
    package("chromium-driver", "plays the phone in tests"),
    package("imagemagick", "looks at the window's pixels"),
    package("xdotool", "presses keys and buttons of the desktop"),
    package("gnome-keyring", "keeps a session as on a desktop"),
    package("xfce4-notifyd", "shows real notifications"),
    package("iproute2", "networks that tests cut, move and narrow"),
    package("openbox", "a window manager for the window tests"),
    package("pulseaudio", "a sound card in memory"),
    package("pulseaudio-utils", "steers that sound card"),
    package("pipewire", "the other sound server, with no sound card"),
    package("pipewire-pulse", "the part of it that speaks as PulseAudio"),
    package("wireplumber", "connects what plays there"),
    package("sox", "measures what was heard"),
    package("ffmpeg", "measures what was seen and heard"),
    package("espeak-ng", "speaks, for the sound tests"),
    package("fonts-dejavu-core", "letters for the screens"),
    package("gstreamer1.0-plugins-bad", "H.264 in the window"),
    package("python3-dev", "compiles the test tool that judges voices"),
    package("python3-venv", "a folder for the test tools in Python"),
];

/// Wanted to measure what hostile accounts cost.
pub const ABUSE_BENCH: &[Package] = &[package("nginx-light", "a proxy in front of the server")];

/// Wanted to measure calls only.
pub const CALL_BENCH: &[Package] = &[
    package("build-essential", "the C compiler and linker"),
    package("chromium", "the other calls to compare with"),
    package("espeak-ng", "speaks"),
    package("iproute2", "the networks that calls go through"),
    package("python3-dev", "compiles the tool that judges voices"),
    package("python3-venv", "a folder for that tool"),
    package("sox", "brings speech to a microphone's rate"),
];

/// Wanted to check the app for other systems.
pub const CROSS: &[Package] = &[
    package(
        "rustc-web",
        "a compiler whose release Debian has the source of",
    ),
    package("rust-web-src", "the standard library, to be compiled anew"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_list_names_a_package_twice() {
        for list in [
            SERVER,
            APP,
            WINDOW,
            SCREENSHOT,
            TEST,
            CALL_BENCH,
            ABUSE_BENCH,
            CROSS,
        ] {
            let names: BTreeSet<_> = list.iter().map(|package| package.name).collect();
            assert_eq!(names.len(), list.len());
        }
    }

    #[test]
    fn names_are_names_and_reasons_are_given() {
        for package in [
            SERVER,
            APP,
            WINDOW,
            SCREENSHOT,
            TEST,
            CALL_BENCH,
            ABUSE_BENCH,
            CROSS,
        ]
        .into_iter()
        .flatten()
        {
            let is_name = package
                .name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c));
            assert!(is_name, "{}", package.name);
            assert!(!package.reason.is_empty(), "{}", package.name);
        }
    }
}
