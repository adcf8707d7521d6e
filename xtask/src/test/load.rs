//! How busy the machine is. Others may use it, too, which explains a slow run.

use std::fs;

/// How many programs wanted to run at once in the last minute, as Linux tells it.
pub fn average() -> Option<f64> {
    read(&fs::read_to_string("/proc/loadavg").ok()?)
}

/// proc(5): the first word is the average over one minute.
fn read(loadavg: &str) -> Option<f64> {
    loadavg.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_minute_is_read() {
        assert_eq!(read("1.25 0.90 0.40 2/345 6789\n"), Some(1.25));
        assert_eq!(read(""), None);
    }
}
