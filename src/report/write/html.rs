//! The document as one HTML file: no script, nothing to fetch, headings and tables as screen
//! readers need them. Figures are drawn as SVG and told in words.

use std::fmt::Write;

use super::picture::base64;
use super::{as_table, escaped, is_group, words};
use crate::report::document::{
    Bars, Block, Cell, Chart, Direction, Document, Mark, Places, RowKind, Run, Style,
};

const STYLE: &str = "body{font-family:system-ui,sans-serif;line-height:1.45;margin:0 auto;\
max-width:72rem;padding:1rem;color:#111;background:#fff}\
h1,h2,h3,h4{line-height:1.2}table{border-collapse:collapse;margin:1rem 0;width:100%}\
caption{text-align:start;font-weight:600;padding:.3rem 0}\
th,td{border:1px solid #999;padding:.25rem .4rem;vertical-align:top;text-align:start}\
thead th{background:#e4e4e4}.n{text-align:end}.g th{background:#f0f0f0}\
.mark{font-weight:700;white-space:nowrap}header,footer{border-block:1px solid #999;padding:.4rem 0}\
.note{border-inline-start:4px solid #555;padding-inline-start:.8rem}svg,img{max-width:100%;height:auto}\
.logo{max-height:6rem;max-width:15rem;width:auto}\
@media print{nav{display:none}table{break-inside:auto}tr{break-inside:avoid}}";

/// The whole document.
#[must_use]
pub fn html(document: &Document) -> String {
    let mut out = String::new();
    let direction = match document.direction {
        Direction::LeftToRight => "ltr",
        Direction::RightToLeft => "rtl",
    };
    let title = escaped(&document.title);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<header>\n",
        escaped(&document.language)
    );
    if let Some(logo) = &document.logo {
        let _ = writeln!(
            out,
            "<img class=\"logo\" src=\"data:image/jpeg;base64,{}\" alt=\"{}\" width=\"{}\" \
             height=\"{}\">",
            base64(&logo.jpeg),
            escaped(&logo.alt),
            logo.width,
            logo.height
        );
    }
    let _ = writeln!(out, "<h1>{title}</h1>");
    let lines = [Some(&document.subtitle), document.marking.as_ref(), document.banner.as_ref()];
    for line in lines.into_iter().flatten().filter(|line| !line.is_empty()) {
        let _ = writeln!(out, "<p>{}</p>", escaped(line));
    }
    let _ = writeln!(out, "<p>{} · {}</p>", escaped(&document.edition), escaped(&document.date));
    pairs(&mut out, document.cover.iter().map(|(n, v)| (n.as_str(), escaped(v))));
    let _ = writeln!(
        out,
        "</header>\n<nav aria-label=\"{}\">\n<ul>",
        escaped(&document.words.lists[0])
    );
    for heading in document.headings().filter(|heading| heading.level <= 2) {
        let (id, text) = (escaped(&heading.id), escaped(&heading.text));
        let _ = writeln!(out, "<li><a href=\"#{id}\">{text}</a></li>");
    }
    out.push_str("</ul>\n</nav>\n<main>\n");
    for block in &document.blocks {
        write_block(&mut out, block);
    }
    let marking = document.marking.as_deref().unwrap_or("");
    let _ = writeln!(out, "</main>\n<footer>{}</footer>\n</body>\n</html>", escaped(marking));
    out
}

fn write_block(out: &mut String, block: &Block) {
    match block {
        Block::Heading(heading) => {
            let level = heading.level.clamp(1, 4) + 1;
            let (id, text) = (escaped(&heading.id), escaped(&heading.text));
            let _ = writeln!(out, "<h{level} id=\"{id}\">{text}</h{level}>");
        }
        Block::Paragraph(text) => {
            let _ = writeln!(out, "<p>{}</p>", runs(text));
        }
        Block::Note(text) => {
            let _ = writeln!(out, "<p class=\"note\">{}</p>", runs(text));
        }
        Block::List(list) => {
            let tag = if list.ordered { "ol" } else { "ul" };
            let _ = writeln!(out, "<{tag}>");
            for item in &list.items {
                let _ = writeln!(out, "<li>{}</li>", runs(item));
            }
            let _ = writeln!(out, "</{tag}>");
        }
        Block::KeyValues(values) => {
            pairs(out, values.iter().map(|(name, value)| (name.as_str(), runs(value))));
        }
        Block::Table(_) | Block::HeatMap(_) => table(out, block),
        Block::Bars(bars) => {
            figure(out, &bars.id, &bars.caption, &bars.alt, &draw_bars(bars));
            table(out, block);
        }
        Block::Chart(chart) => {
            figure(out, &chart.id, &chart.caption, &chart.alt, &draw_chart(chart));
            table(out, block);
        }
        Block::Places(places) => {
            figure(out, &places.id, &places.caption, &places.alt, &draw_places(places));
        }
        Block::Photo(photo) => {
            let _ = writeln!(
                out,
                "<figure id=\"{}\"><img src=\"data:image/jpeg;base64,{}\" alt=\"{}\" \
                 width=\"{}\" height=\"{}\"><figcaption>{} {}</figcaption></figure>",
                escaped(&photo.anchor),
                base64(&photo.jpeg),
                escaped(&photo.alt),
                photo.width,
                photo.height,
                escaped(&photo.id),
                escaped(&photo.caption)
            );
        }
        Block::PageBreak => {}
    }
}

