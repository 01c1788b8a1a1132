//! Borderfit: on-site feasibility surveys of the equipment at border crossing points.
//!
//! An assessor records **facts**, each with its evidence; the program derives the verdicts. What
//! is unknown never becomes *met*. A survey can be judged again, against another profile or a
//! newer edition, without going back to the border. Everything works offline; there is no network
//! code.
//!
//! # Layers
//!
//! Lowest first; a module imports only from above its line, and `tests/layers.rs` holds it to
//! that.
//!
//! | module | is | may know |
//! |---|---|---|
//! | [`language`] | the language in which the program speaks, and its tables of texts | nothing |
//! | [`model`] | places, equipment, observations, evidence, values, units, time, surveys | language |
//! | [`photo`] | pictures: what cameras write into them removed, decoded within bounds, drawn small; alone knows the picture libraries | language |
//! | [`words`] | every word that a person reads about the domain | model |
//! | [`standard`] | catalogue and profiles: TOML, read with places, then checked | model |
//! | [`judge`] | `assess(survey, profile, as_of)`: facts become findings | model, standard |
//! | [`plan`] | gaps become remedies: feasibility, phases, cost, budget, what-if, robustness | model, standard, judge |
//! | [`merge`] | what people decide after a merge: disputes, duplicates, taking back | model |
//! | [`report`] | gap tables; the report as a document, and its PDF | the above |
//! | [`exchange`] | facts, crossing points and equipment as tables, in and out | model, standard |
//! | [`vault`] | encrypted containers, keys, signatures; alone knows the crypto libraries | model |
//! | [`store`] | the survey file and the union of files; alone knows SQLite | model, vault |
//! | [`app`] | the state of the screens, and how commands change it; no terminal, no disk | model, words, standard, judge, plan, merge |
//! | [`session`] | performs what the state asks for on the survey file | all of the above |
//! | [`tui`] | the event loop, keys, themes, screens; alone knows the terminal library | app, words, model, session |
//! | [`cli`] | one file for each command; alone knows the argument parser | all of the above |
//!
//! # Flow
//!
//! ```text
//! standards/*.toml --read, check--> Profile -----------+
//!                                                      +--> judge::assess --> findings --+--> report --> table, csv, json, markdown, pdf
//! survey file --store.load--> observations --> Survey -+                                 +--> screens
//! key --keymap--> Command --app.update--> Effects --session--> store.append --> Outcome --> app --> draw
//! ```
//!
//! # Rules
//!
//! - Observations are only ever added. What holds follows from what each one supersedes, never
//!   from a clock.
//! - What is judged, counted or printed is exact and in a fixed order: decimals, `BTreeMap`, no
//!   binary floating point, no clock below `session`.
//! - A type that two modules use lives in the lower one.
//! - One error type for each layer; a message says what happened, where, that nothing was lost,
//!   and what to do.
//!
//! # Glossary
//!
//! | word | meaning |
//! |---|---|
//! | crossing point | a place where the border may be crossed: road, rail, air, sea, river, pedestrian |
//! | position | a place of it with the same work: four booths side by side are one |
//! | item | a group of identical pieces of equipment at a position, or shared by the crossing point |
//! | model | equipment kind, maker, model: what its data sheet says, once for all its items |
//! | fact, observation | what somebody found out about one attribute of one subject, with evidence |
//! | evidence | how it was found out: tested, demonstrated, observed, documented, remote, stated |
//! | absence | why there is no value: refused, locked, time ran out ... |
//! | requirement | what a profile asks for, with its severity and source |
//! | profile | a list of requirements; a *composed* one is nobody's official standard |
//! | finding | what the judge says of a requirement at a place |
//! | gap | a finding that is partly met or not met |
//! | shortfall | how many are missing, as an interval |
//! | open question | a fact that could still decide a finding |
//! | head | an observation that no other supersedes; two that differ are a dispute |

pub mod app;
pub mod cli;
pub mod exchange;
pub mod judge;
pub mod language;
pub mod merge;
pub mod model;
pub mod photo;
pub mod plan;
pub mod report;
pub mod session;
pub mod standard;
pub mod store;
pub mod tui;
pub mod vault;
pub mod words;
