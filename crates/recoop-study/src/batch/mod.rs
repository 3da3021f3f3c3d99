//! Work of a request in jobs that any machines do, in any order, and that are put together to the same bytes.
//!
//! A folder of jobs holds all that the work needs:
//!
//! ```text
//! DIR/sweep.json           case, points (requests with edits), and the hash of each job
//! DIR/case/                files of the case
//! DIR/shared/0000.json     work that the jobs of a point have in common, such as the plan that is simulated
//! DIR/jobs/0000/job.json   one job: verb, case, edits, options, range, memory, build, hash
//! DIR/jobs/0000/result.json
//! ```
//!
//! A result appears complete or not at all, and names its job. A job that fails has a result, too: the reason. Sealed folders hold the same
//! files encrypted, with the ending `.sealed`.
//!
//! | file      | holds                                                       |
//! |-----------|-------------------------------------------------------------|
//! | `sweep`   | what a folder of jobs and a job say                         |
//! | `file`    | a sweep as a file (`sweep.toml`)                            |
//! | `store`   | files of a folder of jobs, plain or sealed                  |
//! | `seal`    | encryption                                                  |
//! | `parts`   | what of a verb is a unit, its work, and the end             |
//! | `whole`   | whole requests: tables, and tables of several points        |
//! | `record`  | a plan for other processes                                  |
//! | `attack`  | what is known of attacks, for other processes               |
//! | `outcome` | results of jobs                                             |
//! | `folder`  | a folder of jobs that is open                               |
//! | `pool`    | jobs in child processes                                     |
//! | `machine` | memory and class of the machine                             |

pub(crate) mod attack;
pub(crate) mod file;
pub(crate) mod folder;
pub(crate) mod machine;
pub(crate) mod outcome;
pub(crate) mod parts;
mod plain;
pub(crate) mod pool;
pub(crate) mod record;
pub(crate) mod seal;
pub(crate) mod store;
pub(crate) mod sweep;
#[cfg(test)]
mod tests;
pub(crate) mod whole;

/// Name of the build: results of another one may differ.
pub(crate) const BUILD: &str = concat!(env!("CARGO_PKG_VERSION"), "-", env!("RECOOP_BUILD"));

/// A digest of bytes.
pub(crate) fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}
