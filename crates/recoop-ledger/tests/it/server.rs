//! A real PostgreSQL, started for a test in a folder of its own and stopped after it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A running server.
pub struct Server {
    folder: tempfile::TempDir,
    pg_ctl: PathBuf,
}

/// The folder with `initdb` of the newest Debian package, or of the path.
fn programs() -> Option<PathBuf> {
    let debian =
        std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let mut folders: Vec<PathBuf> = debian.collect();
    folders.sort();
    folders.reverse();
    folders
        .extend(std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>()));
    folders.into_iter().find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// PostgreSQL refuses to run as root; Debian's package has a user for it.
fn command(program: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.starts_with(b"0\n"));
    if root {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

fn run(command: &mut Command) {
    // Output goes to files or nowhere: a server that inherits a pipe would keep it open.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}

impl Server {
    /// Starts a server, or says that there is none.
    pub fn start() -> Option<Server> {
        let Some(bin) = programs() else {
            println!(
                "skipped: PostgreSQL is not installed; run scripts/tools.sh as root, or apt-get install postgresql"
            );
            return None;
        };
        let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").unwrap();
        let _ = Command::new("chown").arg("postgres").arg(folder.path()).stderr(Stdio::null()).status();
        let data = folder.path().join("data");
        run(command(&bin.join("initdb"))
            .args(["-U", "books", "-A", "trust", "-E", "UTF8", "--locale=C"])
            .arg("-D")
            .arg(&data));
        let server = Server { folder, pg_ctl: bin.join("pg_ctl") };
        // fsync stays on: what is acknowledged is measured as it is used.
        let options = format!("-c listen_addresses='' -c unix_socket_directories={}", server.folder.path().display());
        run(command(&server.pg_ctl)
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(server.folder.path().join("log"))
            .args(["-w", "-o", &options, "start"]));
        Some(server)
    }

    /// Makes a database and returns the parameters to connect.
    pub fn database(&self, name: &str) -> String {
        let folder = self.folder.path().display();
        let mut client =
            postgres::Client::connect(&format!("host={folder} user=books dbname=postgres"), postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        format!("host={folder} user=books dbname={name}")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let data = self.folder.path().join("data");
        let _ = command(&self.pg_ctl)
            .arg("-D")
            .arg(data)
            .args(["-m", "immediate", "-w", "stop"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
    }
}
