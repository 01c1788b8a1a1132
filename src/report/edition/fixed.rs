//! Texts that stand in a report whatever was surveyed: of the profile with its vocabulary, and of the
//! program. Knows standards and the language.

use crate::language;
use crate::standard::Profile;

/// Those that contain these words.
pub(super) fn texts(profile: &Profile, words: &str) -> Vec<String> {
    let said = language::containing(words);
    let said = said.iter().flat_map(|text| pieces(text));
    let mut found: Vec<String> = of_profile(profile)
        .into_iter()
        .chain(said)
        .filter(|text| text.contains(words))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// What stands between the holes of a text, without blanks around it.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').enumerate().map(|(n, part)| match part.split_once('}') {
        Some((_, after)) if n > 0 => after.trim(),
        _ => part.trim(),
    })
}

fn of_profile(profile: &Profile) -> Vec<&str> {
    let vocabulary = &profile.vocabulary;
    let mut texts = vec![profile.title.as_str(), &profile.about];
    for requirement in &profile.requirements {
        texts.extend([requirement.title.as_str(), &requirement.near]);
        texts.extend(requirement.cites.iter().map(|cite| cite.clause.as_str()));
    }
    for source in profile.sources.values() {
        texts.extend(
            [&source.title, &source.publisher, &source.edition, &source.address]
                .map(|t| t.as_str()),
        );
    }
    for remedy in profile.remedies.values() {
        texts.push(&remedy.title);
        texts.extend(remedy.instead.iter().map(String::as_str));
        texts.extend(remedy.needs.iter().map(|need| need.title.as_str()));
    }
    texts.extend(profile.enabling.values().map(String::as_str));
    for attribute in &vocabulary.attributes {
        texts.extend([attribute.label.as_str(), &attribute.question]);
        texts.extend(attribute.options.iter().map(|option| option.label.as_str()));
    }
    texts.extend(vocabulary.equipment.iter().map(|kind| kind.label.as_str()));
    for terms in [&vocabulary.crossing_types, &vocabulary.categories, &vocabulary.groups] {
        texts.extend(terms.iter().map(|term| term.label.as_str()));
    }
    texts.extend(vocabulary.position_kinds.iter().map(|kind| kind.term.label.as_str()));
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_holes() {
        let found: Vec<&str> = pieces("{n} lines of {of}, all").collect();
        assert_eq!(found, ["", "lines of", ", all"]);
    }
}
