use client_core::{DeviceEntry, PlainHttp};
use client_engine::bridge::AllowedOrigins;
use client_engine::media::audio::processing::{EchoControl, VoiceSettings};
use client_engine::media::{CameraSource, MediaConfig, MicrophoneSource};
use client_engine::{DriverConfig, NativeApp, NativeConfig, Page, RingConfig, SecretBackend};
use std::path::PathBuf;

/// Pages that may draw this app in a browser; the address with its token is in each view.
const BROWSER_ORIGINS: [&str; 2] = ["http://127.0.0.1:*", "http://localhost:*"];

/// Which server, which session, which devices.
#[derive(Debug, clap::Args)]
pub struct Devices {
    /// The clinic's server, used where no session is stored.
    #[arg(
        long,
        global = true,
        env = "MEDCONSULT_SERVER",
        default_value = "http://127.0.0.1:8440"
    )]
    pub server: String,
    /// Speak with any server in the clear. For tests in networks of their own: what ships has no such
    /// switch.
    #[cfg(debug_assertions)]
    #[arg(long, global = true, env = "MEDCONSULT_PLAIN_HTTP")]
    plain_http: bool,
    /// The folder that keeps the session. Without it, the session ends with the command.
    #[arg(long, global = true, env = "MEDCONSULT_PROFILE")]
    profile: Option<PathBuf>,
    /// Keep the session in the system's keyring instead of an encrypted file of that folder.
    #[arg(long, global = true, requires = "profile")]
    keyring: bool,
    /// A drawn picture for a camera and silence for a microphone, where nothing else is named.
    #[arg(long, global = true)]
    synthetic: bool,
    /// A YUV4MPEG2 file as a camera, looped.
    #[arg(long, global = true)]
    camera: Option<PathBuf>,
    /// A WAV file of 16-bit PCM as a microphone, looped.
    #[arg(long, global = true)]
    microphone: Option<PathBuf>,
    /// The other side is heard through a headset, whatever its name: no echo is looked for.
    #[arg(long, global = true)]
    headset: bool,
    /// Show invitations as notifications of the desktop, too.
    #[arg(long, global = true)]
    notify: bool,
    /// Make no ringing sound; the server is told that nothing can be heard.
    #[arg(long, global = true)]
    silent: bool,
    /// Ring on the sound card of this name instead of the system's own choice.
    #[arg(long, global = true, conflicts_with = "silent")]
    ring_device: Option<String>,
}

impl Devices {
    /// Which servers may be spoken with in the clear.
    pub const fn plain_http(&self) -> PlainHttp {
        #[cfg(debug_assertions)]
        if self.plain_http {
            return PlainHttp::Anywhere;
        }
        PlainHttp::OnThisDevice
    }

    /// Starts the app on them.
    pub fn start(self) -> anyhow::Result<RunningApp> {
        let plain_http = self.plain_http();
        let ring = if self.silent {
            RingConfig::Silent
        } else {
            RingConfig::Device(self.ring_device.map(DeviceEntry::named))
        };
        let devices = if self.synthetic {
            MediaConfig::synthetic()
        } else {
            MediaConfig::own_devices()
        };
        let media = MediaConfig {
            camera: self.camera.map_or(devices.camera, CameraSource::Y4m),
            microphone: self
                .microphone
                .map_or(devices.microphone, MicrophoneSource::Wav),
            voice: VoiceSettings {
                echo: if self.headset {
                    EchoControl::Off
                } else {
                    devices.voice.echo
                },
                ..devices.voice
            },
            ..devices
        };
        let config = DriverConfig {
            server_url: self.server,
            plain_http,
            profile_dir: self.profile.unwrap_or_default(),
            secrets: if self.keyring {
                SecretBackend::Keyring
            } else {
                SecretBackend::File
            },
            synthetic_media: self.synthetic,
            ring,
            downloads: None,
            notifications: self.notify,
        };
        RunningApp::start(config, media)
    }
}

/// An app, and the folder of its session where nobody named one.
pub struct RunningApp {
    pub app: NativeApp,
    _passing: Option<tempfile::TempDir>,
}

impl RunningApp {
    /// Starts one; where no profile is named, its session ends with it.
    pub fn start(mut driver: DriverConfig, media: MediaConfig) -> anyhow::Result<Self> {
        let passing = if driver.profile_dir.as_os_str().is_empty() {
            Some(tempfile::tempdir()?)
        } else {
            None
        };
        if let Some(folder) = &passing {
            folder.path().clone_into(&mut driver.profile_dir);
        }
        let app = NativeApp::start(NativeConfig {
            driver,
            media,
            page_devices: None,
            origins: AllowedOrigins::new(BROWSER_ORIGINS),
            page: Page::InBrowser,
        })?;
        Ok(Self {
            app,
            _passing: passing,
        })
    }
}
