//! What facts are about, and how tables name it.

use std::fmt;

use super::id::{FieldHash, SubjectId};
use super::observation::SubjectIx;
use crate::t;

/// What sort of thing a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubjectKind {
    /// The survey itself.
    Survey,
    /// A country: facts that are the same at all its posts.
    Country,
    /// A crossing point.
    CrossingPoint,
    /// A place with the same work at a crossing point.
    Position,
    /// A group of identical pieces of equipment.
    Item,
    /// An equipment kind, maker and model: what its data sheet says.
    Model,
}

impl SubjectKind {
    /// The code used in the file.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Survey => "survey",
            Self::Country => "country",
            Self::CrossingPoint => "crossing-point",
            Self::Position => "position",
            Self::Item => "item",
            Self::Model => "model",
        }
    }

    /// The kind with this code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Survey, Self::Country, Self::CrossingPoint, Self::Position, Self::Item, Self::Model]
            .into_iter()
            .find(|k| k.code() == code)
    }
}

/// A subject of a survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its id.
    pub id: SubjectId,
    /// What it is.
    pub kind: SubjectKind,
    /// What it stands in: the survey, a crossing point or a position.
    pub parent: Option<SubjectIx>,
    /// Its code under its parent; for a model `KIND/MAKER/MODEL`.
    pub code: String,
    /// Whether it was deleted; it then counts for nothing and is kept.
    pub deleted: bool,
}

/// How a table names a subject: by codes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Path {
    /// The survey.
    Survey,
    /// A country, by its code.
    Country(String),
    /// A crossing point, by its code.
    CrossingPoint(String),
    /// Crossing point, position.
    Position(String, String),
    /// Crossing point, position (empty: shared at the crossing point), item.
    Item(String, String, String),
    /// Equipment kind, maker, model.
    Model(String, String, String),
}

impl Path {
    /// Reads the three columns of a facts table.
    ///
    /// # Errors
    /// A sentence that says which combination of columns is wrong.
    pub fn from_columns(point: &str, position: &str, item: &str) -> Result<Self, String> {
        let check = |column: &str, code: &str| {
            let bad = code.trim() != code
                || code.chars().any(char::is_control)
                || code.chars().count() > 80;
            if bad {
                Err(t!(
                    "{column} '{code}' is no code: at most 80 characters, no blanks around it",
                    column,
                    code = code.escape_debug()
                ))
            } else {
                Ok(())
            }
        };
        check("crossing_point", point)?;
        check("position", position)?;
        if let Some(model) = item.strip_prefix("model:") {
            if !point.is_empty() || !position.is_empty() {
                let why = t!("a model stands alone: leave crossing_point and position empty");
                return Err(why.to_owned());
            }
            let mut parts = model.splitn(3, '/').map(str::trim);
            return match (parts.next(), parts.next(), parts.next()) {
                (Some(k), Some(maker), Some(model))
                    if ![k, maker, model].iter().any(|p| p.is_empty()) =>
                {
                    Ok(Self::Model(k.to_owned(), maker.to_owned(), model.to_owned()))
                }
                _ => Err(t!("'{item}' is no model; write model:KIND/MAKER/MODEL", item)),
            };
        }
        check("item", item)?;
        if let Some(country) = point.strip_prefix("country:") {
            if country.is_empty() || !position.is_empty() || !item.is_empty() {
                let why = t!("a country is 'country:' and its code, position and item empty");
                return Err(why.to_owned());
            }
            return Ok(Self::Country(country.to_owned()));
        }
        match (point.is_empty(), position.is_empty(), item.is_empty()) {
            (true, true, true) => Ok(Self::Survey),
            (true, ..) => {
                Err(t!("crossing_point is empty, but a position or item is named").to_owned())
            }
            (false, true, true) => Ok(Self::CrossingPoint(point.to_owned())),
            (false, false, true) => Ok(Self::Position(point.to_owned(), position.to_owned())),
            (false, _, false) => {
                Ok(Self::Item(point.to_owned(), position.to_owned(), item.to_owned()))
            }
        }
    }

