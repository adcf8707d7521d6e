//! The server's address as a person types it.

/// `http://` or `https://`, a host, and no path.
pub(crate) fn normal_server_url(url: &str) -> Option<String> {
    let trimmed = url.trim().trim_end_matches('/');
    let host = trimmed
        .strip_prefix("https://")
        .or_else(|| trimmed.strip_prefix("http://"))?;
    let plain = !host.is_empty() && !host.contains(['/', '?', '#', '@', ' ']);
    plain.then(|| trimmed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::normal_server_url;

    #[test]
    fn a_server_is_a_scheme_and_a_host() {
        let normal = |url| normal_server_url(url);
        assert_eq!(
            normal(" https://clinic.example/ ").as_deref(),
            Some("https://clinic.example")
        );
        assert_eq!(
            normal("http://127.0.0.1:8080").as_deref(),
            Some("http://127.0.0.1:8080")
        );
        for wrong in [
            "clinic.example",
            "ftp://clinic.example",
            "https://",
            "https://a/b",
            "https://u@a",
        ] {
            assert_eq!(normal(wrong), None, "{wrong}");
        }
    }
}
