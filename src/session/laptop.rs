//! What is worth knowing of the laptop before a day in the field: room on the disk, the battery,
//! the clock.

use std::path::Path;

use crate::model::Moment;
use crate::t;

/// The state of the laptop; what cannot be told is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Laptop {
    /// Free room where surveys are kept, in mebibytes.
    pub free: Option<u64>,
    /// Charge of the battery in per cent, and whether it is being charged.
    pub battery: Option<(u8, bool)>,
    /// What the clock says.
    pub clock: String,
}

impl Laptop {
    /// Looks at the laptop.
    #[must_use]
    pub fn look(folder: &Path, now: Moment) -> Self {
        let text = now.to_string();
        let clock = format!(
            "{} {}{}",
            text.get(..10).unwrap_or(""),
            now.clock(),
            match now.offset_minutes {
                0 => " UTC".to_owned(),
                _ => format!(" UTC{}", text.get(text.len().saturating_sub(6)..).unwrap_or("")),
            }
        );
        Self { free: free(folder), battery: battery(Path::new("/sys/class/power_supply")), clock }
    }

    /// In one line.
    #[must_use]
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        if let Some(mebibytes) = self.free {
            parts.push(match mebibytes {
                m if m < 1_024 => t!("disk {n} MB free", n = m),
                m => t!("disk {n} GB free", n = m / 1_024),
            });
        }
        if let Some((per_cent, charging)) = self.battery {
            parts.push(match charging {
                true => t!("battery {per_cent} %, charging", per_cent),
                false => t!("battery {per_cent} %", per_cent),
            });
        }
        parts.push(t!("clock {clock}", clock = self.clock));
        parts.join(" | ")
    }

    /// What should be seen to before leaving; empty when nothing.
    #[must_use]
    pub fn warning(&self) -> String {
        let mut parts = Vec::new();
        if self.free.is_some_and(|m| m < 200) {
            parts.push(t!("the disk is almost full"));
        }
        if self.battery.is_some_and(|(per_cent, charging)| per_cent < 20 && !charging) {
            parts.push(t!("the battery is low"));
        }
        // A clock that lost its power starts in the past.
        if self.clock.get(..4).is_some_and(|year| year < "2025") {
            parts.push(t!("the clock is wrong: set it before recording"));
        }
        let parts = parts.into_iter().map(str::to_owned);
        parts.reduce(|a, b| t!("{a}; {b}", a, b)).unwrap_or_default()
    }
}

#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(folder).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize) >> 20)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}

/// The first battery that the system lists.
fn battery(folder: &Path) -> Option<(u8, bool)> {
    let mut supplies: Vec<_> = std::fs::read_dir(folder).ok()?.flatten().collect();
    supplies.sort_by_key(std::fs::DirEntry::file_name);
    supplies.iter().find_map(|supply| {
        let read = |name: &str| std::fs::read_to_string(supply.path().join(name)).ok();
        (read("type")?.trim() == "Battery").then_some(())?;
        let status = read("status").unwrap_or_default();
        let charging = matches!(status.trim(), "Charging" | "Full");
        Some((read("capacity")?.trim().parse().ok()?, charging))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_matters_is_said_in_a_line() {
        let now = Moment::parse("2026-11-22T09:45:00+02:00").unwrap_or_else(|| panic!("a moment"));
        let mut laptop = Laptop::look(Path::new("/nowhere at all"), now);
        laptop.free = Some(3_200);
        laptop.battery = Some((41, false));
        assert_eq!(
            laptop.words(),
            "disk 3 GB free | battery 41 % | clock 2026-11-22 09:45 UTC+02:00"
        );
        assert_eq!(laptop.warning(), "");
        laptop.free = Some(20);
        laptop.battery = Some((5, false));
        assert_eq!(laptop.warning(), "the disk is almost full; the battery is low");
    }

    #[test]
    fn a_battery_is_read_from_the_list_of_supplies() {
        let folder = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let put = |supply: &str, name: &str, text: &str| {
            let place = folder.path().join(supply);
            std::fs::create_dir_all(&place).unwrap_or_else(|e| panic!("{e}"));
            std::fs::write(place.join(name), text).unwrap_or_else(|e| panic!("{e}"));
        };
        assert_eq!(battery(folder.path()), None);
        put("AC", "type", "Mains\n");
        put("BAT0", "type", "Battery\n");
        put("BAT0", "capacity", "87\n");
        put("BAT0", "status", "Charging\n");
        assert_eq!(battery(folder.path()), Some((87, true)));
    }
}
