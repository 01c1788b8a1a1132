//! Values of the domain: places, equipment, observations, evidence, quantities, time, surveys.
//!
//! No input and output, no clock, no screen. Imports nothing of the program.

pub mod attachment;
pub mod date;
pub mod erasure;
pub mod evidence;
pub mod exception;
pub mod id;
pub mod interval;
pub mod journal;
pub mod name;
pub mod observation;
pub mod places;
pub mod seal;
pub mod shown;
pub mod subject;
pub mod survey;
pub mod unit;
pub mod value;
pub mod verdict;

pub use date::{Day, Moment, PartialDate};
pub use evidence::{AbsenceReason, Confidence, Evidence};
pub use id::{FactRef, FileId, ObservationId, SessionId, SubjectId};
pub use interval::{Bound, Interval};
pub use observation::{
    Answer, AttributeIx, Observation, ObservationIx, Session, SessionIx, SubjectIx,
};
pub use shown::visible;
pub use subject::{Path, Subject, SubjectKind};
pub use survey::{Entry, Supersede, Survey};
pub use unit::{Dimension, Unit};
pub use value::{Kind, OptionSet, Quantity, Value, ValueError, ValueType};
pub use verdict::Verdict;
