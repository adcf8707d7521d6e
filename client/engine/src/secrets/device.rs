//! What this device vouches for its calls with.

use super::SecretStore;
use client_core::proof::DeviceSecret;

impl SecretStore<DeviceSecret> {
    /// What an earlier run drew by lot; drawn now, and kept, at the first start.
    pub async fn load_or_draw(&self) -> DeviceSecret {
        if let Some(secret) = self.load().await {
            return secret;
        }
        let secret = DeviceSecret::from(rand::random::<[u8; 32]>());
        if let Err(error) = self.store(&secret) {
            // Calls are vouched for all the same, and the next start is a new device to all others.
            tracing::error!(%error, "this device's key can't be kept");
        }
        secret
    }
}
