//! What the command line says.

use anyhow::Context;
use clap::Parser;
use client_core::PlainHttp;
use std::path::{Path, PathBuf};

/// MedConsult: see your doctor, or your patients.
#[derive(Clone, Debug, Parser)]
#[command(name = "medconsult", version)]
pub struct Arguments {
    /// The clinic's server, used where no session is stored.
    #[arg(
        long,
        env = "MEDCONSULT_SERVER",
        default_value = "http://127.0.0.1:8440"
    )]
    pub server: String,
    /// Speak with any server in the clear. For tests in networks of their own: what ships has no such
    /// switch.
    #[cfg(debug_assertions)]
    #[arg(long, env = "MEDCONSULT_PLAIN_HTTP")]
    plain_http: bool,
    /// Whose session this is: a name, or a folder. Several can run at once.
    #[arg(long, env = "MEDCONSULT_PROFILE", default_value = "default")]
    pub profile: String,
    /// Keep the session in an encrypted file of the profile's folder, and ask no keyring.
    #[arg(long)]
    pub no_keyring: bool,
    /// Use a drawn picture and a quiet microphone instead of this device's own.
    #[arg(long)]
    pub synthetic: bool,
    /// Let the page film and listen instead of the engine, as on a phone.
    #[arg(long, conflicts_with = "synthetic")]
    pub page_devices: bool,
    /// The window's title.
    #[arg(long, default_value = "MedConsult")]
    pub title: String,
    /// Where the window opens: `x,y,width,height` in pixels.
    #[arg(long, env = "MEDCONSULT_WINDOW")]
    pub window: Option<Area>,
    /// What to open: `medconsult://queue/<schedule>`, `medconsult://appointment/<appointment>`,
    /// `medconsult://thread/<encounter>` or `medconsult://call/<call>`.
    pub link: Option<String>,
}

impl Arguments {
    /// Which servers may be spoken with in the clear.
    pub const fn plain_http(&self) -> PlainHttp {
        #[cfg(debug_assertions)]
        if self.plain_http {
            return PlainHttp::Anywhere;
        }
        PlainHttp::OnThisDevice
    }

    /// The folder of this profile, made where it is missing: a name lies below the app's own data.
    pub fn profile_folder(&self, app_data: &Path) -> anyhow::Result<PathBuf> {
        let is_folder = self.profile.contains(['/', '\\']) || self.profile == ".";
        let folder = if is_folder {
            PathBuf::from(&self.profile)
        } else {
            app_data.join("profiles").join(&self.profile)
        };
        std::fs::create_dir_all(&folder).context("no folder for the profile")?;
        // The webview takes an absolute folder only.
        std::path::absolute(&folder).context("no folder for the profile")
    }
}

/// A part of the screen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Across.
    pub width: f64,
    /// Down.
    pub height: f64,
}

impl std::str::FromStr for Area {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbers: Vec<f64> = text
            .split(',')
            .map(|number| number.trim().parse::<u16>().map(f64::from))
            .collect::<Result<_, _>>()
            .map_err(|_| "x,y,width,height are whole numbers")?;
        let [x, y, width, height] = numbers[..] else {
            return Err("x,y,width,height are four numbers");
        };
        Ok(Self {
            x,
            y,
            width,
            height,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(profile: &str) -> Arguments {
        Arguments::parse_from(["medconsult", "--profile", profile])
    }

    #[test]
    fn a_profile_is_a_name_or_a_folder() {
        let data = std::env::temp_dir().join(format!("medconsult-shell-{}", std::process::id()));
        let named = arguments("doctor").profile_folder(&data).unwrap();
        assert_eq!(named, data.join("profiles").join("doctor"));
        let elsewhere = data.join("here");
        let folder = arguments(elsewhere.to_str().unwrap())
            .profile_folder(&data)
            .unwrap();
        assert_eq!(folder, elsewhere);
        assert!(named.is_dir() && folder.is_dir());
        std::fs::remove_dir_all(&data).unwrap();
    }

    #[test]
    fn an_area_is_four_numbers() {
        let area = Area {
            x: 0.0,
            y: 10.0,
            width: 800.0,
            height: 600.0,
        };
        assert_eq!("0,10,800,600".parse(), Ok(area));
        assert!("0,10,800".parse::<Area>().is_err());
        assert!("wide".parse::<Area>().is_err());
    }
}
