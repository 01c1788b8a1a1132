//! Folders to pick files from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Most entries of a folder that are listed.
const MOST_ENTRIES: usize = 200;

/// Endings of pictures and documents.
pub const PHOTOS: &[&str] = &["jpg", "jpeg", "png", "pdf", "heic", "webp", "tif", "tiff"];
/// Endings of surveys.
pub const SURVEYS: &[&str] = &["survey"];
/// Endings of price lists.
pub const PRICES: &[&str] = &["toml"];

/// An entry of a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it is a folder.
    pub folder: bool,
    /// Its size in bytes.
    pub size: u64,
}

/// What can be picked in a folder: folders by name, then files with one of these endings, the
/// newest first; nothing hidden. Not more than a person goes through.
///
/// # Errors
/// When the folder cannot be read.
pub fn folder(path: &Path, endings: &[&str]) -> io::Result<Vec<Entry>> {
    let (mut folders, mut files) = (Vec::new(), Vec::new());
    for entry in fs::read_dir(path)? {
        // One that goes away meanwhile is not there.
        let Ok(entry) = entry else { continue };
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let Ok(about) = fs::metadata(entry.path()) else { continue };
        let listed = Entry { path: entry.path(), folder: about.is_dir(), size: about.len() };
        if listed.folder {
            folders.push(listed);
        } else if about.is_file() && ends_in(&listed.path, endings) {
            files.push((about.modified().ok(), listed));
        }
    }
    folders.sort_by(|a, b| a.path.cmp(&b.path));
    files.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.path.cmp(&b.1.path)));
    folders.truncate(MOST_ENTRIES / 2);
    files.truncate(MOST_ENTRIES / 2);
    folders.extend(files.into_iter().map(|(_, file)| file));
    Ok(folders)
}

fn ends_in(path: &Path, endings: &[&str]) -> bool {
    let ending = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_lowercase();
    endings.contains(&ending.as_str())
}

/// The folder that a file is in, as a path that can be listed.
#[must_use]
pub fn folder_of(file: &Path) -> PathBuf {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_come_first_then_the_newest_picture() {
        let at = tempfile::tempdir().unwrap_or_else(|e| panic!("{e}"));
        let day = |n: u64| std::time::UNIX_EPOCH + std::time::Duration::from_secs(n * 86_400);
        for (name, when) in [("old.JPG", 1), ("new.png", 3), ("sheet.pdf", 2), ("notes.txt", 4)] {
            let file = fs::File::create(at.path().join(name)).unwrap_or_else(|e| panic!("{e}"));
            file.set_modified(day(when)).unwrap_or_else(|e| panic!("{e}"));
        }
        for name in ["b", "a", ".hidden"] {
            fs::create_dir(at.path().join(name)).unwrap_or_else(|e| panic!("{e}"));
        }
        let listed = folder(at.path(), PHOTOS).unwrap_or_else(|e| panic!("{e}"));
        let names: Vec<String> = listed
            .iter()
            .filter_map(|e| Some(e.path.file_name()?.to_string_lossy().into_owned()))
            .collect();
        assert_eq!(names, ["a", "b", "new.png", "sheet.pdf", "old.JPG"]);
    }
}
