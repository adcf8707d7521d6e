/// Whatever this program makes from now on (databases, logs, folders, sockets) is for its own user alone,
/// whatever the shell that started it has set (umask, POSIX.1-2024). Elsewhere than on Unix: nothing.
pub fn keep_files_private() {
    #[cfg(unix)]
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
}
