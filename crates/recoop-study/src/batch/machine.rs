//! Memory of this process, and the class of the machine.

/// Most memory that this process has had, MiB; `None` where the system does not say.
pub(crate) fn peak_mib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib.div_ceil(1024))
}

/// Processor, and the instructions by which the system's mathematical functions differ in the last digit.
pub(crate) fn class() -> String {
    #[allow(unused_mut, reason = "other processors have no such list")]
    let mut parts = vec![std::env::consts::OS, std::env::consts::ARCH];
    #[cfg(target_arch = "x86_64")]
    {
        let has = [
            ("fma", std::arch::is_x86_feature_detected!("fma")),
            ("avx2", std::arch::is_x86_feature_detected!("avx2")),
        ];
        parts.extend(has.into_iter().filter(|(_, has)| *has).map(|(name, _)| name));
    }
    parts.join(" ")
}