    /// The three columns of a facts table: crossing point, position, item.
    #[must_use]
    pub fn to_columns(&self) -> [String; 3] {
        let none = String::new;
        match self {
            Self::Survey => [none(), none(), none()],
            Self::Country(c) => [format!("country:{c}"), none(), none()],
            Self::CrossingPoint(c) => [c.clone(), none(), none()],
            Self::Position(c, p) => [c.clone(), p.clone(), none()],
            Self::Item(c, p, i) => [c.clone(), p.clone(), i.clone()],
            Self::Model(k, maker, model) => [none(), none(), format!("model:{k}/{maker}/{model}")],
        }
    }

    /// What sort of subject it names.
    #[must_use]
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Survey => SubjectKind::Survey,
            Self::Country(_) => SubjectKind::Country,
            Self::CrossingPoint(_) => SubjectKind::CrossingPoint,
            Self::Position(..) => SubjectKind::Position,
            Self::Item(..) => SubjectKind::Item,
            Self::Model(..) => SubjectKind::Model,
        }
    }

    /// What the subject stands in.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        match self {
            Self::Survey => None,
            Self::Country(_) | Self::CrossingPoint(_) | Self::Model(..) => Some(Self::Survey),
            Self::Position(c, _) => Some(Self::CrossingPoint(c.clone())),
            Self::Item(c, p, _) if p.is_empty() => Some(Self::CrossingPoint(c.clone())),
            Self::Item(c, p, _) => Some(Self::Position(c.clone(), p.clone())),
        }
    }

    /// Its code under its parent.
    #[must_use]
    pub fn code(&self) -> String {
        match self {
            Self::Survey => String::new(),
            Self::Country(c) | Self::CrossingPoint(c) => c.clone(),
            Self::Position(_, p) => p.clone(),
            Self::Item(_, _, i) => i.clone(),
            Self::Model(k, maker, model) => format!("{k}/{maker}/{model}"),
        }
    }

    /// The id of a subject that a table names: from the survey's id and the codes, so that
    /// importing again, or on another laptop with a copy of the survey, speaks of the same one.
    #[must_use]
    pub fn derived_id(&self, survey: SubjectId) -> SubjectId {
        let mut hash = FieldHash::new("subject");
        hash.field(&survey.0).field(self.kind().code().as_bytes());
        match self {
            Self::Survey => return survey,
            Self::Model(k, maker, model) => {
                for part in [k, maker, model] {
                    hash.field(part.trim().to_lowercase().as_bytes());
                }
            }
            _ => {
                for part in self.to_columns() {
                    hash.field(part.as_bytes());
                }
            }
        }
        SubjectId(hash.finish_short())
    }
}

/// Prints `QV-A01 / entry / readers`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Survey => t!("the survey").to_owned(),
            Self::Country(c) => t!("country {code}", code = c),
            Self::Model(..) => t!("model {code}", code = self.code()),
            _ => self
                .to_columns()
                .into_iter()
                .filter(|c| !c.is_empty())
                .collect::<Vec<_>>()
                .join(" / "),
        };
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_read_back() {
        for columns in [
            ["", "", ""],
            ["country:QV", "", ""],
            ["QV-A01", "", ""],
            ["QV-A01", "entry", ""],
            ["QV-A01", "entry", "readers"],
            ["QV-A01", "", "wan-1"],
            ["", "", "model:passport-reader/Doculux/F4"],
        ] {
            let path = Path::from_columns(columns[0], columns[1], columns[2]);
            assert_eq!(path.map(|p| p.to_columns()), Ok(columns.map(str::to_owned)));
        }
        assert!(Path::from_columns("", "entry", "").is_err());
        assert!(Path::from_columns("country:QV", "entry", "").is_err());
        assert!(Path::from_columns("", "", "model:x/y").is_err());
    }

    #[test]
    fn models_are_one_however_they_are_spelt() {
        let survey = SubjectId([1; 16]);
        let model = |maker: &str| {
            Path::Model("reader".into(), maker.into(), "F4".into()).derived_id(survey)
        };
        assert_eq!(model("Doculux"), model(" doculux "));
        assert_ne!(model("Doculux"), model("Vantrix"));
    }
}