fn runs(runs: &[Run]) -> String {
    runs.iter()
        .map(|run| match run.style {
            Style::Regular => lines(&run.text),
            Style::Bold => format!("<strong>{}</strong>", lines(&run.text)),
            Style::Italic => format!("<em>{}</em>", lines(&run.text)),
        })
        .collect()
}

fn lines(text: &str) -> String {
    text.lines().map(escaped).collect::<Vec<_>>().join("<br>")
}

fn pairs<'t>(out: &mut String, pairs: impl Iterator<Item = (&'t str, String)>) {
    out.push_str("<table>\n<tbody>\n");
    for (name, value) in pairs {
        let name = escaped(name);
        let _ = writeln!(out, "<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn table(out: &mut String, block: &Block) {
    let Some(plain) = as_table(block) else { return };
    let own = if let Block::Table(table) = block { Some(table) } else { None };
    let id =
        if own.is_some() { escaped(&plain.id) } else { format!("{}-data", escaped(&plain.id)) };
    let _ = write!(
        out,
        "<table id=\"{id}\">\n<caption>{} {}</caption>\n",
        escaped(&plain.id),
        escaped(&plain.caption)
    );
    if plain.header.iter().any(|title| !title.is_empty()) {
        out.push_str("<thead><tr>");
        for title in &plain.header {
            let tag = if title.is_empty() { "td" } else { "th scope=\"col\"" };
            let end = if title.is_empty() { "td" } else { "th" };
            let _ = write!(out, "<{tag}>{}</{end}>", escaped(title));
        }
        out.push_str("</tr></thead>\n");
    }
    out.push_str("<tbody>\n");
    for (n, cells) in plain.rows.iter().enumerate() {
        if own.is_some_and(|table| is_group(table, n)) {
            let title = cells.first().map(|text| escaped(text)).unwrap_or_default();
            let columns = plain.header.len();
            // What follows up to the next group is a body of its own, of which this is the title.
            if n > 0 {
                out.push_str("</tbody>\n<tbody>\n");
            }
            let _ = writeln!(
                out,
                "<tr class=\"g\"><th scope=\"rowgroup\" colspan=\"{columns}\">{title}</th></tr>"
            );
            continue;
        }
        let row = own.and_then(|table| table.rows.get(n));
        debug_assert!(row.is_none_or(|row| row.kind == RowKind::Body));
        let anchor = row.and_then(|row| row.anchor.as_ref());
        match anchor {
            Some(anchor) => {
                let _ = write!(out, "<tr id=\"{}\">", escaped(anchor));
            }
            None => out.push_str("<tr>"),
        }
        for (at, text) in cells.iter().enumerate() {
            let cell = row.and_then(|row| row.cells.get(at));
            let content = cell.map_or_else(|| lines(text), content);
            if at == 0 {
                let _ = write!(out, "<th scope=\"row\">{content}</th>");
            } else {
                let _ = write!(out, "<td>{content}</td>");
            }
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn content(cell: &Cell) -> String {
    let mut content = String::new();
    if let Some(mark) = cell.mark {
        let critical = if cell.critical { "!" } else { "" };
        let _ = write!(content, "<span class=\"mark\">{}{critical}</span> ", mark.label());
    }
    let text = words(&cell.runs);
    let split: Vec<&str> = text.lines().collect();
    if cell.links.len() == split.len() && split.len() > 1 {
        let linked: Vec<String> = split
            .iter()
            .zip(&cell.links)
            .map(|(text, (target, _))| linked(target, &escaped(text)))
            .collect();
        content.push_str(&linked.join("<br>"));
    } else if let Some((target, _)) = cell.links.first() {
        content.push_str(&linked(target, &runs(&cell.runs)));
    } else {
        content.push_str(&runs(&cell.runs));
    }
    content
}

fn linked(target: &str, text: &str) -> String {
    format!("<a href=\"#{}\">{text}</a>", escaped(target))
}

fn figure(
    out: &mut String,
    id: &str,
    caption: &str,
    alt: &str,
    (size, drawing): &(String, String),
) {
    let _ = writeln!(
        out,
        "<figure id=\"{0}\"><svg viewBox=\"0 0 {size}\" role=\"img\" aria-label=\"{1}\" \
         font-family=\"sans-serif\" font-size=\"12\">{drawing}</svg><figcaption>{0} {2}\
         </figcaption></figure>",
        escaped(id),
        escaped(alt),
        escaped(caption)
    );
}

/// Greys that differ in lightness, with the letters beside them.
const fn grey(mark: Mark) -> &'static str {
    match mark {
        Mark::Met => "#dddddd",
        Mark::PartlyMet => "#aaaaaa",
        Mark::NotMet => "#555555",
        Mark::NotAssessed => "#ffffff",
        Mark::NotApplicable => "#f3f3f3",
    }
}

fn draw_bars(bars: &Bars) -> (String, String) {
    let mut out = String::new();
    let total = |bar: &crate::report::document::Bar| -> u32 {
        bar.parts.iter().fold(0, |sum, (_, count)| sum.saturating_add(*count))
    };
    let most = u64::from(bars.rows.iter().map(total).max().unwrap_or(0).max(1));
    for (n, bar) in bars.rows.iter().enumerate() {
        let y = n * 24;
        let _ = write!(out, "<text x=\"0\" y=\"{}\">{}</text>", y + 14, escaped(&bar.name));
        let mut done = 0_u64;
        for (mark, count) in &bar.parts {
            let (from, to) =
                (300 + done * 450 / most, 300 + (done + u64::from(*count)) * 450 / most);
            done += u64::from(*count);
            if to > from {
                let _ = write!(
                    out,
                    "<rect x=\"{from}\" y=\"{y}\" width=\"{}\" height=\"18\" fill=\"{}\" \
                     stroke=\"#333\"/>",
                    to - from,
                    grey(*mark)
                );
            }
        }
        let _ = write!(out, "<text x=\"760\" y=\"{}\">{}</text>", y + 14, escaped(&bar.coverage));
    }
    (format!("900 {}", bars.rows.len() * 24 + 8), out)
}

fn draw_chart(chart: &Chart) -> (String, String) {
    let mut out = String::new();
    let tall = chart.rows.len() * 22 + 24;
    for (at, words) in &chart.ticks {
        let x = 300 + u32::from(*at) * 400 / 1000;
        let _ = write!(
            out,
            "<line x1=\"{x}\" y1=\"16\" x2=\"{x}\" y2=\"{tall}\" stroke=\"#bbb\"/>\
             <text x=\"{x}\" y=\"11\" text-anchor=\"middle\" font-size=\"9\">{}</text>",
            escaped(words)
        );
    }
    for (n, bar) in chart.rows.iter().enumerate() {
        let y = n * 22 + 22;
        let _ = write!(out, "<text x=\"0\" y=\"{}\">{}</text>", y + 12, escaped(&bar.name));
        if let Some((from, to)) = bar.span {
            let sure = bar.sure.unwrap_or(to).clamp(from, to);
            let x = |at: u16| 300 + u32::from(at) * 400 / 1000;
            for (a, b, fill) in [(from, sure, "#666666"), (sure, to, "#dddddd")] {
                let _ = write!(
                    out,
                    "<rect x=\"{}\" y=\"{y}\" width=\"{}\" height=\"14\" fill=\"{fill}\" \
                     stroke=\"#333\"/>",
                    x(a),
                    x(b) - x(a)
                );
            }
        }
        let _ = write!(out, "<text x=\"720\" y=\"{}\">{}</text>", y + 12, escaped(&bar.label));
    }
    (format!("960 {}", tall + 6), out)
}

fn draw_places(places: &Places) -> (String, String) {
    let mut out = String::new();
    let (across, down) = (u64::from(places.extent.0.max(1)), u64::from(places.extent.1.max(1)));
    let unit = |of: u32| u64::from(of) * 600 / across.max(down);
    for point in &places.points {
        let (x, y) = (unit(point.at.0) + 20, unit(point.at.1) + 20);
        let _ = write!(
            out,
            "<rect x=\"{}\" y=\"{}\" width=\"6\" height=\"6\"/><text x=\"{}\" y=\"{}\">{}</text>",
            x - 3,
            y - 3,
            x + 6,
            y + 4,
            escaped(&point.name)
        );
    }
    (format!("760 {}", down * 600 / across.max(down) + 40), out)
}
