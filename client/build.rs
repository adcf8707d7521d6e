//! Embeds the built UI and the app's permissions.

fn main() {
    // Naming the commands closes all others to the page; see capabilities/page.json.
    let commands =
        tauri_build::AppManifest::new().commands(&["intent", "settings", "choose", "close"]);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        println!("cargo:warning={error:#}");
        println!("cargo:warning=The UI is built by `npm run build` in client-ui.");
        std::process::exit(1);
    }
}
